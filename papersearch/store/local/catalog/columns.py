"""The columns of a catalog: made of what filters look at, and of where entries were read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from papersearch.store.columns import Column, Kind
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.catalog.facets import Facets
from papersearch.store.local.catalog.paper_facets import as_iso
from papersearch.types.arrays import Ids
from papersearch.types.collections import from_fact, places_of


class Columns:
    """The columns of a catalog, each read once for a generation; see :class:`SearchStore`."""

    def __init__(self, catalog: Catalog, facets: Facets) -> None:
        self._catalog = catalog
        self._facets = facets

    def column(self, kind: Kind) -> Column:
        """Return which papers have which values of a kind."""
        made: Mapping[Kind, Callable[[Ids], Column]] = {
            "day": self._days,
            "author": lambda nums: _lines(nums, self._facets.bylines()),
            "section": self._sections,
            "category": lambda nums: _lines(nums, self._facets.categories()),
            "source": self._sources,
        }
        known = self._catalog.generation.columns
        if kind not in known:
            known[kind] = made[kind](self._facets.nums())
        return known[kind]

    def _days(self, nums: Ids) -> Column:
        papers = self._facets.papers()
        days = np.concatenate([papers.days[nums], papers.more_days])
        owners = np.concatenate([np.arange(len(nums)), np.searchsorted(nums, papers.whose)])
        found, which = np.unique(days[days > 0], return_inverse=True)
        return Column(nums, list(map(as_iso, found.tolist())), owners[days > 0], which.ravel())

    def _sections(self, nums: Ids) -> Column:
        passages = self._facets.passages()
        names = self._facets.labels([""])
        found, which = np.unique(passages.labels, return_inverse=True)
        with self._catalog.reading("a label"):
            values = [names[own] for own in found.tolist()]
        return Column(nums, values, np.searchsorted(nums, passages.nums), which.ravel())

    def _sources(self, nums: Ids) -> Column:
        rows = self._catalog.execute(
            # All of it is in two indexes: no document is read.
            "SELECT DISTINCT p.num AS owner, e.source FROM entries e INDEXED BY entries_by_source "
            "LEFT JOIN papers p ON p.id = e.id"
        ).fetchall()
        with self._catalog.reading("a source"):
            sources = {own for _, own in rows}
            whose = places_of(from_fact(self._catalog.meta("collections")), sources)
            said: dict[int, list[str]] = {num: [] for num in nums.tolist()}
            for num, own in rows:
                if num is not None and own in whose:
                    said[num].append(whose[own])
        return Column.of(nums, said.values())


def _lines(nums: Ids, texts: list[str]) -> Column:
    return Column.of(nums, (own.split("\n") for own in texts))
