"""Reranking: the first candidates in the order of a model that reads question and text together."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from papersearch.ranking.fuse import Scores

FIRST = 50
"""Candidates that are put into another order: so many however many papers are asked for."""


def to_score(scores: Scores, named: Collection[int]) -> list[int]:
    """Return which of the first candidates a model is to score: all but those that are named."""
    return [num for num in scores.order[:FIRST] if num not in named]


def reorder(scores: Scores, found: Mapping[int, float]) -> None:
    """Put the candidates that a model scored into the order of what it ``found``."""
    scores.before = list(scores.order)
    scores.found = dict(found)
    scores.share_out(found)
