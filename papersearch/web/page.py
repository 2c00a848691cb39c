"""The page: rendered here, so that it works without JavaScript, which only makes it quicker."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.reranker import Reranker
from papersearch.errors import InvalidQuery, PaperNotFound
from papersearch.server.engine import Engine
from papersearch.web.assets import asset, asset_names, templates
from papersearch.web.problems import problem
from papersearch.web.questions import FILTERS, Alike, Parameters
from papersearch.web.security import Access
from papersearch.web.views import Card, card, cards, labels, origin
from papersearch.web.words import Words, choose

NEWEST = 10
LABELS_FROM = 200
"""Of how many of the newest papers the labels are offered as a filter."""

ALIKE, ALIKE_PAGE = 5, 20
_FORM = ("q", *FILTERS)
_KNOWN = (*_FORM, "k", "offset")
_ALIKE = ("id", "not")
_PRESETS = ("", "7d", "1m", "6m", "1y")


@dataclass(frozen=True, slots=True)
class Form:
    """What stands in the search form: as it was sent, right or wrong."""

    values: dict[str, str]
    language: str
    labels: list[str] = field(default_factory=list)
    presets: tuple[str, ...] = _PRESETS

    def __getitem__(self, name: str) -> str:
        """Return a value, "" where there is none."""
        return self.values.get(name, "")

    def address(self, path: str = "/", *, keep: bool = True, **other: object) -> str:
        """Return the address of this search, with ``other`` values, at ``path``."""
        kept = {**(self.values if keep else {}), "lang": self.language, **other}
        sent = [(name, str(value)) for name, value in kept.items() if value not in ("", 0)]
        return path + (f"?{urlencode(sent)}" if sent else "")


@dataclass(frozen=True, slots=True)
class Results:
    """What stands below the form. ``papers`` counts the index; ``next`` is an offset or 0.

    ``end`` is how many papers there are, from the first of all, up to the last that stands out.
    ``read_as`` are words that were read as others, each with what it was read as, ``offered`` such
    that others may be meant by, ``as_text`` what was read as text and looks like a condition,
    ``read_characters`` of how many characters the meaning was read where not of all.

    The papers are like ``subjects``, and unlike ``others``.
    """

    cards: list[Card]
    papers: int = 0
    asked: bool = False
    offset: int = 0
    next: int = 0
    verdict: str = ""
    confidence: float | None = None
    filtered: bool = False
    end: int = 0
    read_as: Sequence[tuple[str, str]] = ()
    offered: Sequence[tuple[str, str]] = ()
    as_text: Sequence[str] = ()
    read_characters: int | None = None
    subjects: list[Card] = field(default_factory=list)
    others: list[Card] = field(default_factory=list)
    problem: str = ""


def routes(engine: Engine, access: Access) -> list[Route]:
    """Return the routes of the page."""

    async def search(request: Request) -> Response:
        form, words = _form(request), _words(request)
        part = request.headers.get("x-part") == "results"
        status = HTTPStatus.OK
        try:
            found = await engine.run(lambda index: _search(index, form, engine.reranker))
        except InvalidQuery as error:
            status, found = HTTPStatus.BAD_REQUEST, _failed(error)
        if not part:
            form = await engine.run(lambda index: _with_labels(index, form))
        name = "results.html" if part else "search.html"
        return _html(name, words, status, form=form, results=found)

    async def paper(request: Request) -> Response:
        form, wanted = _form(request), request.path_params["paper_id"]
        shown, alike = await engine.run(lambda index: _paper(index, wanted, form["q"]))
        return _html("paper.html", _words(request), form=form, paper=shown, alike=alike)

    async def similar(request: Request) -> Response:
        form, pairs = _form(request), request.query_params.multi_items()
        given = Parameters([own for own in pairs if own[0] in _ALIKE], _ALIKE)
        asked = given.alike(datetime.date.today(), request.path_params["paper_id"])
        found = await engine.run(lambda index: _similar(index, asked))
        form = await engine.run(lambda index: _with_labels(index, form))
        return _html("search.html", _words(request), form=form, results=found)

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
        page = _html("picture.html", _words(request), paper=card(found))
        page.headers["Content-Security-Policy"] = policy
        return page

    async def token(request: Request) -> Response:
        if request.method == "GET":
            return _html("token.html", _words(request), form=_form(request), wrong=False)
        sent = parse_qs((await request.body()).decode(errors="replace"))
        if not access.is_token(sent.get("token", [""])[0].strip()):
            form = _form(request)
            return _html("token.html", _words(request), 401, form=form, wrong=True)
        entered = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        entered.headers["Set-Cookie"] = access.new_cookie(request.headers)
        return entered

    return [
        Route("/", search),
        Route("/papers/{paper_id:path}", paper),
        Route("/similar/{paper_id:path}", similar),
        Route("/pictures/{paper_id:path}", picture),
        Route("/token", token, methods=["GET", "POST"]),
        Route("/static/{name}", _static),
    ]


def error_page(request: Request, error: Exception) -> Response:
    """Return the page that says what went wrong."""
    status, payload = problem(error)
    form = _form(request)
    return _html("error.html", _words(request), status, form=form, message=payload["message"])


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in asset_names():
        raise PaperNotFound(f"no file {name}")
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    media = kinds[PurePosixPath(name).suffix]
    return Response(asset(name), media_type=media, headers=headers)


def _html(name: str, words: Words, status: int = 200, **context: Any) -> Response:
    text = templates().get_template(name).render(words=words, **context)
    return HTMLResponse(text, status, headers={"Vary": "Accept-Language, X-Part, Cookie"})


def _words(request: Request) -> Words:
    accepted = request.headers.get("accept-language", "")
    return choose(request.query_params.get("lang", ""), accepted)


def _form(request: Request) -> Form:
    """Return what the form holds; empty fields of a form are as if they were not there."""
    sent = request.query_params
    values = {name: sent[name] for name in _KNOWN if sent.get(name, "").strip()}
    if values.get("since") and values.get("last"):
        del values["last"]  # a date of one's own is more exact than a preset
    return Form(values, choose(sent["lang"], "").language if sent.get("lang") else "")


def _with_labels(index: PaperIndex, form: Form) -> Form:
    """Return a form that offers the labels of the index's newest papers."""
    return Form(form.values, form.language, labels(index.newest(LABELS_FROM)))


