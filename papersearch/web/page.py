"""The page: rendered here, so that it works without JavaScript, which only makes it quicker."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qs, quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from papersearch.api.paper_index import PaperIndex
from papersearch.errors import InvalidQuery, PaperNotFound
from papersearch.render.bibliography import bibtex, citation, ris
from papersearch.server.engine import Engine
from papersearch.web.answers import html, part_of, said
from papersearch.web.assets import asset, asset_address, asset_names, templates
from papersearch.web.form import ALIKE, Form, form_of, words_of
from papersearch.web.own import owned, owned_results
from papersearch.web.results import BESIDE, Results, alike_of, results_of, similar_of
from papersearch.web.security import Access, inside
from papersearch.web.views import Card, card, cards, labels, origin
from papersearch.web.visits import Visit

LABELS_FROM = 200
"""Of how many of the newest papers the labels are offered as a filter."""

_BIBLIOGRAPHIES = {
    "bibtex": ("application/x-bibtex", ".bib", bibtex),
    "ris": ("application/x-research-info-systems", ".ris", ris),
}

_KINDS = {
    ".css": "text/css",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}


def routes(engine: Engine, access: Access) -> list[Route]:
    """Return the routes of the page."""

    async def search(request: Request) -> Response:
        form = form_of(request)
        if request.query_params.get("clear"):
            return RedirectResponse(form.cleared, HTTPStatus.SEE_OTHER)
        return await _results(
            request, engine, form, lambda index: results_of(index, form, engine.reranker)
        )

    async def similar(request: Request) -> Response:
        form, wanted = form_of(request), request.path_params["paper_id"]
        if form["q"]:  # a question is not about what these papers are like
            return RedirectResponse(form.address("/"), HTTPStatus.SEE_OTHER)
        others = [own for own in request.query_params.multi_items() if own[0] in ALIKE]
        form = form.at(f"/similar/{quote(wanted, safe='/')}", [own for own in others if own[1]])
        if request.query_params.get("clear"):
            return RedirectResponse(form.cleared, HTTPStatus.SEE_OTHER)
        asked = alike_of(form, wanted)
        return await _results(request, engine, form, lambda index: similar_of(index, asked))

    async def paper(request: Request) -> Response:
        wanted, text = request.path_params["paper_id"], form_of(request)["q"]
        if part_of(request) == "sheet":
            own = await engine.run(lambda index: _card(index, wanted, text))
            return html(request, "sheet.html", paper=own)
        shown = await engine.run(lambda index: _paper(index, wanted, text))
        form = await engine.run(lambda index: _with_labels(index, form_of(request)))
        return html(request, "paper.html", form=form, **shown)

    async def bibliography(request: Request) -> Response:
        """Hand over a paper's entry for a reference manager as a file."""
        found = await engine.run(lambda index: index.paper(request.path_params["paper_id"]))
        media, suffix, write = _BIBLIOGRAPHIES[request.url.path.split("/")[1]]
        name = re.sub(r"[^A-Za-z0-9.]+", "-", found.id) + suffix
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(write([found]), media_type=f"{media}; charset=utf-8", headers=headers)

    async def picture(request: Request) -> Response:
        """Show a paper's picture, in a page that may load it and nothing else."""
        wanted = request.path_params["paper_id"]
        found = await engine.run(lambda index: index.paper(wanted))
        source = origin(found.thumbnail)
        if not source:
            raise PaperNotFound(f"the digests have no picture of {wanted}")
        policy = (
            f"default-src 'none'; style-src 'self'; img-src {source}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
        )
        page = html(request, "picture.html", paper=card(found))
        page.headers["Content-Security-Policy"] = policy
        return page

    async def token(request: Request) -> Response:
        wanted = inside(request.query_params.get("next", ""))
        form = form_of(request).at("/token", [("next", wanted)] if wanted else [])
        if request.method == "GET":
            return html(request, "token.html", form=form, wrong=False)
        sent = parse_qs((await request.body()).decode(errors="replace"))
        if not access.is_token(sent.get("token", [""])[0].strip()):
            return html(request, "token.html", 401, form=form, wrong=True)
        entered = RedirectResponse(wanted or "/", HTTPStatus.SEE_OTHER)
        entered.headers["Set-Cookie"] = access.new_cookie(request.headers)
        return entered

    return [
        Route("/", search),
        Route("/papers/{paper_id:path}", paper),
        Route("/similar/{paper_id:path}", similar),
        *(Route(f"/{kind}/{{paper_id:path}}", bibliography) for kind in _BIBLIOGRAPHIES),
        Route("/pictures/{paper_id:path}", picture),
        Route("/token", token, methods=["GET", "POST"]),
        Route("/static/{name}", _static),
        Route("/favicon.ico", _icon),
        Route("/opensearch.xml", _opensearch),
    ]


async def _results(
    request: Request, engine: Engine, form: Form, work: Callable[[PaperIndex], Results]
) -> Response:
    """Return the whole page, or the part below the form where the script asks for it."""
    part, since = part_of(request) == "results", Visit.of(request.headers).since
    status = HTTPStatus.OK
    try:
        found = await engine.run(lambda index: owned_results(index, work(index), since))
    except InvalidQuery as error:
        text = said(words_of(request), error, str(error))
        status, found = HTTPStatus.BAD_REQUEST, Results([], problem=text)
    if not part:
        form = await engine.run(lambda index: _with_labels(index, form))
    name = "results.html" if part else "search.html"
    return html(request, name, status, form=form, results=found)


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in asset_names():
        raise PaperNotFound(f"no file {name}")
    # What has the hash of the file in its address never changes; the manifest names icons without.
    own = asset_address(name) == f"{request.url.path}?{request.url.query}"
    kept = "public, max-age=31536000, immutable" if own else "public, max-age=86400"
    return _file(name, kept)


async def _icon(_request: Request) -> Response:
    """Hand over the icon where browsers look for one by themselves."""
    return _file("favicon.ico", "public, max-age=86400")


def _file(name: str, kept: str) -> Response:
    media = _KINDS[PurePosixPath(name).suffix]
    return Response(asset(name), media_type=media, headers={"Cache-Control": kept})


async def _opensearch(request: Request) -> Response:
    """Say how a browser searches here from its address bar."""
    scheme = request.headers.get("x-forwarded-proto", "")  # where a proxy has the https
    scheme = scheme if scheme in ("http", "https") else request.url.scheme
    origin = f"{scheme}://{request.url.netloc}"
    lang = form_of(request).language
    text = (
        templates()
        .get_template("opensearch.xml")
        .render(words=words_of(request), origin=origin, lang=lang)
    )
    return Response(text, media_type="application/opensearchdescription+xml")


def _with_labels(index: PaperIndex, form: Form) -> Form:
    """Return a form that offers the labels of the index's newest papers."""
    return replace(form, labels=labels(index.newest(LABELS_FROM)))


def _card(index: PaperIndex, wanted: str, text: str) -> Card:
    tokens = index.wanted_tokens(text) if text else frozenset()
    return owned(index, [card(index.paper(wanted), tokens)])[0]


def _paper(index: PaperIndex, wanted: str, text: str) -> dict[str, Any]:
    own = _card(index, wanted, text)
    alike = owned(index, cards(index.similar(own.id, BESIDE), frozenset()))
    return {"paper": own, "alike": alike, "citation": citation(index.paper(wanted))}
