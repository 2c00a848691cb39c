"""What filters leave of an index folder: masks over its columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np

from papersearch.store.bm25 import Clause
from papersearch.store.local.catalog.facets import Facets
from papersearch.store.local.derived import damaged
from papersearch.store.local.vectors.faiss_store import FaissStore
from papersearch.store.local.words.index import Words
from papersearch.store.local.words.scoring import Scores, Segment
from papersearch.types.arrays import Embeddings, Ids, Vector
from papersearch.types.filters import Allowed
from papersearch.types.passage_ids import num_of

_PASSAGES_A_PAPER = 2.5


class LocalScope:
    """The papers and passages that are ``allowed``, None for all; see :class:`Scope`."""

    def __init__(
        self,
        vectors: FaissStore,
        words: Words,
        facets: Facets,
        allowed: Allowed | None,
        labels: tuple[str, ...],
    ) -> None:
        self.labels = labels
        self._vectors = vectors
        self._words = words
        self._facets = facets
        self._allowed = allowed
        self._asked: Sequence[Clause] | None = None
        self._found: list[tuple[Segment, Scores]] = []

    def papers(self) -> set[int]:
        """Return all papers that the filters leave."""
        left = self._facets.nums() if self._allowed is None else self._allowed.nums
        return set(left.tolist())

    def nearest(self, direction: Vector, papers: int) -> set[int]:
        """Return the papers that have the passages most similar to a direction."""
        wanted = int(papers * _PASSAGES_A_PAPER)
        while True:
            pids, similarities = self._vectors.search(direction, wanted, self._allowed)
            nums, first = np.unique(num_of(pids), return_index=True)
            if len(nums) >= papers or len(pids) < wanted:
                return set(_best(nums, similarities[first], papers).tolist())
            wanted *= 4

    def by_words(self, wanted: Sequence[Clause], papers: int) -> set[int]:
        """Return the papers that match best of those that filters leave."""
        nums, scores = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for segment, own in self._scored(wanted):
            places = np.flatnonzero(own)
            found = segment.postings.nums[places]
            if self._allowed is not None:
                left = self._allowed.has(found)
                places, found = places[left], found[left]
            nums.append(found)
            scores.append(own[places])
        return set(_best(np.concatenate(nums), np.concatenate(scores), papers).tolist())

    def passages_of(self, nums: Collection[int]) -> tuple[Ids, Embeddings]:
        """Return the passages of papers that filters leave, and their rows."""
        pids, rows = self._vectors.of_papers(list(nums))
        if self._allowed is None or not len(pids):
            return pids, rows
        kept = self._allowed.of(pids)
        return pids[kept], rows[kept]

    def lexical_scores(self, wanted: Sequence[Clause], nums: Collection[int]) -> dict[int, float]:
        """Return the lexical scores of those of ``nums`` that the words occur in."""
        asked = np.fromiter(nums, np.int64, len(nums))
        found: dict[int, float] = {}
        for segment, own in self._scored(wanted):
            there, places = segment.places(asked)
            scores = own[places]
            kept = scores > 0
            found.update(zip(there[kept].tolist(), scores[kept].tolist(), strict=True))
        return found

    def said(self, wanted: Sequence[str], nums: Iterable[int]) -> dict[int, set[str]]:
        """Return which of the ``wanted`` tokens papers have."""
        return self._words.scorer().having(wanted, list(nums))

    def _scored(self, wanted: Sequence[Clause]) -> list[tuple[Segment, Scores]]:
        """Return the scores of all papers, which are worked out once for one query."""
        if self._asked != wanted:
            scorer = self._words.scorer(self.labels)
            if scorer.papers != len(self._facets):
                raise damaged(self._words.folder, f"knows {scorer.papers:,} papers")
            self._found = list(zip(scorer.segments, scorer.scores(wanted), strict=True))
            self._asked = wanted
        return self._found


def _best(nums: Ids, scores: Scores, papers: int) -> Ids:
    """Return the numbers of the highest scores; of more where the lowest of these are equal.

    Which of them come first is not for their numbers to say, which tell when they were stored.
    """
    if len(nums) <= papers:
        return nums
    least = np.partition(scores, len(scores) - papers)[len(scores) - papers]
    best: Ids = nums[scores >= least]
    return best
