"""Dates as people write them: days, months, years, and words such as "yesterday"."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable

from papersearch.errors import InvalidQuery
from papersearch.types import months

_SHOWN = 60
_LONGEST = 60

Days = tuple[datetime.date, datetime.date]
"""The first and the last day of what a text means."""

_SPAN = {
    **dict.fromkeys("d day days 일".split(), 1),
    **dict.fromkeys("w week weeks 주 주일".split(), 7),
    **dict.fromkeys("m month months 달 개월".split(), 30),
    **dict.fromkeys("y year years 년".split(), 365),
}
_WORDS = {
    "today": ("day", 0),
    "오늘": ("day", 0),
    "yesterday": ("day", 1),
    "어제": ("day", 1),
    **{f"{word} {unit}": (unit, ago) for word, ago in (("this", 0), ("last", 1))
       for unit in ("week", "month", "year")},
    **{word: ("week", ago) for word, ago in (("이번 주", 0), ("이번주", 0), ("지난주", 1))},
    **{word: ("month", ago) for word, ago in (("이번 달", 0), ("이번달", 0), ("지난달", 1))},
    **{word: ("year", ago) for word, ago in (("올해", 0), ("작년", 1))},
}  # fmt: skip


def iso_day(text: str, *, last: bool = False, today: datetime.date | None = None) -> str:
    """Return ``text`` as an ISO date; of "2024-07", "July 2024" or "last week" its first day.

    With ``last`` it is the last one. ``today`` is what "yesterday" and "3 weeks ago" count from,
    by default the day that it is.

    Raises:
        InvalidQuery: it is no date.
    """
    written = " ".join(text[: _LONGEST + 1].replace(",", " ").split()).lower()
    now = today or datetime.date.today()
    try:
        found = next((days for read in _READERS if (days := read(written, now))), None)
    except (ValueError, OverflowError):
        found = None
    if found is None or len(text) > _LONGEST:
        raise InvalidQuery(
            f"{_shown(text)} is no date: write it as 2024-07-31, July 2024 or yesterday"
        )
    return found[last].isoformat()


def days_ago(text: str, today: datetime.date) -> str:
    """Return the ISO date that lies "30d", "2 weeks", "month" or "1y" before ``today``.

    Raises:
        InvalidQuery: ``text`` is no such span.
    """
    days = _span(" ".join(text.lower().split()).removeprefix("last "))
    if days is None:
        raise InvalidQuery(f"{_shown(text)} is no span of time: write 7d, 2w, 6m or 1y")
    return shifted(today, -days).isoformat()


def shifted(day: datetime.date, days: int) -> datetime.date:
    """Return the day so many days later, or earlier, but none that the calendar does not have."""
    ordinal = day.toordinal() + days
    return datetime.date.fromordinal(
        min(max(ordinal, datetime.date.min.toordinal()), datetime.date.max.toordinal())
    )


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


def _numbers(text: str, _today: datetime.date) -> Days | None:
    """Read "2024-07-31", "2024/7", "2024.07.31", "2024", and "2024년 7월 31일"."""
    found = re.fullmatch(r"(\d{4})(?:([-/.])(\d{1,2})(?:([-/.])(\d{1,2}))?)?", text)
    if found and found[4] in (None, found[2]):
        return _of(found[1], found[3], found[5])
    found = re.fullmatch(r"(\d{4})(\d\d)(\d\d)?", text)
    if found:
        return _of(*found.groups())
    found = re.fullmatch(r"(\d{4}) ?[년年](?: ?(\d{1,2}) ?[월月](?: ?(\d{1,2}) ?[일日])?)?", text)
    return _of(*found.groups()) if found else None


def _named_month(text: str, _today: datetime.date) -> Days | None:
    """Read "July 2024", "4 July 2024" and "July 4 2024"."""
    words = text.split()
    names = [word for word in words if months.number(word)]
    numbers = [word for word in words if re.fullmatch(r"\d{1,4}(?:st|nd|rd|th)?", word)]
    years = [word for word in numbers if re.fullmatch(r"\d{4}", word)]
    dates = [re.sub(r"\D", "", word) for word in numbers if word not in years]
    if len(names) != 1 or len(years) != 1 or len(dates) > 1 or len(words) != 2 + len(dates):
        return None
    return _of(years[0], str(months.number(names[0])), dates[0] if dates else None)


def _word(text: str, today: datetime.date) -> Days | None:
    """Read "yesterday", "last week", which begins on a Monday, "3 days ago" and "30d"."""
    if found := _WORDS.get(text):
        unit, ago = found
        return _UNITS[unit](today, ago)
    span = re.sub(r"^an? ", "1 ", text.removesuffix(" ago"))
    if re.match(r"\d", span) and (days := _span(span)) is not None:
        day = today - datetime.timedelta(days=days)
        return day, day
    return None


_READERS = (_numbers, _named_month, _word)


def _of(year: str, month: str | None, date: str | None) -> Days:
    """Return the days of a year, a month or a day.

    Raises:
        ValueError: the calendar has no such day.
    """
    first = datetime.date(int(year), int(month or 1), int(date or 1))
    if date:
        return first, first
    return first, _end_of_month(first.replace(month=12) if month is None else first)


def _end_of_month(day: datetime.date) -> datetime.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _day(today: datetime.date, ago: int) -> Days:
    day = today - datetime.timedelta(days=ago)
    return day, day


def _week(today: datetime.date, ago: int) -> Days:
    monday = today - datetime.timedelta(days=today.weekday() + 7 * ago)
    return monday, monday + datetime.timedelta(days=6)


def _month(today: datetime.date, ago: int) -> Days:
    first = today.replace(day=1)
    for _ in range(ago):
        first = (first - datetime.timedelta(days=1)).replace(day=1)
    return first, _end_of_month(first)


def _year(today: datetime.date, ago: int) -> Days:
    return _of(str(today.year - ago).zfill(4), None, None)


_UNITS: dict[str, Callable[[datetime.date, int], Days]] = {
    "day": _day,
    "week": _week,
    "month": _month,
    "year": _year,
}


def _span(text: str) -> int | None:
    """Return the days of "30d", "2 weeks" or "week"; None for what is no span."""
    found = re.fullmatch(r"(\d{1,5})?\s*([a-z]{1,6}|[일주달년]|개월|주일)", text)
    if found is None or found[2] not in _SPAN or (found[1] is None and len(found[2]) < 3):
        return None
    return int(found[1] or 1) * _SPAN[found[2]]


def _shown(text: str) -> str:
    """Return the beginning of a text as a message quotes it."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")
