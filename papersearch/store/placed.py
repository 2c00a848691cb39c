"""Passages by their places: where those of given papers are, and which of them filters leave."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from papersearch.store.schema import MAX_ORDINAL, ORDINAL_BITS
from papersearch.store.vectors import Allowed, Ids, Mask

_LOOKED_UP = 1 << 10
"""Papers that are looked for among the ids before a table of all is worth making."""

_FEW = 20
"""Of this many papers, one may be left for them to be looked up one by one."""


def most_similar(
    places: Ids, similarities: NDArray[np.float32], k: int
) -> tuple[Ids, NDArray[np.float32]]:
    """Return the k places of the highest similarities, in any order, and these; all if fewer."""
    if len(places) <= k:
        return places, similarities
    best = np.argpartition(-similarities, k)[:k]
    return places[best], similarities[best]


class Placed:
    """Passages of ascending ids. Neither is ever changed."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        """The ascending ids of the passages."""
        self._looked_up = 0
        self._starts: Ids | None = None
        self._places: Ids

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def first_and_last(self) -> tuple[int, int]:
        """The lowest and the highest number of a paper."""
        return int(self.ids[0]) >> ORDINAL_BITS, int(self.ids[-1]) >> ORDINAL_BITS

    def places(self, nums: Ids) -> Ids:
        """Return the ascending places of all passages of papers of ascending numbers."""
        first, last = self.first_and_last
        nums = nums[slice(*np.searchsorted(nums, [first, last + 1]))]
        if not len(nums):
            return nums
        self._looked_up += len(nums)
        if self._looked_up < _LOOKED_UP:
            starts = np.searchsorted(self.ids, nums << ORDINAL_BITS)
            lengths = np.searchsorted(self.ids, (nums + 1) << ORDINAL_BITS) - starts
        else:
            offsets = nums - first
            starts = self._first.take(offsets)
            lengths = self._first.take(offsets + 1) - starts
        ends = np.cumsum(lengths)
        places: Ids = np.arange(ends[-1])
        places += np.repeat(starts - ends + lengths, lengths)
        return places

    def left(self, allowed: Allowed) -> Ids:
        """Return the ascending places of the passages that filters leave."""
        if allowed.flags is not None or allowed.count * _FEW > len(allowed.papers):
            return np.flatnonzero(self.allowed(allowed))
        return self.places(allowed.nums)

    def are_left(self, places: Ids, allowed: Allowed) -> Mask:
        """Return which of the passages at these places filters leave."""
        if allowed.flags is None and "_nums" in vars(self):  # ids are in a file, at odd addresses
            return allowed.has(self._nums.take(places))
        return allowed.of(self.ids[places])

    def allowed(self, allowed: Allowed) -> Mask:
        """Return which of the passages filters leave, by place."""
        if allowed.flags is not None and allowed.starts is not None:
            flags: Mask = allowed.flags.take(self._places_in(allowed.starts), mode="clip")
            return flags
        if allowed.count * _FEW > len(allowed.papers):
            return allowed.has(self._nums)
        mask = np.zeros(len(self), np.bool_)
        mask[self.places(allowed.nums)] = True
        return mask

    def _places_in(self, starts: Ids) -> Ids:
        """Return the place of each passage among all of the index, given where papers begin."""
        if self._starts is not starts:  # which is the same array until the index changes
            self._starts = starts
            own = starts.take(self._nums, mode="clip")
            self._places = own + (self.ids & MAX_ORDINAL)
        return self._places

    @functools.cached_property
    def _first(self) -> Ids:
        """The place of the first passage of each paper, by number from the first one's on."""
        counts = np.bincount(self._nums - self._nums[0])
        return np.concatenate([[0], np.cumsum(counts)])

    @functools.cached_property
    def _nums(self) -> Ids:
        """The number of each passage's paper."""
        return self.ids >> ORDINAL_BITS

    def alive(self, dead: Ids) -> Mask | None:
        """Return which passages are not among the ascending ``dead`` ids, None for all."""
        places = np.minimum(np.searchsorted(self.ids, dead), len(self) - 1)
        places = places[self.ids[places] == dead]
        if not len(places):
            return None
        mask = np.ones(len(self), np.bool_)
        mask[places] = False
        return mask
