"""Errors as HTTP answers: which status, and a body that says type and message."""

from __future__ import annotations

from http import HTTPStatus

from papersearch.errors import (
    PaperIndexError,
    PaperNotFound,
    PapersearchError,
    ServerError,
    TooFewLikes,
    UsageError,
    WatchExists,
    WatchNotFound,
)
from papersearch.render.payload import Payload, to_json

Problem = tuple[HTTPStatus, Payload]

BUSY_SECONDS = "1"

_NAMES = {
    HTTPStatus.BAD_REQUEST: "BadRequest",
    HTTPStatus.UNAUTHORIZED: "TokenNeeded",
    HTTPStatus.FORBIDDEN: "CrossSite",
    HTTPStatus.NOT_FOUND: "NotFound",
    HTTPStatus.METHOD_NOT_ALLOWED: "MethodNotAllowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "BodyTooLarge",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "UnsupportedMediaType",
    HTTPStatus.MISDIRECTED_REQUEST: "WrongHost",
}


def problem(error: Exception) -> Problem:
    """Return the status and the payload for an error; what we did not foresee says nothing."""
    if isinstance(error, PapersearchError):
        return _status(error), {"type": type(error).__name__, "message": str(error)}
    message = "this should not have happened: what the server wrote to its terminal says more"
    return HTTPStatus.INTERNAL_SERVER_ERROR, {"type": "InternalError", "message": message}


def http_problem(status: HTTPStatus, message: str) -> Problem:
    """Return a problem of HTTP's own."""
    return status, {"type": _NAMES.get(status, "HTTPError"), "message": message}


def body(payload: Payload) -> bytes:
    """Return a payload as the bytes of an answer."""
    return to_json(payload, indent=False).encode()


def _status(error: PapersearchError) -> HTTPStatus:
    if isinstance(error, UsageError):
        return HTTPStatus.BAD_REQUEST
    if isinstance(error, PaperNotFound | WatchNotFound):
        return HTTPStatus.NOT_FOUND
    if isinstance(error, TooFewLikes | WatchExists):
        return HTTPStatus.CONFLICT
    if isinstance(error, PaperIndexError | ServerError):
        return HTTPStatus.SERVICE_UNAVAILABLE
    return HTTPStatus.INTERNAL_SERVER_ERROR
