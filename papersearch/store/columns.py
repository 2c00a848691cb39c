"""The values that all papers of a store have of one kind: what is counted, and suggested."""

from __future__ import annotations

import functools
import heapq
from collections.abc import Collection, Iterable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from papersearch.text.beginnings import Beginnings
from papersearch.types.arrays import Ids, Mask

Kind = Literal["day", "author", "section", "category", "source"]
"""ISO days of digests; folded names, labels and categories; places of collections."""

Places = NDArray[np.int64]


class Column:
    """The values of one kind: which papers have which, each pair once.

    ``nums`` are the (p,) ascending numbers of all papers, ``values`` the v distinct values, in
    order. ``owners`` and ``which`` are (n,) int64: the place of a paper in ``nums``, and that of a
    value of it in ``values``.
    """

    def __init__(
        self, nums: Ids, values: Sequence[str], owners: NDArray[np.integer], which: Places
    ) -> None:
        order = sorted(range(len(values)), key=values.__getitem__)
        places = np.empty(len(values), np.int64)
        places[order] = np.arange(len(values))
        pairs = np.unique(owners.astype(np.int64) * max(len(values), 1) + places[which])
        self.nums = nums
        self.values = [values[own] for own in order]
        self.owners, self.which = np.divmod(pairs, max(len(values), 1))

    @classmethod
    def of(cls, nums: Ids, values: Iterable[Iterable[str]]) -> Column:
        """Return the column of papers that have these values, each its own, in the order of nums.

        What is empty is no value.
        """
        places: dict[str, int] = {}
        which: list[int] = []
        lengths: list[int] = []
        for own in values:
            before = len(which)
            which += [places.setdefault(value, len(places)) for value in own if value]
            lengths.append(len(which) - before)
        owners = np.repeat(np.arange(len(lengths)), np.array(lengths, np.int64))
        return cls(nums, list(places), owners, np.array(which, np.int64))

    def mask(self, nums: Collection[int]) -> Mask:
        """Return, of each paper, whether it is one of ``nums``."""
        wanted = np.fromiter(nums, np.int64, len(nums))
        return np.isin(self.nums, wanted, assume_unique=True)

    def counts(self, among: Mask) -> Places:
        """Return how many of the papers in a mask have each value."""
        return np.bincount(self.which[among[self.owners]], minlength=len(self.values))

    @functools.cached_property
    def totals(self) -> Places:
        """How many papers have each value."""
        return np.bincount(self.which, minlength=len(self.values))

    @functools.cached_property
    def last(self) -> Places:
        """The place of the last value of each paper, -1 where it has none."""
        last = np.full(len(self.nums), -1, np.int64)
        np.maximum.at(last, self.owners, self.which)
        return last

    def first(self, counts: Places, places: Places, k: int) -> list[int]:
        """Return the ``k`` of some values with the highest counts, equal ones in order."""
        if len(places) > k:
            least = np.partition(counts[places], len(places) - k)[len(places) - k]
            places = places[counts[places] >= least]
        return heapq.nsmallest(k, places.tolist(), lambda at: (-int(counts[at]), at))

    def owners_of(self, value: int) -> Places:
        """Return the places of the papers that have a value."""
        found: Places = self.owners[self.which == value]
        return found

    @functools.cached_property
    def beginnings(self) -> Beginnings:
        """The values by what their words begin with."""
        return Beginnings(self.values)
