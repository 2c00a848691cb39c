"""What filters look at of papers, in fields of their rows, and filters as expressions of Milvus.

The same conditions as those of an index in a folder (facets.py). No value in an expression
is text from outside: see :mod:`papersearch.store.milvus.encoding`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from papersearch.store.milvus.encoding import MOST_BYTES, field, name
from papersearch.text.names import Name, fields, wanted_fields
from papersearch.text.tokens import fold_name
from papersearch.types import limits
from papersearch.types.paper import Paper
from papersearch.types.query import Filters

_MOST = limits.VOTES
_NO_VOTES = -1


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


def expression(filters: Filters, straddling: Sequence[str] = ()) -> str:
    """Return the expression that is true of rows that meet ``filters``, but for sections.

    ``straddling`` are the conditions that a row meets which has a day in the span, though its
    first lies before and its last after it; see :func:`days_within`.
    """
    since = _number(filters.since) if filters.since else 0
    until = _number(filters.until) if filters.until else 0
    conditions = []
    if since and until:
        either = [
            f"(first >= {since} and first <= {until})",
            f"(last >= {since} and last <= {until})",
            *straddling,
        ]
        conditions.append(f"({' or '.join(either)})")
    elif since:
        conditions.append(f"last >= {since}")
    elif until:
        conditions.append(f"(first > 0 and first <= {until})")
    if filters.min_votes is not None:
        conditions.append(f"votes >= {max(min(filters.min_votes, _MOST), 0)}")
    for author in map(Name.of, filters.authors):
        if author.text:
            edge = "|" if author.whole else ""
            conditions.append(f'byline like "%{edge}{name(author.text)}{edge}%"')
    if wanted := wanted_fields(filters.categories):
        subjects = [f'byline like "%|{field(own)}|%"' for own in sorted(wanted)]
        conditions.append(f"({' or '.join(subjects)})")
    return " and ".join(conditions)


def around(filters: Filters) -> str:
    """Return the expression that is true of rows with days on both sides of a span, or ""."""
    if not (filters.since and filters.until):
        return ""
    return f"first < {_number(filters.since)} and last > {_number(filters.until)} and first > 0"


def days_within(filters: Filters) -> list[str]:
    """Return the conditions one of which a row meets that has a day in the span of ``filters``.

    Whole years and months are one condition each, so that there are about ninety at the most.
    """
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
    return [f'days like "%|{part}|%"' for part in parts]


def _end_of_month(day: datetime.date) -> datetime.date:
    if day.month == 12:
        return day.replace(day=31)
    return day.replace(month=day.month + 1, day=1) - datetime.timedelta(days=1)


def _number(day: str) -> int:
    return int(day.replace("-", ""))