def _search(index: PaperIndex, form: Form, reranker: Reranker | None) -> Results:
    if not form["q"]:
        return Results([card(paper) for paper in index.newest(NEWEST)], papers=len(index))
    given = Parameters(form.values.items(), _KNOWN)
    question = given.question(datetime.date.today())
    answer, more = question.ask(index, reranker)
    return Results(
        cards(answer, index.wanted_tokens(form["q"])),
        papers=len(index),
        asked=True,
        offset=question.part.offset,
        next=question.part.offset + len(answer) if more else 0,
        verdict=answer.verdict,
        confidence=answer.confidence,
        filtered=answer.filtered,
        end=answer.end,
        read_as=answer.read_as,
        offered=answer.offered,
        as_text=answer.as_text,
        read_characters=answer.read_characters,
    )


def _similar(index: PaperIndex, asked: Alike) -> Results:
    subjects, others = (
        list({paper.id: paper for paper in map(index.paper, given)}.values())
        for given in (asked.liked, asked.disliked)
    )
    found = index.similar([own.id for own in subjects], ALIKE_PAGE, unlike=[o.id for o in others])
    tokens = index.wanted_tokens(" ".join(own.title for own in subjects))
    shown = cards(found, tokens)
    about, apart = ([card(paper) for paper in own] for own in (subjects, others))
    return Results(
        shown, papers=len(index), asked=True, end=found.end, subjects=about, others=apart
    )


def _paper(index: PaperIndex, wanted: str, text: str) -> tuple[Card, list[Card]]:
    paper = index.paper(wanted)
    tokens = index.wanted_tokens(text) if text else frozenset[str]()
    return card(paper, tokens), cards(index.similar(paper.id, ALIKE), frozenset())


def _failed(error: Exception) -> Results:
    return Results([], asked=True, problem=str(error))
