"""The number that people see beside a paper: 0 to 100, falling with the rank.

And where an answer ends: which of its papers stand out from those that merely follow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

FULL = 6.0
"""By how many spreads the nearest papers are similar: what counts 100 by meaning alone."""

BEHIND = 20
"""The rank of the paper that shows what merely follows."""

STANDS_OUT = 0.4
"""How far a score has to be above that paper's, of what the first one's is.

Or, where all are about as good, as high as ALMOST of the first one's. On judged topics 9 of 10
papers above that are relevant, and half of those below.
"""

ALMOST = 0.9


def relevance(score: float, first: float, sure: float) -> float:
    """Return the relevance of a paper of a ``score``, 0 to 100.

    The ``first`` paper has what it is ``sure`` of the answer, 0 to 1; others their share of that.
    """
    share = score / first if first > 0 else 0.0
    return round(100 * sure * min(1.0, max(0.0, share)), 1)


def nearer(
    scores: Mapping[int, float], order: Sequence[int], named: Collection[int] = ()
) -> Collection[int]:
    """Return the first papers of an ``order``, as far as they stand out from those that follow.

    ``order`` holds all candidates, however many papers are asked for. Where papers were ``named``,
    it is these.
    """
    if named or not order:
        return named
    behind = scores[order[BEHIND - 1]] if len(order) >= BEHIND else 0.0
    first = scores[order[0]]
    least = min(behind + STANDS_OUT * (first - behind), ALMOST * first)
    found = set()
    for num in order:
        if scores[num] < least:
            break
        found.add(num)
    return found
