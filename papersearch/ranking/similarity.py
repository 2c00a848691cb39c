"""Similarities of candidates: plain cosines to show, centred ones to rank by.

Several papers, liked and disliked, make one target. Source: J. J. Rocchio, Relevance feedback in
information retrieval, in G. Salton (ed.), The SMART retrieval system, 1971, pp. 313-323. See
docs/decisions/0038-more-like-these.md for the weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from papersearch.ranking.space import Space, inner_products
from papersearch.types.arrays import Embeddings, Ids, Vector
from papersearch.types.filters import Allowed
from papersearch.types.passage_ids import num_of, ordinal_of

DISLIKED = 0.15
"""What the middle of the disliked papers counts, where that of the liked ones counts 1."""


class Target(NamedTuple):
    """What passages are compared with: a plain (d,) unit vector, and the same in a space.

    ``language`` is that of a query, "" where nothing is known of it.
    """

    plain: Vector
    ranking: Vector
    space: Space
    language: str = ""

    @classmethod
    def of_query(cls, vector: Vector, text: str, space: Space) -> Target:
        """Return the target for the query ``text`` of (d,) unit vector ``vector``."""
        language = space.language(vector, text)
        return cls(vector, space.query(vector, language), space, language)

    @classmethod
    def of_passages(cls, rows: Embeddings, space: Space) -> Target:
        """Return the target in the middle of a paper's (n, d) unit rows."""
        return cls(_middle(rows), _middle(space.rows(rows)), space)

    @classmethod
    def of_papers(
        cls, liked: Sequence[Embeddings], disliked: Sequence[Embeddings], space: Space
    ) -> Target:
        """Return the target near papers that are liked and away from others that are not.

        Each is the (n, d) unit rows of a paper, and counts once by their middle; at least one is
        liked. The plain vector, which is only shown, is that of the liked ones alone.
        """
        return cls(
            _toward([_middle(rows) for rows in liked], []),
            _toward(
                [_middle(space.rows(rows)) for rows in liked],
                [_middle(space.rows(rows)) for rows in disliked],
            ),
            space,
        )

    def compared(self, rows: Embeddings) -> tuple[Vector, Vector]:
        """Return the (n,) plain cosines of (n, d) unit rows, and what ranking goes by."""
        return inner_products(rows, self.plain), self.space.similarities(rows, self.ranking)

    @property
    def direction(self) -> Vector:
        """The (d,) unit vector that proposes candidates among plain passages."""
        return np.ascontiguousarray(self.space.direction(self.ranking), np.float32)


class Similarities:
    """Similarities of papers to a target, by number: of the best passage of each.

    ``best`` are those that ranking uses; ``pool`` are the papers that the vectors proposed.
    ``spread`` is that of the space, None where none was learned.
    """

    def __init__(
        self, pids: Ids, rows: Embeddings, target: Target, allowed: Allowed | None = None
    ) -> None:
        """Compare (n, d) unit rows of ascending ``pids``, those of them that are ``allowed``."""
        if allowed is not None and len(pids):
            kept = allowed.of(pids)
            pids, rows = pids[kept], rows[kept]
        self._pids, self._rows, self._space = pids, rows, target.space
        self.spread = None if target.space.passages is None else target.space.spread
        self.pool: set[int] = set()
        self.best: dict[int, float] = {}
        self._plain = target.plain
        self._middles: dict[int, Vector] = {}
        self._nums = num_of(pids)
        self._values = np.empty(0, np.float32)
        if not len(pids):
            return
        self._values = target.space.similarities(rows, target.ranking)
        starts = np.concatenate(([0], 1 + np.flatnonzero(self._nums[1:] != self._nums[:-1])))
        best = np.maximum.reduceat(self._values, starts)
        self.best = dict(zip(self._nums[starts].tolist(), best.tolist(), strict=True))

    def plain(self, num: int) -> float | None:
        """Return the plain cosine of a paper's best passage, None where it has none here."""
        there = self._of(num)
        if there.start == there.stop:
            return None
        return float(np.max(inner_products(self._rows[there], self._plain)))

    def best_rows(self, nums: Sequence[int]) -> Embeddings:
        """Return the (n, d) float32 unit rows, in the space, of the best passage of each paper."""
        asked = np.array(nums, np.int64)
        starts = self._nums.searchsorted(asked).tolist()
        ends = self._nums.searchsorted(asked, "right").tolist()
        values = self._values
        best = [a + int(values[a:b].argmax()) for a, b in zip(starts, ends, strict=True)]
        return self._space.rows(self._rows[best])

    def by_ordinal(self, num: int) -> dict[int, float]:
        """Return the similarity of each passage of a paper, by its ordinal."""
        there = self._of(num)
        return {
            ordinal_of(pid): value
            for pid, value in zip(
                self._pids[there].tolist(), self._values[there].tolist(), strict=True
            )
        }

    def alike(self, one: int, others: Sequence[int]) -> list[float]:
        """Return how alike a paper is to others: the cosines of the middles of their passages."""
        if not others:
            return []
        rows = np.stack([self._middle_of(num) for num in others])
        found: list[float] = inner_products(rows, self._middle_of(one)).tolist()
        return found

    def _middle_of(self, num: int) -> Vector:
        if num not in self._middles:
            self._middles[num] = _middle(self._space.rows(self._rows[self._of(num)]))
        return self._middles[num]

    def _of(self, num: int) -> slice:
        start, end = np.searchsorted(self._nums, (num, num + 1))
        return slice(int(start), int(end))


def _toward(liked: Sequence[Vector], disliked: Sequence[Vector]) -> Vector:
    """Return the (d,) unit vector of Rocchio's formula over (d,) unit vectors."""
    if len(liked) == 1 and not disliked:
        return liked[0]  # of length one already: its last bits stay
    wanted: Vector = np.mean(liked, axis=0)
    return _unit(wanted - DISLIKED * np.mean(disliked, axis=0) if disliked else wanted)


def _middle(rows: Embeddings) -> Vector:
    if not len(rows):
        return np.zeros(rows.shape[1:], np.float32)
    return _unit(rows.mean(axis=0))


def _unit(vector: Vector) -> Vector:
    unit: Vector = np.ascontiguousarray(
        vector / max(float(np.linalg.norm(vector)), 1e-12), np.float32
    )
    return unit
