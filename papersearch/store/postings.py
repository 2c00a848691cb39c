"""The words of a small corpus held in memory by token, for a process that goes on asking.

A query then looks at the papers that have one of its tokens, and scores them exactly, which takes
a tenth of what asking the inverted index and then counting the words of each candidate does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from papersearch.store.bm25 import (
    Clause,
    Hashes,
    Scores,
    length_norms,
    lengths,
    saturated,
    token_hash,
    unpacked_all,
)
from papersearch.store.vectors import Allowed, Ids


class Postings:
    """Which papers have a token, and how far it counts in each. Never changed."""

    def __init__(self, papers: Mapping[int, bytes], mean_length: float) -> None:
        """Hold the words of papers by ascending number, as packed by :func:`bm25.packed`.

        There is one at least.
        """
        hashes, counts, rows = unpacked_all(list(papers.values()))
        order = _order(hashes)
        self.nums = np.fromiter(papers, np.int64, len(papers))
        self._hashes = hashes[order]
        self._rows = rows[order]
        norms = length_norms(lengths(counts, rows, len(papers)), mean_length)
        self._saturated = saturated(counts[order], norms[self._rows])
        self._last: tuple[Sequence[Clause], Scores] | None = None

    def __len__(self) -> int:
        return len(self.nums)

    def best(
        self,
        wanted: Sequence[Clause],
        weight: Callable[[str], float],
        papers: int,
        allowed: Allowed | None,
    ) -> set[int]:
        """Return so many papers of the highest scores, of those that match and are allowed."""
        scores = self._scores(wanted, weight)
        matching = scores > 0
        if allowed is not None:
            matching &= allowed.has(self.nums)
        places = np.flatnonzero(matching)
        if len(places) > papers:
            places = places[np.argpartition(-scores[places], papers)[:papers]]
        return set(self.nums[places].tolist())

    def scores_of(
        self, nums: Collection[int], wanted: Sequence[Clause], weight: Callable[[str], float]
    ) -> dict[int, float]:
        """Return the BM25 scores of those of ``nums`` that match, as :func:`bm25.scored` does."""
        asked = np.fromiter(nums, np.int64, len(nums))
        places = np.minimum(np.searchsorted(self.nums, asked), len(self) - 1)
        scores = self._scores(wanted, weight)[places]
        kept = (scores > 0) & (self.nums[places] == asked)
        return dict(zip(asked[kept].tolist(), scores[kept].tolist(), strict=True))

    def _scores(self, wanted: Sequence[Clause], weight: Callable[[str], float]) -> Scores:
        """Return the (n,) BM25 scores of all papers, to the bit what :func:`bm25.scored` says."""
        if self._last is not None and self._last[0] is wanted:  # to propose, and then to rank
            return self._last[1]
        total = np.zeros(len(self), np.float32)
        impacts = self._impacts({token for clause in wanted for token, _ in clause}, weight)
        for clause in wanted:
            own = [(*impacts[token], np.float32(share)) for token, share in clause]
            if len(own) == 1:
                rows, counted, share = own[0]
                total[rows] += counted * share
                continue
            best = np.zeros(len(self), np.float32)
            for rows, counted, share in own:
                best[rows] = np.maximum(best[rows], counted * share)
            total += best
        self._last = wanted, total
        return total

    def _impacts(
        self, tokens: Collection[str], weight: Callable[[str], float]
    ) -> dict[str, tuple[Ids, Scores]]:
        """Return the papers, by place, that have each of these tokens, and what it adds there."""
        wanted = np.fromiter(map(token_hash, tokens), np.uint32, len(tokens))
        starts, ends = (np.searchsorted(self._hashes, wanted, side) for side in ("left", "right"))
        there = map(slice, starts.tolist(), ends.tolist())
        return {
            token: (self._rows[own], np.float32(weight(token)) * self._saturated[own])
            for token, own in zip(tokens, there, strict=True)
        }


def _order(hashes: Hashes) -> Ids:
    """Return what sorts them, in a third of the time that ``argsort`` takes."""
    places = np.arange(len(hashes), dtype=np.uint64)
    keys = hashes.astype(np.uint64) << np.uint64(32) | places
    keys.sort()
    return (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
