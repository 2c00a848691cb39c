"""What on a card is the reader's own: likes, the reading list, tags, notes, what is new."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from papersearch.api.paper_index import PaperIndex
from papersearch.types.kept import Kept
from papersearch.types.query import Filters
from papersearch.types.watch import Watch
from papersearch.web.results import Results
from papersearch.web.views import Card, Own


def owned(index: PaperIndex, cards: Sequence[Card], since: str = "") -> list[Card]:
    """Return cards with what the reader did with their papers.

    New are those that arrived after the ISO instant ``since``, none where that is "".
    """
    if not cards:
        return []
    ids = [card.id for card in cards]
    opinions, kept = index.likes.all(), index.kept.of(ids)
    arrived = index.watches.arrived(ids) if since else {}
    return [
        dataclasses.replace(
            card,
            own=Own(
                opinions.get(card.id),
                kept.get(card.id, Kept()),
                new=bool(since) and arrived.get(card.id, "") > since,
            ),
        )
        for card in cards
    ]


def owned_results(index: PaperIndex, results: Results, since: str) -> Results:
    """Return what was found with what is the reader's own, and whether the search is watched."""
    watched = results.asked is not None and is_watched(index, results.asked)
    return dataclasses.replace(results, cards=owned(index, results.cards, since), watched=watched)


def is_watched(index: PaperIndex, asked: Watch) -> bool:
    """Whether a watch looks for the same, whatever it is called."""
    return any(_sought(own) == _sought(asked) for own in index.watches.all())


def _sought(watch: Watch) -> tuple[str, Filters]:
    return watch.text.casefold(), watch.filters
