"""Pages that take long to make: made beside the readers, and kept by the state of the index."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from papersearch.render.pictures.page import asset as drawn_asset
from papersearch.server.engine import Engine
from papersearch.web.answers import html
from papersearch.web.form import Form

AGAIN_SECONDS = 2
"""After how many seconds a page that is being drawn is asked for again."""


async def state_of(engine: Engine) -> tuple[object, ...]:
    """Return the state of the index, of which what is kept is drawn."""
    return await engine.run(lambda index: index.state())


def waiting(request: Request, form: Form, called: str) -> Response:
    """Return a page that says that another is being drawn, and then asks for it again.

    ``called`` is what that is called, a key of words.
    """
    page = html(
        request, "drawing.html", HTTPStatus.ACCEPTED, form=form, called=called, style=trends_style()
    )
    page.headers["Refresh"] = str(AGAIN_SECONDS)
    return page


def trends_style() -> str:
    """Return the address of the style of trends, which changes when that does."""
    style = drawn_asset("trends.css").encode()
    return f"/static/trends.css?{hashlib.blake2b(style, digest_size=6).hexdigest()}"
