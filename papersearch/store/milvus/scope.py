"""What is asked of what filters leave of a store on Milvus."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from papersearch.store.bm25 import Clause, Document
from papersearch.store.milvus.collections import Names
from papersearch.store.milvus.conditions import ALL, Left
from papersearch.store.milvus.connection import MOST_FOUND, Connection
from papersearch.store.milvus.counted_words import (
    Counted,
    length,
    occurring,
    packed,
    scored,
    telling,
    union,
)
from papersearch.store.milvus.encoding import digest, word
from papersearch.store.milvus.kinds import EXACT, KINDS
from papersearch.store.milvus.passages import Passages
from papersearch.types.arrays import Embeddings, Ids, Vector
from papersearch.types.paper import Paper
from papersearch.types.passage_ids import num_of

_PASSAGES_A_PAPER = 2.5
FEW = 1000  # papers that filters leave: scoring all of these is exact and fast enough
_SECTIONS_ASK_FOR = 4  # times as many papers: words of other sections propose, too
_MOST_TOKENS = 400  # of a query propose: a text of them is far below what Milvus takes
_STEPS = 5  # to a weight of one: Milvus counts a query's words, and so weighs them


@dataclass(frozen=True, slots=True)
class Words:
    """What lexical scores are made of: documents, counted words, weights, lengths of papers."""

    counted: Callable[[Collection[int]], dict[int, Counted]]
    documents: Callable[[Collection[int]], Mapping[int, Paper]]
    weight: Callable[[str], float]
    there: Callable[[str], bool]
    mean_length: Callable[[], float]


@dataclass(frozen=True, slots=True)
class MilvusScope:
    """The rows that filters have ``left``; see :class:`Scope`."""

    connection: Connection
    names: Names
    passages: Passages
    words: Words
    left: Left
    labels: tuple[str, ...]
    lexical: bool
    kind: str

    def papers(self) -> set[int]:
        """Return all papers that the filters leave."""
        return set(self._nums())

    def nearest(self, direction: Vector, papers: int) -> set[int]:
        """Return the papers that have the passages most similar to a direction."""
        if not self.passages.there:
            return set()
        if self._filtered and (few := self._if_fewer(papers + 1)) is not None:
            return few
        wanted = min(int(papers * _PASSAGES_A_PAPER), MOST_FOUND)
        while True:
            pids = self._best_passages(direction, wanted)
            nums = self.passages.alive(dict.fromkeys(map(num_of, pids)))
            if len(nums) >= papers or (len(pids) < wanted and self.kind == EXACT):
                return set(nums[:papers])
            if wanted == MOST_FOUND or len(pids) < wanted:
                return self._filled(nums, papers)
            wanted = min(4 * wanted, MOST_FOUND)

    def _filled(self, nums: Sequence[int], papers: int) -> set[int]:
        """Return more papers than Milvus finds in one search, or at all: any that are left."""
        found = set(nums)
        for num in self._nums():
            found.add(num)
            if len(found) >= papers:
                break
        return found

    def _best_passages(self, direction: Vector, wanted: int) -> list[int]:
        return _best(
            self.connection.search(
                self.names.passages,
                "vector",
                direction,
                wanted,
                parameters=KINDS[self.kind].searching(wanted),
                key="pid",
                expression=part,
            )
            for part in self.left.passages
        )[:wanted]

    @property
    def _filtered(self) -> bool:
        return tuple(self.left.passages) != ALL

    def _nums(self) -> Iterator[int]:
        """Yield the number of each paper that is left."""
        for part in self.left.papers:
            rows = self.connection.all_rows(self.names.papers, part, ["num"], 4000)
            yield from (row["num"] for row in rows)

    def _if_fewer(self, most: int) -> set[int] | None:
        """Return the papers that filters leave, None where they are not fewer than ``most``."""
        most = min(most, MOST_FOUND)
        found: set[int] = set()
        for part in self.left.papers:
            limit = most - len(found)
            rows = self.connection.some_rows(self.names.papers, part, ["num"], limit)
            if len(rows) >= limit:
                return None
            found.update(row["num"] for row in rows)
        return found

    def searches_words(self) -> bool:
        """Whether words alone find papers: the server searches for them, or there are few."""
        return self.lexical or self._if_fewer(FEW + 1) is not None

    def by_words(self, wanted: Sequence[Clause], papers: int) -> set[int]:
        """Return the papers that words propose of those that filters leave."""
        if not wanted:
            return set()
        few = self._if_fewer(FEW + 1) if self._filtered or not self.lexical else None
        if few is not None or not self.lexical:
            return few or set()
        papers *= _SECTIONS_ASK_FOR if self.labels else 1
        weights = union(wanted)
        found = self._best_papers(telling(weights, self.words.weight), papers)
        return set(found if len(found) >= papers else self._best_papers(weights, papers))

    def _best_papers(self, weights: dict[str, float], papers: int) -> list[int]:
        there = filter(self.words.there, weights)
        heaviest = sorted(there, key=lambda token: -weights[token] * self.words.weight(token))
        if not heaviest:
            return []
        repeated = [
            word(token)
            for token, weight in ((own, weights[own]) for own in heaviest[:_MOST_TOKENS])
            for _ in range(max(1, round(weight * _STEPS)))
        ]
        return _best(
            self.connection.search(
                self.names.papers,
                "sparse",
                " ".join(repeated),
                papers,
                parameters={"metric_type": "BM25"},
                key="num",
                expression=part,
            )
            for part in self.left.papers
        )[:papers]

    def passages_of(self, nums: Collection[int]) -> tuple[Ids, Embeddings]:
        """Return the passages of papers that filters leave, and their rows."""
        found = self.passages.of(nums)
        if not self.labels:
            return found.pids, found.rows
        keys = {digest(label) for label in self.labels}
        kept = np.array([label in keys for label in found.labels], np.bool_)
        return found.pids[kept], found.rows[kept]

    def lexical_scores(self, wanted: Sequence[Clause], nums: Collection[int]) -> dict[int, float]:
        """Return the lexical scores of those of ``nums`` that the words occur in.

        Within sections, by how often they occur there; how telling they are is still that of whole
        papers.
        """
        counted = self._within(nums) if self.labels else self.words.counted(nums)
        if not counted:
            return {}
        mean = self.words.mean_length()
        if self.labels:
            mean = max(float(np.mean([*map(length, counted.values())])), 1.0)
        return scored(counted, wanted, self.words.weight, mean)

    def said(self, wanted: Sequence[str], nums: Iterable[int]) -> dict[int, set[str]]:
        """Return which of the ``wanted`` tokens papers have."""
        counted = self.words.counted(list(nums))
        return {num: occurring(own, wanted) for num, own in counted.items()}

    def _within(self, nums: Collection[int]) -> dict[int, Counted]:
        found: dict[int, Counted] = {}
        for num, paper in self.words.documents(nums).items():
            sections = Document.of(paper).sections
            counts = Counter(token for label in self.labels for token in sections.get(label, ()))
            if counts:
                found[num] = packed(counts)
        return found


def _best(found: Iterable[Sequence[tuple[int, float]]]) -> list[int]:
    """Return the keys of what several searches have found, the most similar first."""
    ordered = heapq.merge(*found, key=lambda own: -own[1])
    return [key for key, _ in ordered]
