"""Watches ready to be compared with papers: how sure they are of one, in an index of any size."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from papersearch.ranking.confidence import paper_confidence, words_confidence
from papersearch.ranking.similarity import Similarities
from papersearch.ranking.space import Space
from papersearch.search.understanding import Understood, Words
from papersearch.store.protocol import Scope, SearchStore
from papersearch.store.standing import Standing
from papersearch.text.mentions import Mentions
from papersearch.text.tokens import parts
from papersearch.types.arrays import Embeddings
from papersearch.types.watch import LEVELS, Watch

BACKGROUND = 500
"""Papers that show how similar to a watch papers are that it does not look for.

An index of fewer knows too little to compare with: there, what says the words is caught as well,
whether in its own words or by the terms of the field that are shipped.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A watch that is ready to be compared with papers.

    ``background`` is mean and standard deviation of how similar to it papers are, None where none
    tell. ``few`` says that the index is small: words alone tell, too.
    """

    watch: Watch
    query: Understood
    background: tuple[float, float] | None
    few: bool

    @property
    def least(self) -> float:
        """How sure it must be."""
        return LEVELS[self.watch.least]

    def deviation(self, similarity: float) -> float:
        """Return by how many standard deviations a similarity stands out, 0 if unknown."""
        if self.background is None:
            return 0.0
        mean, spread = self.background
        return (similarity - mean) / spread

    def may_answer(self, similarity: float) -> bool:
        """Whether a paper so similar is caught if it says all words: reading it takes most time."""
        return self.few or paper_confidence(self.deviation(similarity), 1.0) >= self.least

    def confidence(
        self, similarity: float, said: Mentions, weight: Callable[[str], float]
    ) -> float:
        """Return how sure it is of a paper so similar that mentions this of its words."""
        share = said.share(lambda token: max(map(weight, parts(token))))
        known = None if self.query.foreign else share
        value = paper_confidence(self.deviation(similarity), known)
        return max(value, words_confidence(share, said.share(lambda _: 1.0))) if self.few else value


def _background(others: Similarities) -> tuple[float, float] | None:
    if others.spread is None:
        return None
    similarities = list(others.best.values())
    spread = statistics.pstdev(similarities) if similarities else 0.0
    return (statistics.fmean(similarities), spread) if spread else None


def ask(
    store: SearchStore, scope: Scope, chosen: Sequence[Standing], vectors: Embeddings, space: Space
) -> list[Asked]:
    """Return watches ready to be compared, given their texts as (n, d) unit rows."""
    nums = store.numbers()
    few = len(nums) < BACKGROUND
    others = scope.passages_of(nums[:: max(1, len(nums) // BACKGROUND)])
    found = []
    for standing, vector in zip(chosen, vectors, strict=True):
        words = Words.of(standing.watch.text, store, shipped=few)
        query = Understood.of(words, vector, space, store)
        background = _background(Similarities(*others, query.target))
        found.append(Asked(standing.watch, query, background, few))
    return found
