"""What filters leave: masks over papers and passages."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from papersearch.types.arrays import Ids, Mask
from papersearch.types.passage_ids import MAX_ORDINAL, ORDINAL_BITS


class Allowed:
    """What filters leave.

    ``papers`` says so of each paper, by number; its last element stands for all beyond and is
    False. Where sections count, ``flags`` says so of each passage of the index, in the order of
    their ids, and ``starts`` where those of each paper begin; the last elements of both stand for
    all beyond as well.
    """

    def __init__(
        self, papers: Mask, flags: Mask | None = None, starts: NDArray[np.int64] | None = None
    ) -> None:
        self.papers = papers
        self.flags = flags
        self.starts = starts

    @functools.cached_property
    def count(self) -> int:
        """How many papers are left."""
        return int(np.count_nonzero(self.papers))

    @functools.cached_property
    def nums(self) -> Ids:
        """The ascending numbers of the papers that are left."""
        return np.flatnonzero(self.papers)

    @functools.cached_property
    def _share(self) -> float:
        assert self.flags is not None
        return float(np.count_nonzero(self.flags) / len(self.flags))

    def share(self, first: int, last: int) -> float:
        """Return how much is left of the papers of numbers in a range.

        Where sections count, it is how much is left of all passages.
        """
        if self.flags is not None:
            return self._share
        return float(np.count_nonzero(self.papers[first : last + 1]) / (last + 1 - first))

    def has(self, nums: Ids) -> Mask:
        """Return which of these papers are left."""
        mask: Mask = self.papers.take(nums, mode="clip")
        return mask

    def of(self, pids: Ids) -> Mask:
        """Return which of these passages are left."""
        nums = pids >> ORDINAL_BITS
        if self.flags is None or self.starts is None:
            return self.has(nums)
        places = self.starts.take(nums, mode="clip") + (pids & MAX_ORDINAL)
        flags: Mask = self.flags.take(places, mode="clip")
        return flags
