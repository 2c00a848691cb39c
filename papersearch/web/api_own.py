"""The HTTP API of what is the reader's own: likes, watches and their feed, what is kept.

What changes something is posted as JSON, which no page of another site can send unasked.
"""

from __future__ import annotations

import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from papersearch.api.paper_index import PaperIndex
from papersearch.errors import InvalidQuery
from papersearch.following.watches import name_for
from papersearch.render.feed import feed_payload, watch_payload
from papersearch.render.kept import KeptOf, kept_payload
from papersearch.render.recommendations import recommendation_payload
from papersearch.server.asked import MAX_HITS
from papersearch.server.engine import Engine
from papersearch.types.query import Filters
from papersearch.types.watch import Watch
from papersearch.web.api import answer, pairs, posted
from papersearch.web.marks import WAIT, mark_read
from papersearch.web.questions import FILTERS, Parameters

STANDING = ("author", "min_votes", "section", "category")


def routes(engine: Engine) -> list[Route]:
    """Return the routes under ``/api`` that are about one reader."""

    async def likes(request: Request) -> Response:
        if request.method == "POST":
            sent = Parameters(await posted(request), ("id", "liked", "undo"))
            return _done(await engine.write(lambda index: _like(index, sent)))
        Parameters(pairs(request), ())
        found = await engine.run(lambda index: index.likes.all())
        sides = ("liked", True), ("disliked", False)
        return answer(
            {name: [i for i, own in found.items() if own is side] for name, side in sides}
        )

    async def recommend(request: Request) -> Response:
        sent = Parameters(pairs(request), ("k", *FILTERS))
        filters, k = sent.filters(datetime.date.today()), sent.number("k", 10, 1, MAX_HITS)
        found = await engine.run(lambda index: index.recommend(k, filters=filters))
        return answer({"count": len(found), "hits": list(map(recommendation_payload, found))})

    async def watches(request: Request) -> Response:
        if request.method == "POST":
            sent = Parameters(
                await posted(request), ("text", "name", "min_confidence", "since", *STANDING)
            )
            watch = _watch(sent)
            await engine.write(
                lambda index: index.watches.add(watch, since=sent.text("since"), wait=WAIT)
            )
            return answer(watch_payload(watch))
        Parameters(pairs(request), ())
        found = await engine.run(lambda index: index.watches.all())
        return answer({"count": len(found), "watches": list(map(watch_payload, found))})

    async def unwatch(request: Request) -> Response:
        name = Parameters(await posted(request), ("name",)).text("name")
        await engine.write(lambda index: index.watches.remove([name], wait=WAIT))
        return _done(1)

    async def feed(request: Request) -> Response:
        sent = Parameters(pairs(request), ("watch", "since"))
        names = tuple(filter(None, [sent.text("watch")]))
        among = Filters(since=sent.text("since")) if sent.text("since") else None
        return answer(feed_payload(await engine.run(lambda index: index.feed(names, among=among))))

    async def read(request: Request) -> Response:
        ids = frozenset(Parameters(await posted(request), ("id",)).texts("id"))
        return _done(await engine.write(lambda index: mark_read(index, ids)))

    async def kept(request: Request) -> Response:
        if request.method == "POST":
            sent = Parameters(
                await posted(request), ("id", "tag", "untag", "note", "listed", "read")
            )
            return _done(await engine.write(lambda index: _keep(index, sent)))
        tag = Parameters(pairs(request), ("tag",)).text("tag")
        return answer(kept_payload(await engine.run(lambda index: _kept(index, tag))))

    return [
        Route("/api/likes", likes, methods=["GET", "POST"]),
        Route("/api/recommend", recommend),
        Route("/api/watches", watches, methods=["GET", "POST"]),
        Route("/api/watches/remove", unwatch, methods=["POST"]),
        Route("/api/feed", feed),
        Route("/api/feed/read", read, methods=["POST"]),
        Route("/api/kept", kept, methods=["GET", "POST"]),
    ]


def _done(count: int) -> Response:
    return answer({"count": count})


def _ids(sent: Parameters) -> tuple[str, ...]:
    """Return the ids that were sent.

    Raises:
        InvalidQuery: there are none.
    """
    ids = sent.texts("id")
    if not any(ids):
        raise InvalidQuery("id is missing: give the ids of papers")
    return ids


def _like(index: PaperIndex, sent: Parameters) -> int:
    act = index.dislike if sent.choice("liked") is False else index.like
    return act(_ids(sent), undo=sent.truth("undo"), wait=WAIT)


def _watch(sent: Parameters) -> Watch:
    text = sent.text("text")
    least = sent.text("min_confidence", "fair")
    return Watch(sent.text("name") or name_for(text), text, least, sent.standing())


def _keep(index: PaperIndex, sent: Parameters) -> int:
    """Change what was sent, and nothing else, of what is kept of papers; return how many."""
    ids = _ids(sent)
    kept, listed, read = index.kept, sent.choice("listed"), sent.choice("read")
    if sent.texts("untag"):
        kept.tag(ids, sent.texts("untag"), undo=True, wait=WAIT)
    if sent.texts("tag"):
        kept.tag(ids, sent.texts("tag"), wait=WAIT)
    if listed is not None:
        kept.put(ids, undo=not listed, wait=WAIT)
    if read is not None:
        kept.tick(ids, undo=not read, wait=WAIT)
    if "note" in sent:
        for own in ids:
            kept.note(own, sent.text("note"), wait=WAIT)
    return len(set(ids))


def _kept(index: PaperIndex, tag: str) -> list[KeptOf]:
    found = index.kept.tagged(tag) if tag else index.kept.all()
    papers = index.kept.papers(found)
    return [KeptOf(own, kept, papers.get(own)) for own, kept in found.items()]
