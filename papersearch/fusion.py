"""Fusing two rankings of ids. Higher is better throughout; equal scores are ordered by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

Id = TypeVar("Id", int, str)


def min_max(scores: Mapping[Id, float]) -> dict[Id, float]:
    """Scale ``scores`` linearly so that the lowest is 0 and the highest 1.

    All are 1 where all are equal. (Lee, "Analyses of multiple evidence combination", SIGIR 1997.)
    """
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high <= low:
        return dict.fromkeys(scores, 1.0)
    return {key: (value - low) / (high - low) for key, value in scores.items()}


def weighted_sum(
    rankings: Sequence[tuple[float, Mapping[Id, float]]],
) -> dict[Id, float]:
    """Add up (weight, scores) pairs; an id that a ranking lacks gets 0 from it.

    The weights are scaled to a sum of 1, so that fused scores of rankings in 0 to 1 are too.
    """
    total = sum(weight for weight, _ in rankings)
    ids = {key for _, scores in rankings for key in scores}
    return {
        key: sum(weight * scores.get(key, 0.0) for weight, scores in rankings) / total
        for key in ids
    }


def order(scores: Mapping[Id, float]) -> list[Id]:
    """Return the ids, best score first; equal scores in the order of the ids."""
    return sorted(scores, key=lambda key: (-scores[key], key))
