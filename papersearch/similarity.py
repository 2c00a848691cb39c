"""Similarities of candidates: plain cosines to show, centred ones to rank by."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from papersearch.space import Matrix, Space, Vector
from papersearch.store.schema import num_of, ordinal_of
from papersearch.store.vectors import Allowed

Pids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Target:
    """What passages are compared with: a plain (d,) unit vector, and the same in a space."""

    plain: Vector
    ranking: Vector
    space: Space

    @classmethod
    def of_query(cls, vector: Vector, text: str, space: Space) -> Target:
        """Return the target for the query ``text`` of (d,) unit vector ``vector``."""
        return cls(vector, space.query(vector, text), space)

    @classmethod
    def of_passages(cls, rows: Matrix, space: Space) -> Target:
        """Return the target in the middle of a paper's (n, d) unit rows."""
        return cls(_middle(rows), _middle(space.rows(rows)), space)

    @property
    def direction(self) -> Vector:
        """The (d,) unit vector that proposes candidates among plain passages."""
        return np.ascontiguousarray(self.space.direction(self.ranking), np.float32)


@dataclass(slots=True)
class Similarities:
    """Similarities of papers to a target, by number: of the best passage of each.

    ``raw`` are plain cosines, ``best`` those that ranking uses; ``pool`` are the papers that the
    vectors proposed. ``spread`` is that of the space, None where none was learned.
    """

    raw: dict[int, float]
    best: dict[int, float]
    spread: float | None
    pool: set[int] = field(default_factory=set)
    _pids: Pids = field(default_factory=lambda: np.empty(0, np.int64))
    _rows: Matrix = field(default_factory=lambda: np.empty((0, 0), np.float32))
    _values: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    _space: Space = field(default_factory=Space)

    @classmethod
    def of(
        cls, pids: Pids, rows: Matrix, target: Target, allowed: Allowed | None = None
    ) -> Similarities:
        """Compare (n, d) unit rows of ascending ``pids``, those of them that are ``allowed``."""
        if allowed is not None and len(pids):
            kept = allowed.of(pids)
            pids, rows = pids[kept], rows[kept]
        spread = None if target.space.passages is None else target.space.spread
        if not len(pids):
            return cls({}, {}, spread)
        values = target.space.similarities(rows, target.ranking)
        nums, starts = np.unique(num_of(pids), return_index=True)
        raw = np.maximum.reduceat(rows @ target.plain, starts)
        best = np.maximum.reduceat(values, starts)
        keys = nums.tolist()
        return cls(
            dict(zip(keys, raw.tolist(), strict=True)),
            dict(zip(keys, best.tolist(), strict=True)),
            spread,
            set(),
            pids,
            rows,
            values,
            target.space,
        )

    def by_ordinal(self, num: int) -> dict[int, float]:
        """Return the similarity of each passage of a paper, by its ordinal."""
        there = self._of(num)
        return {
            ordinal_of(pid): value
            for pid, value in zip(
                self._pids[there].tolist(), self._values[there].tolist(), strict=True
            )
        }

    def alike(self, one: int, other: int) -> float:
        """Return how alike two papers are: the cosine of the middles of their passages."""
        return float(self._middle_of(one) @ self._middle_of(other))

    def _middle_of(self, num: int) -> Vector:
        return _middle(self._space.rows(self._rows[self._of(num)]))

    def _of(self, num: int) -> slice:
        start, end = np.searchsorted(num_of(self._pids), [num, num + 1])
        return slice(int(start), int(end))


def _middle(rows: Matrix) -> Vector:
    if not len(rows):
        return np.zeros(rows.shape[1:], np.float32)
    mean = rows.mean(axis=0)
    middle: Vector = np.ascontiguousarray(
        mean / max(float(np.linalg.norm(mean)), 1e-12), np.float32
    )
    return middle
