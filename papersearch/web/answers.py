"""Pages as answers: templates with what every page needs, and errors in the page's language."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from papersearch.errors import (
    IndexLocked,
    IndexUnwritable,
    InvalidWatch,
    WatchExists,
    WatchNotFound,
)
from papersearch.web.assets import templates
from papersearch.web.cookies import value_of
from papersearch.web.form import Form, form_of, words_of
from papersearch.web.korean import in_korean
from papersearch.web.problems import problem
from papersearch.web.security import OPEN, Access, inside
from papersearch.web.visits import Visit
from papersearch.web.words import Words

THEMES = ("auto", "dark", "light")
THEME = "papersearch_theme"

_FORM = "application/x-www-form-urlencoded"


def html(
    request: Request, name: str, status: int = 200, *, form: Form | None = None, **context: Any
) -> Response:
    """Return a page: a template with ``context`` and what every page needs."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    text = (
        templates()
        .get_template(name)
        .render(
            words=words_of(request),
            form=form or form_of(request),
            key=access_of(request).form_key(),
            here=inside(here) or "/",
            at=request.url.path,
            theme=theme_of(request),
            feed_key=access_of(request).feed_key(),
            **context,
        )
    )
    page = HTMLResponse(text, status, headers={"Vary": "Accept-Language, X-Part, Cookie"})
    if request.url.path not in OPEN:
        page.headers.append("Set-Cookie", Visit.of(request.headers).header)
    return page


def part_of(request: Request) -> str:
    """Return which part of a page the script asks for, "" for the whole."""
    return request.headers.get("x-part", "")


def access_of(request: Request) -> Access:
    """Return who may ask, as the application was made."""
    access: Access = request.app.state.access
    return access


def theme_of(request: Request) -> str:
    """Return which of ``THEMES`` the reader has chosen."""
    chosen = value_of(request.headers.get("cookie", ""), THEME)
    return chosen if chosen in THEMES else THEMES[0]


async def sent_form(request: Request) -> dict[str, list[str]]:
    """Return the fields of a form that was posted from a page of this server.

    Raises:
        HTTPException: it was not.
    """
    if request.headers.get("content-type", "").split(";")[0].strip() != _FORM:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send a form")
    fields = parse_qs((await request.body()).decode(errors="replace"))
    if not access_of(request).is_form_key(fields.get("key", [""])[0]):
        raise HTTPException(HTTPStatus.FORBIDDEN, Words("en")("old_page"))
    return fields


def back(fields: dict[str, list[str]], place: str = "") -> Response:
    """Return to the page that a form was sent from, at the ``place`` in it."""
    came = inside(fields.get("back", [""])[0]) or "/"
    return RedirectResponse(came + (f"#{place}" if place else ""), HTTPStatus.SEE_OTHER)


def error_page(request: Request, error: Exception) -> Response:
    """Return the page that says what went wrong."""
    status, payload = problem(error)
    return _problem_page(request, status, said(words_of(request), error, payload["message"]))


def refused_page(request: Request, error: HTTPException) -> Response:
    """Return the page for what is refused, such as an address at which there is nothing."""
    words = words_of(request)
    text = said(words, error, error.detail)
    if error.status_code == HTTPStatus.NOT_FOUND:
        text = words("nowhere", path=request.url.path), ""
    if error.status_code == HTTPStatus.FORBIDDEN:
        text = words("old_page"), ""
    return _problem_page(request, error.status_code, text)


_OF_THE_PAGE: tuple[tuple[type[Exception], str], ...] = (
    (IndexLocked, "locked"),
    (IndexUnwritable, "unwritable"),
    (WatchExists, "watch_exists"),
    (WatchNotFound, "watch_gone"),
    (InvalidWatch, "watch_plain"),
)
"""What the library says with commands, and the page without."""


def said(words: Words, error: Exception, message: str) -> tuple[str, str]:
    """Return a message in the language of the page, and what only its English says."""
    if own := next((key for kind, key in _OF_THE_PAGE if isinstance(error, kind)), ""):
        return words(own), ""
    return in_korean(error, message) if words.language == "ko" else (message, "")


def came_from(request: Request) -> str:
    """Return the page of this server that a request was sent from, "" where none is told."""
    told = urlsplit(request.headers.get("referer", ""))
    query = f"?{told.query}" if told.query else ""
    return inside(told.path + query) if told.netloc == request.url.netloc else ""


def _problem_page(request: Request, status: int, text: tuple[str, str]) -> Response:
    return html(request, "error.html", status, problem=text, came=came_from(request))
