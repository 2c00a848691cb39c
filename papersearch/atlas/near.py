"""Which papers are near a query: so near that they are about it.

A paper scores the similarity of its best passage, and the share of the query's words in the
sentence that has most of them. It is near when it says enough of these words, and its score stands
out from what papers score that hardly mention them, in units of their spread, and is not little by
itself. Where the bounds come from: docs/decisions/0018-trends.md.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from papersearch.ranking.confidence import NEAR, NEAR_WORDS, UNSAID, nearness
from papersearch.ranking.similarity import Similarities, Target
from papersearch.search.understanding import Understood, Words
from papersearch.store.protocol import Scope, SearchStore
from papersearch.text.passages import label_key
from papersearch.text.tokens import sentences, tokens
from papersearch.types.arrays import Vector
from papersearch.types.paper import Paper

BOUNDS = ((0.7, 5.0), (0.9, 4.5))
"""A share of the words, and the spreads above the background from which on a paper is near that
says so much in one sentence; set on judged topics.
"""

FOREIGN = 5.0
"""The spreads for a query in a language that the corpus does not have: its words tell nothing."""

_MENTIONED = 0.5
_READ = 0.3  # share of the words that a paper mentions anywhere, for its sentences to be read
_BACKGROUND = 50  # papers that show what the query scores on others
_NORMAL = 1.4826  # what makes the median deviation the standard one of a normal distribution
_BLOCK = 20_000

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Telling:
    """How telling each word of a query is, by what says it: itself, or what stands for it."""

    places: dict[str, set[int]]
    weights: list[float]
    labels: tuple[str, ...]

    @classmethod
    def of(cls, store: SearchStore, words: Words, labels: tuple[str, ...]) -> _Telling:
        places: dict[str, set[int]] = {}
        for at, clause in enumerate(words.clauses):
            for token, _ in clause:
                places.setdefault(token, set()).add(at)
        telling = words.telling(store)
        weights = [telling(clause[0][0]) for clause in words.clauses]
        return cls(places, weights, labels)

    def share(self, said: Iterable[str]) -> float:
        """Return the share of the words that tokens say, by how telling they are."""
        found = set[int]().union(*(self.places[token] for token in said if token in self.places))
        return sum(self.weights[at] for at in found) / max(sum(self.weights), 1e-12)

    def in_a_sentence(self, paper: Paper, *, title_only: bool) -> float:
        """Return the share of the words in the sentence, or the title, that has most of them.

        0 where they are few in all that is read.
        """
        said = [set(tokens(text)) for text in self._texts(paper, title_only=title_only)]
        if self.share(set[str]().union(*said)) <= _READ:
            return 0.0
        return max(map(self.share, said))

    def _texts(self, paper: Paper, *, title_only: bool) -> Iterator[str]:
        if not self.labels:
            yield paper.title
        for section in paper.sections:
            if not title_only and (not self.labels or label_key(section.label) in self.labels):
                yield from sentences(section.text)


def near(
    store: SearchStore, scope: Scope, papers: Mapping[int, Paper], text: str, vector: Vector
) -> dict[int, float]:
    """Return which of the papers, by number, are near a query, and how far they stand out.

    ``vector`` is the query's (d,) unit vector; ``papers`` are some of ``scope``. Call within a
    snapshot.

    Raises:
        DerivedFileDamaged: a file that is needed is damaged.
    """
    space = store.learned.space()
    query = Understood.of(Words.of(text, store), vector, space, store)
    similar = _similar(scope, sorted(papers), query.target)
    if not similar:
        return {}
    nums = np.fromiter(similar, np.int64, len(similar))
    dense = np.fromiter(similar.values(), np.float64, len(similar))
    doubtful = store.learned.doubtful(nums.tolist())
    shares = np.full(len(nums), UNSAID)
    if not query.foreign:
        telling = _Telling.of(store, query.words, scope.labels)
        shares = _told(scope, telling, papers, nums.tolist(), doubtful)
    heights = standing_out(dense + NEAR_WORDS * shares, shares)
    found: dict[int, float] = {}
    for at in np.flatnonzero(_stands_out(heights, shares, foreign=query.foreign)).tolist():
        num = int(nums[at])
        if num in doubtful and query.foreign:
            continue  # what is similar is the summary of another paper
        if nearness(float(dense[at]), float(shares[at]), space.spread) >= NEAR:
            found[num] = float(heights[at])
    return found


def _stands_out(heights: Floats, shares: Floats, *, foreign: bool) -> NDArray[np.bool_]:
    """Return which papers are near, by how far they stand out and how much they say."""
    if foreign:
        return heights >= FOREIGN
    found = np.zeros(len(heights), np.bool_)
    for share, height in BOUNDS:
        found |= (shares >= share) & (heights >= height)
    return found


def standing_out(scores: Floats, shares: Floats) -> Floats:
    """Return by how many spreads each score lies above the background.

    That is what papers score that say less than half of the query's words. Middle and spread are
    those of medians, which papers that are about the query hardly move.
    """
    others = scores[shares < _MENTIONED]
    if len(others) < _BACKGROUND:
        others = scores
    middle = float(np.median(others))
    spread = _NORMAL * float(np.median(np.abs(others - middle)))
    heights: Floats = (scores - middle) / max(spread, 1e-9)
    return heights


def _similar(scope: Scope, nums: Sequence[int], target: Target) -> dict[int, float]:
    """Return the similarity of the best passage of each paper."""
    similar: dict[int, float] = {}
    for begin in range(0, len(nums), _BLOCK):
        similar |= Similarities(*scope.passages_of(nums[begin : begin + _BLOCK]), target).best
    return similar


def _told(
    scope: Scope,
    telling: _Telling,
    papers: Mapping[int, Paper],
    nums: Sequence[int],
    doubtful: Container[int],
) -> Floats:
    """Return which share of the query's words each paper says in one sentence.

    Only papers are read that mention enough of them anywhere, which the store knows.
    """
    said = scope.said(list(telling.places), nums)
    told = (
        telling.in_a_sentence(papers[num], title_only=num in doubtful)
        if telling.share(said.get(num, ())) > _READ
        else 0.0
        for num in nums
    )
    return np.fromiter(told, np.float64, len(nums))
