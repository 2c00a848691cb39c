"""Where names go on a map: they give way to dots, and to each other.

Of the places around what it names a name takes the one that covers fewest dots and is not far;
where it does not lie upon what it names, a line leads back. So does the page (``map_labels.js``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

_CELL = 8.0
_COVERED, _FAR = 9.0, 0.2
_RINGS, _AROUND, _STEP = 9, 16, 0.9  # steps in heights of the name


class Crowd:
    """How many points lie in a box, for points within 0 to ``width`` and ``height``."""

    def __init__(self, points: Iterable[Point], width: float, height: float) -> None:
        self._columns, self._rows = int(width / _CELL) + 2, int(height / _CELL) + 2
        counts = [[0] * self._columns for _ in range(self._rows)]
        for x, y in points:
            counts[self._row(y)][self._column(x)] += 1
        self._sums = [[0] * self._columns]
        for row in counts:
            above = self._sums[-1]
            self._sums.append([a + b for a, b in zip(above, accumulate(row), strict=True)])

    def within(self, box: Box) -> int:
        """Return how many points a box covers, to the next cell."""
        left, right = self._column(box[0]) - 1, self._column(box[2])
        low, high = self._row(box[1]), self._row(box[3]) + 1
        rows = self._sums[high], self._sums[low]
        before = [row[left] if left >= 0 else 0 for row in rows]
        return rows[0][right] - rows[1][right] - before[0] + before[1]

    def _column(self, x: float) -> int:
        return min(max(int(x / _CELL), 0), self._columns - 1)

    def _row(self, y: float) -> int:
        return min(max(int(y / _CELL), 0), self._rows - 1)


def placed(
    named: Point, size: Point, crowd: Crowd, taken: Sequence[Box], frame: Box
) -> tuple[float, float] | None:
    """Return the middle of a name of a size; None where no place in the frame is free."""
    best, least = None, math.inf
    for dx, dy in _places(size):
        x, y = named[0] + dx, named[1] + dy
        box = around((x, y), size)
        if box[0] < frame[0] or box[2] > frame[2] or box[1] < frame[1] or box[3] > frame[3]:
            continue
        if any(overlap(box, other) for other in taken):
            continue
        cost = _COVERED * math.sqrt(crowd.within(box)) + _FAR * math.hypot(dx, dy)
        if cost < least:
            best, least = (x, y), cost
    return best


def around(middle: Point, size: Point) -> Box:
    """Return the box of a size around its middle."""
    (x, y), (wide, tall) = middle, size
    return x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes have a part in common."""
    beside = one[0] >= other[2] or other[0] >= one[2]
    return not beside and one[1] < other[3] and other[1] < one[3]


def _places(size: Point) -> Iterator[Point]:
    yield 0.0, 0.0
    for ring in range(1, _RINGS + 1):
        for part in range(_AROUND):
            angle, away = 2 * math.pi * part / _AROUND, ring * _STEP * size[1]
            yield math.cos(angle) * (away + size[0] / 3), math.sin(angle) * away
