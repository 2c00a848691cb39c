"""Dates as people write them."""

from __future__ import annotations

import datetime
import re

from papersearch.errors import InvalidQuery

_SHOWN = 60
_DAY = r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?"
_LAST = r"(?i)(\d{1,5})\s*(d|w|m|y)"
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def iso_day(text: str, *, last: bool = False) -> str:
    """Return ``text`` as an ISO date; of "2024-07" or "2024" the first or the last day.

    Raises:
        InvalidQuery: it is no date.
    """
    found = re.fullmatch(_DAY, text.strip())
    try:
        if found is None:
            raise ValueError
        year = int(found[1])
        month = int(found[2] or (12 if last else 1))
        day = int(found[3] or (_last_of_month(year, month) if last else 1))
        return datetime.date(year, month, day).isoformat()
    except (ValueError, OverflowError):
        raise InvalidQuery(f"{_shown(text)} is no date: write it as 2024-07-31") from None


def _shown(text: str) -> str:
    """Return the beginning of a text as a message quotes it."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _last_of_month(year: int, month: int) -> int:
    next_month = datetime.date(year, month, 28) + datetime.timedelta(days=4)
    return (next_month - datetime.timedelta(days=next_month.day)).day


def days_ago(text: str, today: datetime.date) -> str:
    """Return the ISO date that lies "30d", "2w", "6m" or "1y" before ``today``.

    Raises:
        InvalidQuery: ``text`` is no such span.
    """
    found = re.fullmatch(_LAST, text.strip())
    if not found:
        raise InvalidQuery(f"{_shown(text)} is no span of time: write 7d, 2w, 6m or 1y")
    days = int(found.group(1)) * _DAYS[found.group(2).lower()]
    try:
        return (today - datetime.timedelta(days=days)).isoformat()
    except OverflowError:
        return datetime.date.min.isoformat()


def beginning(since: str, last: str, today: datetime.date, option: str = "") -> str:
    """Return the day to begin with: ``since``, or the one that lies ``last`` before ``today``.

    ``option`` is what stands in front of the names of both.

    Raises:
        InvalidQuery: both are given, or ``last`` is no span.
    """
    if since and last:
        names = f"{option}since and {option}last"
        raise InvalidQuery(f"{names} both say where to begin: give one of them")
    return days_ago(last, today) if last else since
