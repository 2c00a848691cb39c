"""What the codes of large segments propose, all of which is then compared exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from papersearch.store.coded import FEW
from papersearch.store.segment import OpenSegment, Scores
from papersearch.store.shape import LOOKED_AT, SEARCH_ASKS_FOR
from papersearch.store.vectors import Allowed, Ids, Mask, Vectors

_NOTHING = 0, np.empty(0, np.int64), np.empty(0, np.float32)

_MUCH = 0.15
"""Share of a segment that filters leave, above which what they do not leave is sorted out.

Below, FAISS is told of each passage whether it is left, which takes half as long again; and below
:data:`coded.FEW` those that are left are compared one by one.
"""

_OF_FEW = 0.6
"""As much is enough where those are few everywhere: what is compared one by one is not rounded."""

_EVEN = 1.2  # times its share of the passages, that a segment is asked for
_SPARE = 64  # and so many more
_MORE = 2  # times as many, where all of that is among the best

_BITS = 32  # of a similarity
_SIMILARITY = (1 << _BITS) - 1


class _Asked(NamedTuple):
    """A segment, which of its passages are alive, None for all, and how many are wanted of it.

    ``share`` is how much of it filters leave, and of that is alive.
    """

    segment: OpenSegment
    alive: Mask | None
    share: float
    wanted: int


class _Found(NamedTuple):
    """Places and their similarities, and whether there may be more."""

    places: Ids
    scores: Scores
    more: bool


def proposed(
    segments: Sequence[tuple[OpenSegment, Mask | None]],
    query: Vectors,
    count: int,
    allowed: Allowed | None,
) -> list[Ids]:
    """Return the places in each segment of the ``count`` passages that codes say are best.

    Of all segments together, of those that are alive, None for all, and of what filters leave;
    three fifths of ``count`` where that is little. Each segment is asked for a little more than its
    share, and where all of that is among the best, for more, up to ``count`` or a little beyond.
    """
    if not segments:
        return []
    shares = [
        allowed.share(*segment.first_and_last) if allowed is not None else 1.0
        for segment, _ in segments
    ]
    if max(shares) <= FEW:
        count = int(_OF_FEW * count)
    shares = [
        share if alive is None else share * np.count_nonzero(alive) / len(alive)
        for share, (_, alive) in zip(shares, segments, strict=True)
    ]
    # Of what is asked for filters leave a share, which may be a little less than it should be.
    most = count if allowed is None else int(_EVEN * count) + _SPARE
    asked = _shared_out(segments, shares, count, most)
    found = _found(asked, query, allowed)
    while True:
        least = least_of(np.concatenate([own.scores for own in found]), count)
        best = [own.places[own.scores >= least] for own in found]
        due = [
            number
            for number, (one, own) in enumerate(zip(asked, found, strict=True))
            if own.more and len(best[number]) == len(own.places)
            # What is near may be dead for the most part.
            if one.wanted < most or len(own.places) < count
        ]
        if not due:
            return best
        for number in due:
            before = asked[number].wanted
            more = min(_MORE * before, most) if before < most else _MORE * before
            asked[number] = asked[number]._replace(wanted=more)
        again = _found([asked[number] for number in due], query, allowed)
        for number, own in zip(due, again, strict=True):
            found[number] = own


def recall(segment: OpenSegment, asked: Vectors) -> float:
    """Return recall@10 of a segment's proposals for (n, d) unit vectors, against all its rows."""
    found = 0.0
    for query in asked:
        (places,) = proposed([(segment, None)], query, LOOKED_AT * SEARCH_ASKS_FOR, None)
        least = segment.exact(query, 10)[-1]
        # Compared are similarities: one tie is as good as another.
        found += float(np.mean(np.sort(segment.rows(places) @ query)[-10:] >= least - 1e-4))
    return found / len(asked)


def _shared_out(
    segments: Sequence[tuple[OpenSegment, Mask | None]],
    shares: Sequence[float],
    count: int,
    most: int,
) -> list[_Asked]:
    left = [len(segment) * share for (segment, _), share in zip(segments, shares, strict=True)]
    scale = _EVEN * count / max(sum(left), 1)
    return [
        _Asked(segment, alive, share, min(int(scale * own) + _SPARE, most))
        for (segment, alive), share, own in zip(segments, shares, left, strict=True)
    ]


def least_of(scores: Scores, count: int) -> float:
    """Return what the best ``count`` of some scores are not below."""
    return float(np.partition(scores, -count)[-count]) if len(scores) > count else -np.inf


def _found(asked: list[_Asked], query: Vectors, allowed: Allowed | None) -> list[_Found]:
    """Return what each segment proposes, at least half of what it is asked for if it has that."""
    raw = [_searched(one, query, allowed) for one in asked]
    found = _each_once(raw, [len(one.segment) for one in asked])
    return [_left(one, own, query, allowed) for one, own in zip(asked, found, strict=True)]


def _searched(one: _Asked, query: Vectors, allowed: Allowed | None) -> tuple[int, Ids, Scores]:
    """Return what is found in lists, and how much was asked for: nothing where filters leave few.

    Where they leave much, it is not yet sorted out, nor is what is dead, of which there is little.
    """
    segment, alive, share, wanted = one
    if allowed is not None and share <= FEW:
        return _NOTHING
    if allowed is None or share > _MUCH:
        count = int(wanted / max(share, _MUCH))
        return count, *segment.search(query, count, None)
    left = segment.allowed(allowed)
    return wanted, *segment.search(query, wanted, left if alive is None else left & alive)


def _each_once(raw: Sequence[tuple[int, Ids, Scores]], lengths: Sequence[int]) -> list[_Found]:
    """Return what segments of these lengths found, each place once, and whether there may be more.

    A place and its similarity are sorted as one integer, for all segments at once: a few calls of
    numpy on what is hardly in the cache cost as much as what they do.
    """
    begins = np.cumsum([0, *lengths], dtype=np.int64)  # which Windows has not by itself
    places = [own + begin for (_, own, _), begin in zip(raw, begins, strict=False)]
    similarities = np.concatenate([own for _, _, own in raw])
    both = np.concatenate(places) << _BITS | similarities.view(np.uint32)
    both.sort()
    first = np.ones(len(both), np.bool_)
    np.not_equal(both[1:], both[:-1], out=first[1:])
    both = both[first]
    scores = (both & _SIMILARITY).astype(np.uint32).view(np.float32)
    ends = np.searchsorted(both, begins << _BITS).tolist()
    both >>= _BITS
    return [
        _Found(both[start:end] - begin, scores[start:end], len(own) >= count > 0)
        for (count, own, _), begin, start, end in zip(raw, begins, ends, ends[1:], strict=False)
    ]


def _left(one: _Asked, own: _Found, query: Vectors, allowed: Allowed | None) -> _Found:
    """Return what is alive and filters leave of what was found, or the best of all that is left."""
    segment, alive, _, wanted = one
    if allowed is None and alive is None:
        return own
    kept = np.ones(len(own.places), np.bool_) if alive is None else alive[own.places]
    if allowed is not None:
        kept &= segment.are_left(own.places, allowed)
    if np.count_nonzero(kept) >= wanted // 2:
        return _Found(own.places[kept], own.scores[kept], own.more)
    left = np.arange(len(segment)) if allowed is None else segment.left(allowed)
    left = left if alive is None else left[alive[left]]
    places, scores = segment.among(query, wanted, left)
    return _Found(places, scores, len(places) < len(left))
