"""Fusing scores of ranked ids, and spreading what is alike. Every order ends in the id."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

Id = TypeVar("Id", int, str)


Names = Callable[[Iterable[Id]], Mapping[Id, str]]
"""Returns what ids are called that scores leave equal, which alone decides their order."""


def order(scores: Mapping[Id, float], names: Names[Id] | None = None) -> list[Id]:
    """Return the ids by descending score, equal scores by ascending name, by default by id."""
    pairs = sorted(zip(map(operator.neg, scores.values()), scores, strict=True))
    ordered = [id_ for _, id_ in pairs]
    if names is None:
        return ordered
    runs = [list(run) for _, run in itertools.groupby(ordered, key=scores.__getitem__)]
    equal = [id_ for run in runs if len(run) > 1 for id_ in run]
    if not equal:
        return ordered
    called = names(equal)
    for run in runs:
        if len(run) > 1:
            run.sort(key=lambda id_: called.get(id_, ""))
    return list(itertools.chain.from_iterable(runs))


class Bounds(NamedTuple):
    """What scores are scaled by: the least that counts, and the most that there is."""

    least: float
    most: float

    @classmethod
    def of(cls, scores: Mapping[Id, float], pool: Collection[Id] = ()) -> Bounds:
        """Return the bounds of scores, of which those of ``pool``, by default all, set the least.

        There is at least one score.
        """
        return cls(min(map(scores.__getitem__, pool or scores)), max(scores.values()))


def min_max(scores: Mapping[Id, float], bounds: Bounds | None = None) -> dict[Id, float]:
    """Return the scores, scaled so that those between the bounds, by default all, lie in 0 to 1.

    Scores below go down to -1 at the least. Between equal bounds all become 1.
    Source: Lee, Analyses of multiple evidence combination, SIGIR 1997.
    """
    if not scores:
        return {}
    least, most = bounds or Bounds.of(scores)
    span = most - least
    if span <= 0:
        return dict.fromkeys(scores, 1.0)
    lowest = least - span
    return {
        num: (score - least) / span if score > lowest else -1.0 for num, score in scores.items()
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
    ranked: Sequence[Id],
    scores: Mapping[Id, float],
    alike: Callable[[Id, Sequence[Id]], Sequence[float]],
    share: float,
    block: int,
) -> Iterator[Id]:
    """Yield ranked ids, each the best of those left by its score and by being unlike those before.

    What is left are ``block`` ids at a time, so that what comes first does not depend on how many
    are ranked. ``alike`` says how alike an id is to others, -1 to 1; ``share`` is what the score
    counts, 0 to 1.
    Source: Carbonell and Goldstein, The use of MMR, diversity-based reranking for reordering
    documents and producing summaries, SIGIR 1998.
    """
    chosen: list[Id] = []
    for start in range(0, len(ranked), block):
        left = list(ranked[start : start + block])
        nearest = dict(zip(left, (_most(alike(own, chosen)) for own in left), strict=True))
        while left:
            worth = {id_: share * scores[id_] - (1 - share) * nearest[id_] for id_ in left}
            best = max(left, key=worth.__getitem__)
            yield best
            chosen.append(best)
            left.remove(best)
            nearest = {
                own: max(nearest[own], near)
                for own, near in zip(left, alike(best, left), strict=True)
            }


def _most(likenesses: Sequence[float]) -> float:
    return max([0.0, *likenesses])
