"""Papers counted: by month, section, author, category and source, and by day."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection

import numpy as np

from papersearch.search.answering import Judged
from papersearch.search.hybrid import deepened, ranked
from papersearch.search.narrowing import narrowed
from papersearch.search.written import written
from papersearch.store.columns import Column, Kind
from papersearch.store.protocol import SearchStore
from papersearch.types.arrays import Mask, Vector
from papersearch.types.facets import Counts, Facets
from papersearch.types.query import Filters, Query

K = 20
"""How many values of each kind, those that most papers have."""


def facets_of(
    store: SearchStore,
    query: Query,
    embedded: Callable[[], Vector] | None = None,
    k: int = K,
) -> Facets:
    """Return the counts of the papers that answer a query: those that it can be sorted by.

    Without words these are all that its filters leave. ``embedded`` is as for
    :func:`papersearch.search.hybrid.search`.
    """
    with store.snapshot():
        scope = narrowed(store, store.scope(query.filters), query.says)
        if not query.words:
            return _facets(store, scope.papers(), query.filters, k)
        found = ranked(store, scope, deepened(query), embedded)
        judged = Judged.of(store, found.scores, found.words, scope, found.named)
        counted = _facets(store, judged.answering(found.best), query.filters, k)
        said = judged.told(found.best, found.named)[1]
        return dataclasses.replace(counted, verdict=said, filtered=query.narrows)


def facets(store: SearchStore, filters: Filters, k: int = K) -> Facets:
    """Return the counts of all papers that filters leave."""
    with store.snapshot():
        return _facets(store, store.scope(filters).papers(), filters, k)


def calendar(store: SearchStore, filters: Filters) -> dict[str, int]:
    """Return how many of the papers that filters leave are of each of their ISO days, in order."""
    with store.snapshot():
        column = store.column("day")
        mask = column.mask(store.scope(filters).papers())
        counts = column.counts(mask).tolist()
        days = zip(column.values, counts, strict=True)
        return {day: count for day, count in sorted(days) if count and _is_within(day, filters)}


def _facets(store: SearchStore, nums: Collection[int], filters: Filters, k: int) -> Facets:
    mask = store.column("day").mask(nums)

    def most(kind: Kind) -> Counts:
        return _most(store, kind, mask, k)

    return Facets(
        papers=len(nums),
        months=_months(store.column("day"), mask, filters),
        sections=most("section"),
        authors=most("author"),
        categories=most("category"),
        sources=most("source"),
    )


def _most(store: SearchStore, kind: Kind, mask: Mask, k: int) -> Counts:
    """Return the values that most of the papers in a mask have."""
    column = store.column(kind)
    counts = column.counts(mask)
    first = column.first(counts, np.flatnonzero(counts), k)
    names = written(store, kind, column, first, mask)
    return tuple(zip(names, counts[first].tolist(), strict=True))


def _months(days: Column, mask: Mask, filters: Filters) -> Counts:
    """Return how many of the papers in a mask are of each month, each once a month."""
    months = [day[:7] if _is_within(day, filters) else "" for day in days.values]
    values, places = np.unique(np.array(months, np.str_), return_inverse=True)
    by_month = Column(days.nums, values.tolist(), days.owners, places[days.which])
    counts = by_month.counts(mask).tolist()
    return tuple(
        (month, count)
        for month, count in zip(by_month.values, counts, strict=True)
        if month and count
    )


def _is_within(day: str, filters: Filters) -> bool:
    return filters.since <= day and (not filters.until or day <= filters.until)
