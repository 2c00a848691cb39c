"""The HTTP API: JSON answers, the same as those of the command line."""

from __future__ import annotations

import datetime
from http import HTTPStatus

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from papersearch.errors import InvalidQuery
from papersearch.render.payload import (
    Payload,
    answer_payload,
    day_payload,
    facets_payload,
    paper_payload,
    status_payload,
    suggestions_payload,
)
from papersearch.server.engine import Engine
from papersearch.types.hits import Answer
from papersearch.web.openapi import document
from papersearch.web.problems import body
from papersearch.web.questions import FILTERS, Parameters, Question, pairs_of

QUERY = ("q", "k", "offset", "mode", "sort", *FILTERS, "diverse", "explain")
DAY = ("day", "k", "offset", "author", "min_votes", "section", "category")
FACETS = ("q", "k", "mode", *FILTERS)
SUGGEST = ("q", "k")
SIMILAR = ("id", "not", "text", "k", "offset", *FILTERS)

_DOCUMENT = body(document())


def routes(engine: Engine) -> list[Route]:
    """Return the routes under ``/api``."""

    async def query(request: Request) -> Response:
        sent = await posted(request) if request.method == "POST" else pairs(request)
        question = Parameters(sent, QUERY).question(datetime.date.today())
        found = await engine.run(lambda index: question.ask(index, engine.reranker))
        return answer(_page(*found, question))

    async def similar(request: Request) -> Response:
        sent = await posted(request) if request.method == "POST" else pairs(request)
        first = [own] if (own := request.path_params.get("paper_id")) else []
        asked = Parameters(sent, SIMILAR).alike(datetime.date.today(), *first)
        hits, more = asked.part.of(await engine.run(asked.ask))
        found = answer_payload(Answer(tuple(hits)))
        return answer({**found, "offset": asked.part.offset, "more": more})

    async def day(request: Request) -> Response:
        asked = Parameters(pairs(request), DAY).day()
        found, more = await engine.run(asked.ask)
        return answer({**day_payload(found), "offset": asked.part.offset, "more": more})

    async def facets(request: Request) -> Response:
        asked = Parameters(pairs(request), FACETS).counted(datetime.date.today())
        return answer(facets_payload(await engine.run(asked.ask)))

    async def suggest(request: Request) -> Response:
        asked = Parameters(pairs(request), SUGGEST).typing()
        return answer(suggestions_payload(await engine.run(asked.ask)))

    async def paper(request: Request) -> Response:
        Parameters(pairs(request), ())
        wanted = request.path_params["paper_id"]
        return answer(paper_payload(await engine.run(lambda index: index.paper(wanted))))

    async def status(request: Request) -> Response:
        Parameters(pairs(request), ())
        return answer(status_payload(await engine.run(lambda index: index.status())))

    async def health(_request: Request) -> Response:
        await engine.check()
        return answer({"status": "ok"})

    async def openapi(_request: Request) -> Response:
        return Response(_DOCUMENT, media_type="application/json")

    return [
        Route("/api/query", query, methods=["GET", "POST"]),
        Route("/api/similar", similar, methods=["GET", "POST"]),
        Route("/api/similar/{paper_id:path}", similar),
        Route("/api/day", day),
        Route("/api/facets", facets),
        Route("/api/suggest", suggest),
        Route("/api/papers/{paper_id:path}", paper),
        Route("/api/status", status),
        Route("/api/health", health),
        Route("/api/openapi.json", openapi),
    ]


def _page(found: Answer, more: bool, question: Question) -> Payload:
    payload = answer_payload(found, question.query)
    return {**payload, "offset": question.part.offset, "more": more}


def pairs(request: Request) -> list[tuple[str, str]]:
    """Return the parameters in the address."""
    return request.query_params.multi_items()


async def posted(request: Request) -> list[tuple[str, str]]:
    """Return the parameters in the JSON object that was sent."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        raise HTTPException(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send JSON, with Content-Type: application/json"
        )
    if request.query_params:
        raise InvalidQuery("parameters stand in the body or in the address, not in both")
    try:
        values = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise InvalidQuery(f"the body is no JSON: {error}") from None
    if not isinstance(values, dict):
        raise InvalidQuery('the body is no JSON object: send one, such as {"q": "robots"}')
    return pairs_of(values)


def answer(payload: Payload) -> Response:
    """Return a payload as an answer."""
    return Response(body(payload), media_type="application/json")
