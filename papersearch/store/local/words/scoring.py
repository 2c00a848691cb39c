"""BM25 over the postings of an index: the score of every paper, exactly, in one pass.

Robertson and Zaragoza, The probabilistic relevance framework: BM25 and beyond, 2009, with
k1 = 0.4 and b = 0.75. Document frequencies and lengths are those of the papers that are alive, so
that no score depends on what an index was before.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from papersearch.store.bm25 import K1, Clause, idf, length_norms
from papersearch.store.local.derived import damaged
from papersearch.store.local.words.postings import U32, Postings, token_hash
from papersearch.types.arrays import Ids, Mask

Scores = NDArray[np.float32]

_REMEMBERED = 100_000  # weights of tokens


class Matches(NamedTuple):
    """The papers of one segment that have a token, by ascending place, and how often."""

    papers: U32
    counts: Scores


class Segment:
    """The postings of some papers, those of which count that a (p,) mask says are alive.

    Words count under some labels alone, or anywhere where there are none.
    """

    def __init__(
        self, postings: Postings, alive: Mask | None = None, labels: Collection[str] = ()
    ) -> None:
        self.postings = postings
        self.alive = None if alive is None or alive.all() else alive
        """None for all."""
        self._asked: Mask | None = None  # of the rows of what is said
        if labels:
            chosen = np.array([name in labels for name in (*postings.names, "")], np.bool_)
            self._asked = chosen.take(postings.labels)

    def __len__(self) -> int:
        return len(self.postings.nums) if self.alive is None else int(self.alive.sum())

    def among(self, nums: Ids) -> Mask:
        """Return which papers, by place, are alive and have one of these numbers."""
        there: Mask = np.isin(self.postings.nums, nums)
        return there if self.alive is None else there & self.alive

    def places(self, nums: Ids) -> tuple[Ids, Ids]:
        """Return those of (n,) numbers that are alive here, and their places."""
        own = self.postings.nums
        places = np.searchsorted(own, nums)
        there = places < len(own)
        there[there] &= own[places[there]] == nums[there]
        if self.alive is not None:
            there[there] &= self.alive[places[there]]
        return nums[there], places[there]

    def lengths(self) -> Scores:
        """Return how many tokens each paper has where words count, (p,) float32."""
        postings = self.postings
        if self._asked is None:
            found = postings.text.lengths.astype(np.float32)
        else:
            own = postings.said.lengths * self._asked
            found = np.bincount(postings.papers, own, len(postings.nums)).astype(np.float32)
        return found if self.alive is None else found * self.alive

    def matches(self, token: str) -> Matches:
        """Return the papers that have a token, and how often they do."""
        place = self.postings.place(token)
        if place < 0:
            return Matches(np.empty(0, np.uint32), np.empty(0, np.float32))
        if self._asked is None:
            papers, found = self.postings.text.of(place)
            counts = found.astype(np.float32)
        else:
            papers, counts = self._said(place, self._asked)
        if self.alive is None:
            return Matches(papers, counts)
        kept = self.alive.take(papers)
        return Matches(papers[kept], counts[kept])

    def having(self, token: str, places: Ids) -> Mask:
        """Return which of the papers at (n,) places have a token anywhere that counts."""
        place = self.postings.place(token)
        papers = self.postings.text.of(place)[0] if place >= 0 else np.empty(0, np.uint32)
        if not len(papers):
            return np.zeros(len(places), np.bool_)
        at = papers.searchsorted(places)
        there: Mask = papers.take(at, mode="clip") == places
        return there

    def _said(self, place: int, counting: Mask) -> tuple[U32, Scores]:
        rows, counts = self.postings.said.of(place)
        asked = counting.take(rows)
        papers, counts = self.postings.papers.take(rows[asked]), counts[asked]
        distinct, starts = np.unique(papers, return_index=True)
        if not len(distinct):
            return distinct, np.empty(0, np.float32)
        return distinct, np.add.reduceat(counts.astype(np.float32), starts)


class Scorer:
    """Scores the papers of all segments for one query after another."""

    def __init__(self, folder: Path, segments: Sequence[Segment]) -> None:
        self.segments = segments
        self._folder = folder
        self.papers = sum(map(len, segments))
        with self._reading():
            lengths = [segment.lengths() for segment in segments]
        total = sum(float(own.sum(dtype=np.float64)) for own in lengths)
        self._counts: dict[str, int] = {}  # of the tokens that have weights
        self._weights: dict[str, float] = {}
        self._norms = [length_norms(own, max(total, 1.0) / max(self.papers, 1)) for own in lengths]

    def scores(self, wanted: Sequence[Clause]) -> list[Scores]:
        """Return the (p,) float32 scores of each segment's papers, 0 where nothing matches.

        A clause gives the score of its best matching token, times that token's weight.

        Raises:
            DerivedFileDamaged: the postings are not as we write them.
        """
        tokens = dict.fromkeys(token for clause in wanted for token, _ in clause)
        with self._reading():
            found = {token: self._found(token) for token in tokens}
            return [self._scored(place, wanted, found) for place in range(len(self.segments))]

    def weight(self, token: str) -> float:
        """Return the inverse document frequency of a token."""
        if token not in self._weights:
            if len(self._weights) == _REMEMBERED:  # every query of a server may bring new ones
                self._weights.clear()
                self._counts.clear()
            with self._reading():
                self._weights[token], matches = self._found(token)
            self._counts[token] = sum(len(own.papers) for own in matches)
        return self._weights[token]

    def has(self, token: str) -> bool:
        """Whether any paper has a token."""
        with self._reading():
            return any(len(own.papers) for own in self._found(token)[1])

    def counts(self, tokens: Iterable[str]) -> dict[str, int]:
        """Return how many papers have each of some tokens, without those that none has."""
        found = {token: self._counts.get(token, -1) for token in tokens}
        asked = [token for token, count in found.items() if count < 0]
        if asked:
            found |= self._counted(asked)
        return {token: count for token, count in found.items() if count > 0}

    def _counted(self, tokens: Sequence[str]) -> Counter[str]:
        """Return how many papers have each of many tokens, most of which none has."""
        hashes = np.fromiter(map(token_hash, tokens), np.uint64, len(tokens))
        found: Counter[str] = Counter()
        with self._reading():
            for segment in self.segments:
                for place in np.flatnonzero(segment.postings.has(hashes)).tolist():
                    found[tokens[place]] += len(segment.matches(tokens[place]).papers)
        return found

    def having(self, tokens: Iterable[str], nums: Sequence[int]) -> dict[int, set[str]]:
        """Return which of the tokens each of those papers has that are there."""
        asked = np.array(nums, np.int64)
        found: dict[int, set[str]] = {}
        for segment in self.segments:
            here, places = segment.places(asked)
            found |= {num: set() for num in here.tolist()}
            for token in tokens if len(here) else ():
                for num in here[segment.having(token, places)].tolist():
                    found[num].add(token)
        return found

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn places outside of what there is, in a file from elsewhere, into our error."""
        try:
            yield
        except (IndexError, ValueError) as error:
            raise damaged(self._folder, "points outside of itself") from error

    def _found(self, token: str) -> tuple[float, list[Matches]]:
        """Return the inverse document frequency of a token, and its matches by segment."""
        matches = [segment.matches(token) for segment in self.segments]
        return idf(self.papers, sum(len(own.papers) for own in matches)), matches

    def _scored(
        self,
        place: int,
        wanted: Sequence[Clause],
        found: Mapping[str, tuple[float, list[Matches]]],
    ) -> Scores:
        norms = self._norms[place]
        total = np.zeros(len(norms), np.float32)
        best = np.zeros(len(norms), np.float32)
        for clause in wanted:
            touched: list[U32] = []
            for token, weight in clause:
                worth, matches = found[token]
                papers, counts = matches[place]
                if not len(papers):
                    continue
                scale = np.float32(weight * worth * (K1 + 1))
                scores = scale * counts / (counts + norms.take(papers))
                if len(clause) == 1:
                    total[papers] += scores
                else:
                    best[papers] = np.maximum(best.take(papers), scores)
                    touched.append(papers)
            for papers in touched:
                total[papers] += best.take(papers)
                best[papers] = 0.0
        return total
