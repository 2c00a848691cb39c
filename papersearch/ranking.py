"""Ranking: from the scores of candidates on both sides to their order."""

from __future__ import annotations

import functools
from typing import NamedTuple

from papersearch import fusion
from papersearch.query import Query
from papersearch.similarity import Similarities

DENSE_WEIGHT = 0.3
"""Share of the dense score in the fused one; see docs/decisions/0004-ranking.md."""

DOUBTFUL_SHARE = 0.5
"""What is left of the dense score of a paper whose summary is doubtful."""

DIVERSE_POOL = 5
"""Candidates per paper asked for among which a diverse answer chooses."""

DIVERSE_SHARE = 0.7


class Weights(NamedTuple):
    """What ranking can be asked to do otherwise, to compare (`papersearch eval --setting`)."""

    dense: float = DENSE_WEIGHT
    translate: bool = True
    centre: bool = True
    adapt: bool = True
    doubt: bool = True


class Scores:
    """The candidates, by number: their fused, dense and lexical scores; what is doubtful.

    ``foreign`` says that the query's language is none of the corpus's.
    """

    def __init__(self) -> None:
        self.fused: dict[int, float] = {}
        self.dense: Similarities | None = None
        self.lexical: dict[int, float] | None = None
        self.doubtful: set[int] = set()
        self.foreign = False

    @functools.cached_property
    def order(self) -> list[int]:
        """All candidates by their fused scores, best first; asked for once they are fused."""
        return fusion.order(self.fused)


def fuse(scores: Scores, dense_weight: float) -> None:
    """Set the fused scores: a weighted sum of both sides, each scaled by its best."""
    lexical = scores.lexical or {}
    if scores.dense is None or not scores.dense.best:
        scores.fused = lexical
        return
    if scores.lexical is None:
        scores.fused = _doubted(scores.dense.best, scores.doubtful)
        return
    scaled = fusion.min_max(scores.dense.best, scores.dense.pool)
    scaled = _doubted(scaled, scores.doubtful)
    if not lexical:
        scores.fused = scaled
        return
    top = max(lexical.values()) or 1.0
    shares = {num: score / top for num, score in lexical.items()}
    scores.fused = fusion.weighted_sum([(dense_weight, scaled), (1 - dense_weight, shares)])


def _doubted(scores: dict[int, float], doubtful: set[int]) -> dict[int, float]:
    if not doubtful:
        return scores
    worse = {num: scores[num] * DOUBTFUL_SHARE for num in doubtful if scores.get(num, 0.0) > 0}
    return {**scores, **worse}


def best_papers(query: Query, scores: Scores) -> list[int]:
    """Return the ``query.k`` papers of the answer, best first."""
    if not query.diverse or scores.dense is None:
        return scores.order[: query.k]
    some = {num: scores.fused[num] for num in scores.order[: DIVERSE_POOL * query.k]}
    return fusion.diversify(some, scores.dense.alike, query.k, DIVERSE_SHARE)
