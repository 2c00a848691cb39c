"""The pages of one reader: what likes recommend, what watches catch, what is kept."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from papersearch.api.paper_index import PaperIndex
from papersearch.following.feed import Feed
from papersearch.following.recommend import DAYS, Recommendation, first_new
from papersearch.following.taste import LEAST_LIKES
from papersearch.render.atom import atom
from papersearch.render.feed import as_hit
from papersearch.server.engine import Engine
from papersearch.types.query import Filters
from papersearch.web.answers import html
from papersearch.web.drawn import state_of, waiting
from papersearch.web.form import form_of
from papersearch.web.own import owned
from papersearch.web.pages import CaughtCard, Doubt, FeedPage, ForYou, KeptPage, Recommended, Twice
from papersearch.web.questions import Parameters
from papersearch.web.views import Card, beginnings, card, cards
from papersearch.web.visits import Visit

MOST = 100
"""Papers that one page shows."""

RECOMMENDED = 30


def routes(engine: Engine) -> list[Route]:
    """Return the routes of the reader's pages."""

    async def for_you(request: Request) -> Response:
        since = Visit.of(request.headers).since
        found = await engine.run(lambda index: _for_you(index, since))
        return html(request, "for-you.html", page=found)

    async def feed(request: Request) -> Response:
        since = Visit.of(request.headers).since
        return html(request, "feed.html", page=await engine.run(lambda index: _feed(index, since)))

    async def atom_feed(request: Request) -> Response:
        name = Parameters(request.query_params.multi_items(), ("watch", "lang", "key")).text(
            "watch"
        )
        made = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        text = await engine.run(lambda index: atom(_newest(index, (name,) if name else ()), made))
        return Response(text, media_type="application/atom+xml")

    async def kept(request: Request) -> Response:
        tag = request.query_params.get("tag", "")
        found = await engine.run(lambda index: _kept(index, tag))
        return html(request, "kept.html", page=found)

    async def twice(request: Request) -> Response:
        found = engine.drawings.get((await state_of(engine), "duplicates"), _twice)
        if found is None:
            return waiting(request, form_of(request), "duplicates")
        return html(request, "duplicates.html", page=found)

    return [
        Route("/for-you", for_you),
        Route("/feed", feed),
        Route("/feed.atom", atom_feed),
        Route("/kept", kept),
        Route("/duplicates", twice),
    ]


def _for_you(index: PaperIndex, since: str) -> ForYou:
    opinions = index.likes.all()
    liked, disliked = (
        owned(index, _there(index, [own for own, likes in opinions.items() if likes == wanted]))
        for wanted in (True, False)
    )
    count = sum(opinions.values())
    if count < LEAST_LIKES:
        return ForYou(LEAST_LIKES, count, liked=liked, disliked=disliked)
    found = [_recommended(own) for own in index.recommend(RECOMMENDED)]
    fresh = owned(index, [own.card for own in found], since)
    papers = [replace(own, card=card) for own, card in zip(found, fresh, strict=True)]
    return ForYou(LEAST_LIKES, count, papers, liked, disliked)


def _recommended(own: Recommendation) -> Recommended:
    shown = replace(own.hit, relevance=None, similarity=None)
    return Recommended(
        card(own.hit.paper, hit=shown), beginnings(because.paper for because in own.because)
    )


def _newest(index: PaperIndex, names: tuple[str, ...] = ()) -> Feed:
    """Return what watches catch among the papers of the newest days, shown or not."""
    newest = index.day(k=1).day
    return index.feed(names, among=Filters(since=first_new(newest) if newest else ""))


def _feed(index: PaperIndex, since: str) -> FeedPage:
    watches = index.watches.all()
    if not watches:
        return FeedPage([], DAYS)
    unread = index.feed()
    fresh = {own.paper.id for own in unread.caught}
    before = [own for own in _newest(index).caught if own.paper.id not in fresh]
    return FeedPage(
        watches,
        DAYS,
        _caught(index, replace(unread, caught=unread.caught[:MOST]), since),
        _caught(index, replace(unread, caught=tuple(before[:MOST])), since),
        len(unread.caught),
    )


def _caught(index: PaperIndex, found: Feed, since: str) -> list[CaughtCard]:
    hits = (as_hit(own, rank) for rank, own in enumerate(found.caught, start=1))
    shown_as = [replace(own, relevance=None) for own in cards(hits, frozenset())]
    named = {watch.name: watch for watch in found.watches}
    return [
        CaughtCard(shown, [(named[catch.watch], catch.level) for catch in own.catches])
        for shown, own in zip(owned(index, shown_as, since), found.caught, strict=True)
    ]


def _there(index: PaperIndex, ids: Iterable[str]) -> list[Card]:
    """Return the cards of papers; those that are gone are left out, and may come back."""
    wanted = list(ids)
    papers = index.kept.papers(wanted)
    return beginnings([papers[own] for own in wanted if own in papers][:MOST])


def _kept(index: PaperIndex, tag: str) -> KeptPage:
    tags = index.kept.tags()
    if tag:
        return KeptPage(tags, tag, tagged=_cards(index, index.kept.tagged(tag)))
    everything, listed = index.kept.all(), index.kept.listed()
    return KeptPage(
        tags,
        to_read=_cards(index, [own for own, kept in listed.items() if not kept.read]),
        done=_cards(index, [own for own, kept in listed.items() if kept.read]),
        noted=_cards(index, [own for own, kept in everything.items() if kept.note]),
    )


def _cards(index: PaperIndex, ids: Iterable[str]) -> list[Card]:
    return owned(index, _there(index, ids))


def _twice(index: PaperIndex) -> Twice:
    found, every = index.duplicates(), index.audit()
    doubts = every[:MOST]
    return Twice(
        [(beginnings(group.papers), group) for group in found.groups[:MOST]],
        len(found.groups),
        found.days,
        [
            Doubt(shown, own.doubt)
            for shown, own in zip(beginnings(own.paper for own in doubts), doubts, strict=True)
        ],
        len(every),
    )
