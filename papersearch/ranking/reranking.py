"""Reranking: the first candidates in the order of a model that reads question and text together."""

from __future__ import annotations

from collections.abc import Mapping

from papersearch.ranking.fuse import Scores


def reorder(scores: Scores, found: Mapping[int, float]) -> None:
    """Put the candidates that a model scored into the order of what it ``found``."""
    scores.before = list(scores.order)
    scores.found = dict(found)
    scores.share_out(found)
