"""What filters look at of papers, in fields of their rows, and filters as expressions of Milvus.

The same conditions as those of an index in a folder (facets.py). No value in an expression
is text from outside: see :mod:`papersearch.store.milvus.encoding`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from papersearch.store.milvus.encoding import MOST_BYTES, field, is_field, name, named
from papersearch.text.names import Name, bare, fields, wanted_fields
from papersearch.text.tokens import fold_name
from papersearch.types import limits
from papersearch.types.paper import Paper
from papersearch.types.query import Filters

_MOST = limits.VOTES
_NO_VOTES = -1
_ENDS = ("first", "last")


def facets(paper: Paper) -> dict[str, Any]:
    """Return the fields that filters look at.

    ``days`` has each day as ``|yyyymmdd|``, its month as ``|yyyymm|`` and its year; ``byline``
    what stands for the categories and the encoded names of the authors between bars.
    """
    days = sorted(map(_number, paper.days))
    spans = dict.fromkeys(part for day in days for part in (day, day // 100, day // 10_000))
    return {
        "first": days[0] if days else 0,
        "last": days[-1] if days else 0,
        "votes": _NO_VOTES if paper.votes is None else max(0, min(paper.votes, _MOST)),
        "days": barred(map(str, spans)),
        "byline": barred(
            (
                *map(field, fields(paper.categories)),
                *(name(fold_name(author)) for author in paper.authors),
            )
        ),
    }


def barred(values: Iterable[str]) -> str:
    """Return values between bars, as many as a field holds.

    Those of digests that are read all fit (:mod:`papersearch.types.limits`); an index in a folder
    that is copied may have a paper from before there were limits.
    """
    found = "".join(f"|{value}" for value in values) + "|"
    return found if len(found) <= MOST_BYTES else found[: found.rindex("|", 0, MOST_BYTES) + 1]


def names_of(byline: str) -> Iterator[str]:
    """Yield the authors of a paper by its byline: folded and bare."""
    yield from (bare(named(own)) for own in byline.split("|") if own and not is_field(own))


@dataclass(frozen=True, slots=True)
class Within:
    """The condition that a text has one of some parts within it."""

    field: str
    parts: tuple[str, ...]

    is_plain: ClassVar[bool] = False
    """Whether its expression is of numbers alone."""

    @property
    def of_both(self) -> bool:
        """Whether rows of passages have what it looks at, too."""
        return self.field != "labels"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it looks at."""
        return (self.field,)

    @property
    def expression(self) -> str:
        """The condition as an expression of Milvus."""
        return " or ".join(f'{self.field} like "%{part}%"' for part in self.parts)

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Whether a row meets the condition."""
        return any(part in row[self.field] for part in self.parts)


@dataclass(frozen=True, slots=True)
class Span:
    """The condition that a paper has a day in a span of days.

    ``days`` is what a row meets which has one, though its first day lies before the span and its
    last after it; None where there is no such row.
    """

    since: int
    until: int
    days: Within | None

    of_both: ClassVar[bool] = True
    """Rows of passages have what it looks at, too."""

    @property
    def is_plain(self) -> bool:
        """Whether its expression is of numbers alone."""
        return self.days is None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it looks at."""
        return (*_ENDS, "days")

    @property
    def expression(self) -> str:
        """The condition as an expression of Milvus."""
        either = [f"({field} >= {self.since} and {field} <= {self.until})" for field in _ENDS]
        return " or ".join((*either, *((self.days.expression,) if self.days else ())))

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Whether a row meets the condition."""
        ends = any(self.since <= row[field] <= self.until for field in _ENDS)
        return ends or (self.days is not None and self.days.holds(row))


def numbers(filters: Filters) -> str:
    """Return the expression of numbers alone that rows meet which meet ``filters``, "" for all.

    Where both ends of a span are given, rows meet it that have days before and after it.
    """
    conditions = []
    if filters.since:
        conditions.append(f"last >= {_number(filters.since)}")
    if filters.until:
        conditions.append(f"first > 0 and first <= {_number(filters.until)}")
    if filters.min_votes is not None:
        conditions.append(f"votes >= {max(min(filters.min_votes, _MOST), 0)}")
    return " and ".join(conditions)


def authors_and_categories(filters: Filters) -> list[Within]:
    """Return the conditions on bylines that rows meet which meet ``filters``."""
    found = []
    for author in map(Name.of, filters.authors):
        if author.text:
            edge = "|" if author.whole else ""
            found.append(Within("byline", (f"{edge}{name(author.text)}{edge}",)))
    if wanted := wanted_fields(filters.categories):
        found.append(Within("byline", tuple(f"|{field(own)}|" for own in sorted(wanted))))
    return found


def around(filters: Filters) -> str:
    """Return the expression that is true of rows with days on both sides of a span, or ""."""
    if not (filters.since and filters.until):
        return ""
    return f"first < {_number(filters.since)} and last > {_number(filters.until)} and first > 0"


def span(filters: Filters, *, straddled: bool) -> Span | None:
    """Return the condition on days where both ends are given; ``straddled``: some rows surround it.

    Of the days within it, whole years and months are one part each, so that there are about ninety
    at the most.
    """
    if not (filters.since and filters.until):
        return None
    days = Within("days", tuple(f"|{part}|" for part in _parts(filters))) if straddled else None
    return Span(_number(filters.since), _number(filters.until), days)


def _parts(filters: Filters) -> list[int]:
    day = datetime.date.fromisoformat(filters.since)
    last = datetime.date.fromisoformat(filters.until)
    parts: list[int] = []
    while day <= last:
        year_ends, month_ends = datetime.date(day.year, 12, 31), _end_of_month(day)
        if (day.month, day.day) == (1, 1) and year_ends <= last:
            parts.append(day.year)
            end = year_ends
        elif day.day == 1 and month_ends <= last:
            parts.append(day.year * 100 + day.month)
            end = month_ends
        else:
            parts.append(_number(day.isoformat()))
            end = day
        if end == datetime.date.max:
            break
        day = end + datetime.timedelta(days=1)
    return parts


def _end_of_month(day: datetime.date) -> datetime.date:
    if day.month == 12:
        return day.replace(day=31)
    return day.replace(month=day.month + 1, day=1) - datetime.timedelta(days=1)


def _number(day: str) -> int:
    return int(day.replace("-", ""))
