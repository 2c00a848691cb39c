"""Shares of papers by month, with the intervals that their numbers allow.

Sources: Wilson, Probable inference, 1927; Newcombe, Interval estimation for the difference
between independent proportions, 1998 (method 10); Benjamini and Yekutieli, False discovery
rate-adjusted multiple confidence intervals, 2005.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from papersearch.types.paper import Paper

BY = ("day", "arxiv")
"""What places a paper in a month: the day of its first digest, or its arXiv number."""

FEW = 50
"""Papers below which a month says little."""

COVERAGE = 0.95

BESIDE = 3
"""Months on each side of one that are compared."""

LONGEST_GAP = 36
"""Months without papers in a row that are all told: of more it is one, which stands for them."""

_ARXIV = re.compile(r"(\d\d)(0[1-9]|1[0-2])\.\d{4,5}|[a-z.-]+/(\d\d)(0[1-9]|1[0-2])\d{3}", re.I)


@dataclass(frozen=True, slots=True)
class Interval:
    """A number, and the bounds that it lies within."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Month:
    """How many of the papers of a month ("2024-07") are near, and their share, 0 to 1."""

    month: str
    near: int
    papers: int
    share: Interval

    @property
    def few(self) -> bool:
        """Whether the month has too few papers to say much."""
        return self.papers < FEW


def month_of(paper: Paper, by: str) -> str:
    """Return the month of a paper, "" where it names none."""
    if by == "day":
        return paper.days[0][:7] if paper.days else ""
    found = _ARXIV.fullmatch(paper.id)
    if not found:
        return ""
    year, month = (int(part) for part in found.groups() if part)
    return f"{1900 + year if year > 90 else 2000 + year}-{month:02}"


def wilson(near: int, papers: int, coverage: float = COVERAGE) -> Interval:
    """Return the share of ``near`` among ``papers`` and its Wilson interval; 0 to 1 for none."""
    if not papers:
        return Interval(0.0, 0.0, 1.0)
    z = NormalDist().inv_cdf((1 + coverage) / 2)
    share = near / papers
    middle = (share + z * z / (2 * papers)) / (1 + z * z / papers)
    spread = share * (1 - share) / papers + z * z / (4 * papers * papers)
    half = z * math.sqrt(spread) / (1 + z * z / papers)
    # At the ends the bounds are exact, but for the rounding of their arithmetic.
    low = 0.0 if near == 0 else max(0.0, middle - half)
    high = 1.0 if near == papers else min(1.0, middle + half)
    return Interval(share, low, high)


def difference(before: Interval, after: Interval) -> Interval:
    """Return by how much a share has grown, from the Wilson intervals of both."""
    value = after.value - before.value
    down = math.hypot(after.value - after.low, before.high - before.value)
    up = math.hypot(after.high - after.value, before.value - before.low)
    return Interval(value, max(-1.0, value - down), min(1.0, value + up))


def months(near: Iterable[str], everything: Iterable[str]) -> tuple[Month, ...]:
    """Return the months from the first to the last of ``everything``, as :func:`in_a_row` does."""
    total, inside = _counted(everything), _counted(near)
    return tuple(
        Month(month, inside.get(month, 0), count, wilson(inside.get(month, 0), count))
        for month in in_a_row(total)
        for count in (total.get(month, 0),)
    )


def in_a_row(there: Iterable[str]) -> list[str]:
    """Return months and those between them, in order of time.

    Of a gap of more than ``LONGEST_GAP`` months it is the first one: a single wrong date would
    make thousands of months otherwise.
    """
    found: list[int] = []
    for month in sorted(map(_number, set(there))):
        after = found[-1] + 1 if found else month
        found += range(after, month) if month - after <= LONGEST_GAP else [after]
        found.append(month)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in found]


def change(found: tuple[Month, ...], coverage: float = COVERAGE) -> Interval:
    """Return by how much the share has grown from the first third of the months to the last.

    Thirds are those of the months that have papers; of one month alone nothing is known.
    """
    there = [month for month in found if month.papers]
    third = max(1, len(there) // 3)
    if len(there) < 2:
        return Interval(0.0, -1.0, 1.0)
    return difference(_pooled(there[:third], coverage), _pooled(there[-third:], coverage))


def joint_coverage(several: Sequence[tuple[Month, ...]], coverage: float = COVERAGE) -> float:
    """Return the coverage that the changes of several topics need, so that few claims are wrong.

    Of n topics as many are said to change as have intervals without zero where each is wrong with
    the probability (1 - coverage) * claims / n: of the claims, that part is expected to be wrong.
    """
    for claims in range(len(several), 1, -1):
        each = 1 - (1 - coverage) * claims / len(several)
        found = (change(own, each) for own in several)
        if sum(own.low > 0 or own.high < 0 for own in found) >= claims:
            return each
    return 1 - (1 - coverage) / max(1, len(several))


def jump(found: tuple[Month, ...], month: str, coverage: float = COVERAGE) -> Interval:
    """Return by how much the share has grown from the months before one to it and those after.

    Of each side it is the nearest ``BESIDE`` months that have papers; where one has none, nothing
    is known.
    """
    before = [own for own in found if own.papers and own.month < month][-BESIDE:]
    after = [own for own in found if own.papers and own.month >= month][:BESIDE]
    if not before or not after:
        return Interval(0.0, -1.0, 1.0)
    return difference(_pooled(before, coverage), _pooled(after, coverage))


def _pooled(some: list[Month], coverage: float) -> Interval:
    return wilson(sum(m.near for m in some), sum(m.papers for m in some), coverage)


def _counted(names: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in names:
        if name:
            counts[name] = counts.get(name, 0) + 1
    return counts


def _number(month: str) -> int:
    """Return how many months a month lies behind the first one of a year 0."""
    year, number = map(int, month.split("-"))
    return 12 * year + number - 1
