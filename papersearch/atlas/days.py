"""What came on a day, by votes, and in a week or a month, by topics."""

from __future__ import annotations

import calendar
import dataclasses
import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from papersearch.atlas.corpus import Corpus, read
from papersearch.atlas.topics import group
from papersearch.search.listing import by_votes, listed
from papersearch.store.protocol import SearchStore
from papersearch.types.dates import shifted
from papersearch.types.hits import Answer
from papersearch.types.paper import Paper
from papersearch.types.query import Filters

_LEAST = 12  # papers of a week or a month that are worth parting

Ends = Callable[[datetime.date], tuple[datetime.date, datetime.date]]
"""Returns the first and the last day of what a day is in."""


@dataclass(frozen=True, slots=True)
class Day:
    """An ISO day and its papers; ``older`` and ``newer`` are the days with papers next to it.

    They are "" where there is none, as is ``day`` in an index without papers. ``count`` is how
    many papers the day has, of which ``papers`` may be the first.
    """

    day: str
    older: str
    newer: str
    count: int
    papers: Answer


@dataclass(frozen=True, slots=True)
class Group:
    """A topic of a period: its words, how many papers it has, and those with the most votes."""

    words: tuple[str, ...]
    count: int
    papers: Answer


@dataclass(frozen=True, slots=True)
class Period:
    """The ISO days ``first`` to ``last``, by topics, the one with most votes first.

    ``older`` and ``newer`` are the nearest days with papers before and behind it, or "".
    """

    first: str
    last: str
    older: str
    newer: str
    count: int
    topics: tuple[Group, ...]


def day_of(store: SearchStore, day: str, filters: Filters, k: int) -> Day:
    """Return the k papers of a day that have the most votes; without ``day``, of the newest."""
    with store.snapshot():
        days = store.days()
        chosen = day or (days[-1] if days else "")
        if not chosen:
            return Day("", "", "", 0, Answer())
        scope = store.scope(dataclasses.replace(filters, since=chosen, until=chosen))
        papers = store.papers(scope.papers())
        older, newer = _beside(days, chosen, chosen)
        found = listed(papers.values(), scope.labels, k, by_votes)
        return Day(chosen, older, newer, len(papers), found)


def week_of(store: SearchStore, day: str, filters: Filters, k: int, seed: int = 0) -> Period:
    """Return the week that ``day`` is in, by default the newest, by topics; k papers of each.

    A week of few papers is one topic without words.
    """
    return _period(store, day, filters, k, seed, _week)


def month_of(store: SearchStore, day: str, filters: Filters, k: int, seed: int = 0) -> Period:
    """Return the month that ``day`` is in, by default the newest, as :func:`week_of` does."""
    return _period(store, day, filters, k, seed, _month)


def _period(
    store: SearchStore, day: str, filters: Filters, k: int, seed: int, ends: Ends
) -> Period:
    with store.snapshot():
        days = store.days()
        within = day or (days[-1] if days else "")
        if not within:
            return Period("", "", "", "", 0, ())
        first, last = (own.isoformat() for own in ends(datetime.date.fromisoformat(within)))
        older, newer = _beside(days, first, last)
        wanted = dataclasses.replace(filters, since=first, until=last)
        corpus = read(store, wanted, seed=seed)
        labels = store.scope(wanted).labels
        groups = [
            Group(words, len(own), listed(own, labels, k, by_votes))
            for words, own in _parted(corpus, seed)
        ]
        groups.sort(key=lambda own: own.papers[0].paper.votes or 0, reverse=True)
        return Period(first, last, older, newer, corpus.found, tuple(groups))


def _parted(corpus: Corpus, seed: int) -> list[tuple[tuple[str, ...], list[Paper]]]:
    """Return the papers of each topic, and its words; few papers are one topic without words."""
    if len(corpus.papers) < _LEAST:
        return [((), list(corpus.papers))] if corpus.papers else []
    found = group(corpus, seed=seed)
    papers: list[list[Paper]] = [[] for _ in found.topics]
    for paper, label in zip(corpus.papers, found.labels, strict=True):
        papers[label].append(paper)
    return [(topic.words, own) for topic, own in zip(found.topics, papers, strict=True)]


def _week(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Return the Monday and the Sunday of the week of a day, as far as the calendar has them."""
    return shifted(day, -day.weekday()), shifted(day, 6 - day.weekday())


def _month(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of the month of a day."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _beside(days: Sequence[str], first: str, last: str) -> tuple[str, str]:
    """Return the last of the ascending days before ``first``, and the first one behind ``last``."""
    older = [own for own in days if own < first]
    newer = [own for own in days if own > last]
    return older[-1] if older else "", newer[0] if newer else ""
