"""What filters leave of an index folder: masks over its columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from papersearch.space import Rows
from papersearch.store.bm25 import Clause
from papersearch.store.facets import Facets
from papersearch.store.faiss_store import FaissStore
from papersearch.store.lexical import LexicalIndex
from papersearch.store.postings import Postings
from papersearch.store.protocol import FILTERED_POOL
from papersearch.store.schema import num_of
from papersearch.store.vectors import Allowed, Ids, Vectors
from papersearch.store.words import Words

_PASSAGES_A_PAPER = 2.5
_FEW = 1000  # papers that filters leave: scoring all of these is faster than searching
_MOST = 100_000


class LocalScope(NamedTuple):
    """The papers and passages that are ``allowed``, None for all; see :class:`Scope`."""

    vectors: FaissStore
    lexical: LexicalIndex
    words: Words
    facets: Facets
    allowed: Allowed | None
    labels: tuple[str, ...]

    def papers(self) -> set[int]:
        """Return all papers that the filters leave."""
        left = self.facets.nums() if self.allowed is None else self.allowed.nums
        return set(left.tolist())

    def nearest(self, direction: Vectors, papers: int) -> set[int]:
        """Return the papers that have the passages most similar to a direction."""
        wanted = int(papers * _PASSAGES_A_PAPER)
        while True:
            pids, _ = self.vectors.search(direction, wanted, self.allowed)
            nums = list(dict.fromkeys(num_of(pids).tolist()))
            if len(nums) >= papers or len(pids) < wanted:
                return set(nums[:papers])
            wanted *= 4

    def by_words(self, wanted: Sequence[Clause], papers: int, few: int) -> set[int]:
        """Return the papers that words propose of those that filters leave."""
        allowed = self.allowed
        if not len(self.facets):  # nothing was indexed yet, so that there are no files either
            return set()
        if allowed is not None and allowed.count <= _FEW:
            return set(allowed.nums.tolist())
        if (postings := self._postings()) is not None:
            return postings.best(wanted, self.lexical.weight, papers, allowed)
        if allowed is None:
            found = self.lexical.together(wanted, papers)
            if len(found) < papers:
                found += self.lexical.best(wanted, papers)
            return set(list(dict.fromkeys(found))[:papers])
        share = allowed.count / max(len(self.facets), 1)
        enough = papers if share > FILTERED_POOL / papers else few
        asked = int(enough / share)  # of which about as many are left as are enough
        kept = _left(self.lexical.together(wanted, min(asked, _MOST), self.labels), allowed)
        while len(kept) < enough // 2:
            found = self.lexical.best(wanted, min(asked, _MOST), self.labels)
            kept = list(dict.fromkeys([*kept, *_left(found, allowed)]))
            if len(found) < asked or asked >= _MOST:
                break
            asked *= 4
        return set(kept[:papers])

    def passages_of(self, nums: Collection[int]) -> tuple[Ids, Rows]:
        """Return the passages of papers that filters leave, and their rows."""
        pids, rows = self.vectors.passages_of(list(nums))
        if self.allowed is None or not len(pids):
            return pids, rows
        kept = self.allowed.of(pids)
        return pids[kept], rows[kept]

    def lexical_scores(self, wanted: Sequence[Clause], nums: Collection[int]) -> dict[int, float]:
        """Return the lexical scores of those of ``nums`` that the words occur in."""
        if self.labels and nums:
            return self.lexical.search(wanted, len(nums), among=nums, sections=self.labels)
        if (postings := self._postings()) is not None:
            return postings.scores_of(nums, wanted, self.lexical.weight)
        return self.words.scores(wanted, nums, self.lexical.weight)

    def said(self, wanted: Sequence[str], nums: Iterable[int]) -> dict[int, set[str]]:
        """Return which of the ``wanted`` tokens papers have."""
        return self.words.said(wanted, nums)

    def _postings(self) -> Postings | None:
        """Return the words in memory, which know nothing of sections.

        Raises:
            DerivedFileDamaged: the lexical index, which weights are asked of, cannot be read.
        """
        found = None if self.labels else self.words.postings()
        if found is not None:
            self.lexical.count()
        return found


def _left(nums: list[int], allowed: Allowed) -> list[int]:
    """Return those of some papers that filters leave."""
    found = np.array(nums, np.int64)
    left: list[int] = found[allowed.has(found)].tolist()
    return left
