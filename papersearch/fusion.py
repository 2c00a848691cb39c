"""Fusing scores of ranked ids, and spreading what is alike. Every order ends in the id."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

Id = TypeVar("Id", int, str)


def order(scores: Mapping[Id, float]) -> list[Id]:
    """Return the ids by descending score, equal scores by ascending id."""
    pairs = sorted(zip(map(operator.neg, scores.values()), scores, strict=True))
    return [id_ for _, id_ in pairs]


def min_max(scores: Mapping[Id, float], pool: Collection[Id] = ()) -> dict[Id, float]:
    """Return the scores, scaled so that those of ``pool`` (by default all) lie in 0 to 1.

    Scores below the pool's go down to -1 at the least. Equal scores all become 1.
    Source: Lee, Analyses of multiple evidence combination, SIGIR 1997.
    """
    if not scores:
        return {}
    least, most = min(map(scores.__getitem__, pool or scores)), max(scores.values())
    span = most - least
    if span <= 0:
        return dict.fromkeys(scores, 1.0)
    lowest = least - span
    return {
        id_: (score - least) / span if score > lowest else -1.0 for id_, score in scores.items()
    }


def weighted_sum(parts: Sequence[tuple[float, Mapping[Id, float]]]) -> dict[Id, float]:
    """Return the weighted mean of (weight, scores) parts; an id missing in one scores 0 there."""
    total = sum(weight for weight, _ in parts)
    fused: dict[Id, float] = {}
    for weight, scores in parts:
        share = weight / total
        before = fused.get
        for id_, score in scores.items():
            fused[id_] = before(id_, 0.0) + share * score
    return fused


def diversify(
    scores: Mapping[Id, float], alike: Callable[[Id, Id], float], k: int, share: float
) -> list[Id]:
    """Return k ids, each the best of what is left by its score and by being unlike those before.

    ``alike`` says how alike two ids are, -1 to 1; ``share`` is what the score counts, 0 to 1.
    Source: Carbonell and Goldstein, The use of MMR, diversity-based reranking for reordering
    documents and producing summaries, SIGIR 1998.
    """
    left = order(scores)
    nearest = dict.fromkeys(left, 0.0)
    chosen: list[Id] = []
    while left and len(chosen) < k:
        best = max(left, key=lambda id_: share * scores[id_] - (1 - share) * nearest[id_])
        chosen.append(best)
        left.remove(best)
        for id_ in left:
            nearest[id_] = max(nearest[id_], alike(best, id_))
    return chosen
