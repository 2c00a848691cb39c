"""Ranking: from the scores of candidates on both sides to their order."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Mapping
from typing import NamedTuple

from papersearch.ranking import fusion
from papersearch.ranking.similarity import Similarities
from papersearch.types.query import Query

DOUBTFUL_SHARE = 0.5
"""What is left of the dense score of a paper whose summary is doubtful."""

NAMED = 1.0
"""By how much papers that a query names score higher than the best of the others."""

FIRST = 50
"""Candidates that may be put into another order: so many however many papers are asked for."""

DIVERSE_BLOCK = 50
"""Candidates among which a diverse answer chooses, before it goes on to those that follow."""

DIVERSE_SHARE = 0.7


class Ranks(NamedTuple):
    """A candidate's ranks on both sides among those that it was ranked with, None for none."""

    dense: int | None
    lexical: int | None


class Scores:
    """The candidates, by number: their fused, dense and lexical scores; what is doubtful.

    ``order`` are the candidates by rank. ``width`` is that of a query whose language is none of the
    corpus's, see :meth:`papersearch.ranking.space.Space.width`; None for others. Where a model has
    reranked them, ``found`` are its scores, and ``before`` is the order that they had.
    """

    def __init__(self) -> None:
        self.fused: dict[int, float] = {}
        self.dense: Similarities | None = None
        self.lexical: dict[int, float] | None = None
        self.doubtful: set[int] = set()
        self.width: float | None = None
        self.order: list[int] = []
        self.ranks: dict[int, Ranks] = {}
        self.found: dict[int, float] = {}
        self.before: list[int] = []

    def first(self, named: Collection[int] = ()) -> list[int]:
        """Return which of the first candidates may have other places: all but those ``named``."""
        return [num for num in self.order[:FIRST] if num not in named]

    def share_out(self, values: Mapping[int, float]) -> None:
        """Put candidates into the order of these values, highest first.

        They share out the places, and the fused scores, that they had among them, so that scores go
        on falling by rank; equal ones stay as they were. All others keep theirs.
        """
        places = [place for place, num in enumerate(self.order) if num in values]
        held = [self.fused[self.order[place]] for place in places]
        ranked = sorted([self.order[p] for p in places], key=values.__getitem__, reverse=True)
        self.fused = {**self.fused, **dict(zip(ranked, held, strict=True))}
        for place, num in zip(places, ranked, strict=True):
            self.order[place] = num


class Scale(NamedTuple):
    """What both sides are scaled by before they are fused.

    That of the first candidates holds for all later ones, whose scores are lower on both sides.
    """

    dense: fusion.Bounds | None
    lexical: float

    @classmethod
    def of(cls, scores: Scores) -> Scale:
        """Return the scale of the candidates so far."""
        dense = scores.dense
        bounds = fusion.Bounds.of(dense.best, dense.pool) if dense and dense.best else None
        return cls(bounds, max((scores.lexical or {}).values(), default=0.0) or 1.0)


def fuse(
    scores: Scores,
    scale: Scale,
    dense_weight: float,
    names: fusion.Names[int],
    first: Collection[int] = (),
) -> None:
    """Set the fused scores, a weighted sum of both sides, and rank the candidates that are new.

    ``names`` returns the ids of papers, in whose order equal ones stand. The papers ``first`` come
    before all others, NAMED higher.
    """
    scores.fused = _fused(scores, scale, dense_weight)
    if first:
        highest = max(scores.fused.values(), default=0.0)
        above = {num: highest + NAMED + scores.fused.get(num, 0.0) for num in first}
        scores.fused = {**scores.fused, **above}
    known = set(scores.order)
    new = {num: score for num, score in scores.fused.items() if num not in known}
    scores.order += fusion.order(new, names)


def _fused(scores: Scores, scale: Scale, dense_weight: float) -> dict[int, float]:
    lexical = scores.lexical or {}
    if scores.dense is None or scale.dense is None:
        return lexical
    if scores.lexical is None:
        return _doubted(scores.dense.best, scores.doubtful)
    scaled = _doubted(fusion.min_max(scores.dense.best, scale.dense), scores.doubtful)
    if not lexical:
        return scaled
    shares = {num: score / scale.lexical for num, score in lexical.items()}
    return fusion.weighted_sum([(dense_weight, scaled), (1 - dense_weight, shares)])


def _doubted(scores: dict[int, float], doubtful: set[int]) -> dict[int, float]:
    if not doubtful:
        return scores
    worse = {num: scores[num] * DOUBTFUL_SHARE for num in doubtful if scores.get(num, 0.0) > 0}
    return {**scores, **worse}


def note_ranks(scores: Scores, nums: Collection[int]) -> None:
    """Note the ranks that these candidates have on both sides, among the present ones."""
    dense = _ranks(scores.dense.best) if scores.dense else {}
    lexical = _ranks(scores.lexical or {})
    scores.ranks |= {num: Ranks(dense.get(num), lexical.get(num)) for num in nums}


def _ranks(scores: Mapping[int, float]) -> dict[int, int]:
    """Return the rank of each score, from 1; equal ones have the same."""
    ranks: dict[float, int] = {}
    for rank, score in enumerate(sorted(scores.values(), reverse=True), start=1):
        ranks.setdefault(score, rank)
    return {num: ranks[score] for num, score in scores.items()}


def needed(query: Query) -> int:
    """Return how many candidates are to be ranked for an answer to ``query``."""
    return math.ceil(query.k / DIVERSE_BLOCK) * DIVERSE_BLOCK if query.diverse else query.k


def best_papers(query: Query, scores: Scores) -> list[int]:
    """Return the ``query.k`` papers of the answer, best first."""
    if not query.diverse or scores.dense is None:
        return scores.order[: query.k]
    spread = fusion.diversify(
        scores.order, scores.fused, scores.dense.alike, DIVERSE_SHARE, DIVERSE_BLOCK
    )
    return list(itertools.islice(spread, query.k))
