"""The application: routes behind the guard, and errors as answers."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response

from papersearch.errors import PapersearchError, ServerError
from papersearch.server.engine import Engine
from papersearch.web import answers, api, api_own, calendar, explore, facets, marks, page, reader
from papersearch.web.problems import BUSY_SECONDS, body, http_problem, problem
from papersearch.web.security import Access, BodyTooLarge, Guard, too_large

Beside = Callable[[], AbstractAsyncContextManager[None]]


@contextlib.asynccontextmanager
async def nothing() -> AsyncIterator[None]:
    """Do nothing beside the server."""
    yield


def create_app(engine: Engine, access: Access, beside: Beside = nothing) -> Starlette:
    """Return the ASGI application over an engine, which it closes when it shuts down.

    ``beside`` is entered while the application runs.
    """

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        try:
            async with beside():
                yield
        finally:
            engine.close()

    app = Starlette(
        routes=[
            *api.routes(engine),
            *api_own.routes(engine),
            *explore.routes(engine),
            *page.routes(engine, access),
            *calendar.routes(engine),
            *facets.routes(engine),
            *reader.routes(engine),
            *marks.routes(engine),
        ],
        middleware=[
            Middleware(Guard, access=access),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6),
        ],
        exception_handlers={
            PapersearchError: _failed,
            HTTPException: _refused,
            BodyTooLarge: _too_large,
            Exception: _failed,
        },
        lifespan=lifespan,
    )
    app.state.access = access
    return app


async def _failed(request: Request, error: Exception) -> Response:
    if not request.url.path.startswith("/api/"):
        return answers.error_page(request, error)
    status, payload = problem(error)
    headers = {"Retry-After": BUSY_SECONDS} if isinstance(error, ServerError) else None
    return Response(body(payload), status, headers, media_type="application/json")


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if _is_browser(request):
        refused = answers.refused_page(request, error)
        refused.headers.update(error.headers or {})
        return refused
    status, payload = http_problem(HTTPStatus(error.status_code), error.detail)
    return Response(body(payload), status, error.headers, media_type="application/json")


def _is_browser(request: Request) -> bool:
    """Whether someone reads the answer: browsers say what they like to show, programs anything."""
    accepts = request.headers.get("accept", "")
    return "text/html" in accepts and not request.url.path.startswith("/api/")


async def _too_large(request: Request, _error: Exception) -> Response:
    return too_large(request.url.path)
