"""The corpus from above as pages of the server: the map, and topics over the months."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from papersearch.api.paper_index import PaperIndex
from papersearch.errors import InvalidQuery, MissingExtra, extra
from papersearch.render.pictures.map_page import Setting, map_page, policy
from papersearch.render.pictures.page import asset as drawn_asset
from papersearch.render.pictures.trends_body import trends_body
from papersearch.render.trend_words import headline
from papersearch.server.engine import Engine
from papersearch.types.paper import Paper
from papersearch.web.answers import html, said, theme_of
from papersearch.web.drawn import state_of, trends_style, waiting
from papersearch.web.form import Form, form_of, words_of
from papersearch.web.questions import FILTERS, Parameters
from papersearch.web.words import Words

if TYPE_CHECKING:
    from papersearch.atlas.types import Trends

_ASKED = ("q", "by", *FILTERS)
Page = Callable[[Request], Awaitable[Response]]


def routes(engine: Engine) -> list[Route]:
    """Return the routes of the map and the trends."""

    async def map_(request: Request) -> Response:
        form, words = _form(request), words_of(request)
        filters = _given(form).filters(datetime.date.today())
        state, setting = await state_of(engine), _setting(form, words, theme_of(request))
        shown = (tuple(form.narrowed), form.language, words.language, setting.theme)

        def work(index: PaperIndex) -> str:
            atlas = engine.drawings.part(
                (state, "atlas", filters), index, lambda own: own.map(filters=filters)
            )
            return map_page(atlas, setting=setting) if atlas.places else ""

        page = engine.drawings.get((state, "map", filters, *shown), work)
        if page is None:
            return waiting(request, form, "map")
        if not page:
            return _message(request, form, words("map_empty"))
        own = f"{policy()}; frame-ancestors 'none'"
        headers = {"Vary": "Accept-Language, Cookie", "Content-Security-Policy": own}
        return HTMLResponse(page, headers=headers)

    async def trends(request: Request) -> Response:
        form, given = _form(request), _given(_form(request))
        filters, by = given.filters(datetime.date.today()), given.text("by", "day")
        found: Trends | None
        if form["q"]:
            text = given.question(datetime.date.today()).query.text
            found = await engine.run(lambda index: index.trends(text, by=by, filters=filters))
        else:
            found = engine.drawings.get(
                (await state_of(engine), "trends", filters, by),
                lambda index: index.trends(by=by, filters=filters),
            )
        return waiting(request, form, "trends") if found is None else _trends(request, form, found)

    return [
        Route("/map", _answered(map_)),
        Route("/trends", _answered(trends)),
        Route("/static/trends.css", _style),
    ]


def _answered(page: Page) -> Page:
    """Return a page that says in its own words what is wrong with a question, or not installed."""

    async def answered(request: Request) -> Response:
        words = words_of(request)
        try:
            return await page(request)
        except MissingExtra:
            line = words("missing_map", line=extra("map"))
            return _message(request, _form(request), line)
        except InvalidQuery as error:
            text, more = said(words, error, str(error))
            return _message(request, _form(request), text, more, HTTPStatus.BAD_REQUEST)

    return answered


def _form(request: Request) -> Form:
    """Return the form of a page; ``by`` is a value that trends have and a search has not."""
    form, path = form_of(request), request.url.path
    values = {name: own for name, own in form.values.items() if name in _ASKED}
    if path == "/map":
        values.pop("q", None)
    elif by := request.query_params.get("by", ""):
        values["by"] = by
    return dataclasses.replace(form.at(path, []), values=values)


def _given(form: Form) -> Parameters:
    return Parameters(form.pairs, _ASKED)


def _setting(form: Form, words: Words, theme: str) -> Setting:
    pages = ((form.address(path, keep=path == "/trends"), name) for path, name in words.places)
    return Setting(
        language=words.language,
        page=_paper_address(form),
        places=(
            *((name, path, words.language) for path, name in pages),
            *((name, form.address(lang=code), code) for code, name in words.others),
        ),
        note=" · ".join(f"{words(name)}: {value}" for name, value in form.narrowed),
        theme=theme,
    )


def _paper_address(form: Form) -> Callable[[Paper], str]:
    return lambda paper: form.paper(quote(paper.id, safe="/"))


def _trends(request: Request, form: Form, found: Trends) -> Response:
    words = words_of(request)
    if not found.counted:
        return _message(request, form, words("trends_empty"))
    return html(
        request,
        "trends.html",
        form=form,
        style=trends_style(),
        heading=headline(found, words.language),
        body=trends_body(found, _paper_address(form), words.language),
        as_text=found.as_text,
    )


def _message(
    request: Request, form: Form, text: str, more: str = "", status: int = 200
) -> Response:
    style = trends_style()
    return html(request, "explored.html", status, form=form, style=style, said=text, more=more)


async def _style(request: Request) -> Response:
    """Hand over the style of trends, which the page of one file has in itself."""
    own = trends_style() == f"{request.url.path}?{request.url.query}"
    kept = "public, max-age=31536000, immutable" if own else "public, max-age=86400"
    style = drawn_asset("trends.css")
    return Response(style, media_type="text/css", headers={"Cache-Control": kept})
