"""The ways in which days, weeks and months are written, and where they stand in a text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from papersearch.digest import months

_YEAR = r"((?:19|20)\d\d)"
_WORD = r"([^\W\d_]{3,10})\.?"
_TH = r"(?:st|nd|rd|th|er|º|ª|\.)?"
_OF = r"[-\s,_]{0,2}(?:(?:of|de|del)\s)?"

_NUMERIC = re.compile(
    rf"(?<!\d)(?<!\d[-./]){_YEAR}\s?[-./\\_년年]\s?(\d{{1,2}})\s?[-./\\_월月]\s?(\d{{1,2}})"
    r"(?:\s?[일日号號]|(?!\d|[-.]\d{5}|\s?[주周週]))"
)
_COMPACT = re.compile(rf"(?<![^\W_])(?<![./-]){_YEAR}(\d\d)(\d\d)(?![^\W_]|/|[.-]\d)")
_DAY_FIRST = re.compile(rf"(?<![\d.])(\d{{1,2}})\.\s?(\d{{1,2}})\.\s?{_YEAR}(?!\.?\d)")
_VIETNAMESE = re.compile(
    r"(?:ngày\s)?(?<!\d)(\d{1,2})\s(?:tháng)\s(\d{1,2})[\s,]{1,2}(?:năm\s)?" + _YEAR + r"(?!\d)"
    r"|ngày\s(\d{1,2})[/-](\d{1,2})[/-]" + _YEAR + r"(?!\d)",
    re.IGNORECASE,
)
_DAY_MONTH = re.compile(rf"(?<![\d.])(\d{{1,2}}){_TH}{_OF}{_WORD}{_OF}{_YEAR}(?!\d)", re.IGNORECASE)
_MONTH_DAY = re.compile(
    rf"(?<![^\W\d_]){_WORD}[-\s_]{{0,2}}(\d{{1,2}}){_TH}[-,\s_]{{1,3}}{_YEAR}(?!\d)", re.IGNORECASE
)
_YEAR_FIRST = re.compile(
    rf"(?<!\d){_YEAR}[-\s_/,]{{1,2}}{_WORD}[-\s_]{{1,2}}(\d{{1,2}}){_TH}(?!\d)", re.IGNORECASE
)

_TO = r"\s?(?:[-~]{1,2}|to|until|through|à|al?|bis|至|到)\s?"
_MONTHS_RANGE = re.compile(
    rf"(?<![^\W\d_]){_WORD}\s?(\d{{1,2}}){_TH}(?:,\s?{_YEAR})?{_TO}(?:{_WORD}\s)?(\d{{1,2}}){_TH}"
    rf"(?![\w:])(?:[\s,]{{1,2}}{_YEAR}(?!\d))?",
    re.IGNORECASE,
)
_DAYS_RANGE = re.compile(
    rf"(?<![\d.-])(\d{{1,2}}){_TH}(?:\s{_WORD})?{_TO}(\d{{1,2}}){_TH}{_OF}{_WORD}"
    rf"(?:{_OF}{_YEAR}(?!\d))?",
    re.IGNORECASE,
)
_CJK_DAY = re.compile(r"(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]")
_SMALL_DAY = re.compile(
    rf"(?<![^\W\d_]){_WORD}\s(\d{{1,2}}){_TH}(?![\w%.])|(?<![\d.])(\d{{1,2}}){_TH}\s{_WORD}(?![\w-])",
    re.IGNORECASE,
)

_WEEK = re.compile(
    rf"(?<!\d){_YEAR}(?:[-_\s,/]{{1,2}})?(?:w|wk|week|kw|第)[-_\s]?(\d{{1,2}})(?!\d)"
    rf"|(?<![^\W\d_])(?:w|wk|week|kw|semana|semaine)[-_\s]?(\d{{1,2}})[-_\s,/]{{1,3}}{_YEAR}(?!\d)"
    rf"|(?<!\d){_YEAR}[년年]\s?第?\s?(\d{{1,2}})\s?[주周週]",
    re.IGNORECASE,
)
_MONTH = re.compile(
    rf"(?<![\w./-]){_YEAR}[-/_](0[1-9]|1[0-2])(?![-_./]?\d|\w)"
    rf"|(?<!\d){_YEAR}\s?[년年]\s?(\d{{1,2}})\s?[월月](?!\s?\d(?!\d?\s?[주周週]))"
)
_NAMED_MONTH = re.compile(
    rf"(?<![^\W\d_]){_WORD}[-\s,_']{{1,2}}(?:de\s)?{_YEAR}(?![-./]?\d)"
    rf"|(?<![\d./-]){_YEAR}[-\s,_]{{1,2}}{_WORD}(?![^\W\d_]|[-\s_]\d)",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"(?<![\w.,/-]){_YEAR}(?![\w/]|[.,-]\d)")

_DASHES = "‐‑‒–—―−﹘﹣－〜～∼˗"
_PLAIN = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(_DASHES, "-")
    | {"\u3000": " ", "\xa0": " ", "\u202f": " "}
)
PATTERNS = (
    *(_NUMERIC, _COMPACT, _DAY_FIRST, _VIETNAMESE, _DAY_MONTH, _MONTH_DAY, _YEAR_FIRST),
    *(_MONTHS_RANGE, _DAYS_RANGE, _CJK_DAY, _SMALL_DAY, _WEEK, _MONTH, _NAMED_MONTH, _ALONE),
)


class Written(NamedTuple):
    """A day as a text writes it, "" where the calendar knows no such day, and where it stands."""

    day: str
    start: int
    end: int


def plain(text: str) -> str:
    """Return ``text``, every character in its place, with ASCII digits and hyphens."""
    return text.translate(_PLAIN)


def iso(year: int | str, month: int | str, day: int | str) -> str:
    """Return an ISO date, or "" where the calendar knows no such day."""
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def first_of(begin: tuple[int, int], end: tuple[int, int], year: int) -> str:
    """Return the first day of a range of (month, day), whose end lies in ``year``."""
    if not iso(year, *end):
        return ""
    return iso(year - (begin[0] > end[0]), *begin)


def days(text: str) -> Iterator[Written]:
    """Yield the days of a plain text with the year beside them, first those written in numbers."""
    for found in _NUMERIC.finditer(text):
        yield Written(iso(*found.groups()), *found.span())
    for found in _COMPACT.finditer(text):
        if day := iso(*found.groups()):
            yield Written(day, *found.span())
    for found in _DAY_FIRST.finditer(text):
        date, month, year = found.groups()
        yield Written(iso(year, month, date), *found.span())
    for found in _VIETNAMESE.finditer(text):
        date, month, year = (part for part in found.groups() if part)
        yield Written(iso(year, month, date), *found.span())
    yield from _named_days(text)


def _named_days(text: str) -> Iterator[Written]:
    for found in _DAY_MONTH.finditer(text):
        date, word, year = found.groups()
        if month := months.number(word):
            yield Written(iso(year, month, date), *found.span())
    for found in _MONTH_DAY.finditer(text):
        word, date, year = found.groups()
        if month := months.number(word):
            yield Written(iso(year, month, date), *found.span())
    for found in _YEAR_FIRST.finditer(text):
        year, word, date = found.groups()
        if month := months.number(word):
            yield Written(iso(year, month, date), *found.span())


def ranges(text: str, year: str = "") -> Iterator[Written]:
    """Yield the first days of ranges with the names of months, in ``year`` if none is beside."""
    for found in _MONTHS_RANGE.finditer(text):
        word, date, first_year, last_word, last, last_year = found.groups()
        month = months.number(word)
        last_month = months.number(last_word) if last_word else month
        if month and last_month and first_year:
            yield Written(iso(first_year, month, date), *found.span())
        elif month and last_month and (known := last_year or year):
            day = first_of((month, int(date)), (last_month, int(last)), int(known))
            yield Written(day, *found.span())
    for found in _DAYS_RANGE.finditer(text):
        date, word, last, last_word, last_year = found.groups()
        last_month = months.number(last_word)
        month = months.number(word) if word else last_month
        if month and last_month and (known := last_year or year):
            day = first_of((month, int(date)), (last_month, int(last)), int(known))
            yield Written(day, *found.span())


def days_of(year: str, text: str) -> Iterator[Written]:
    """Yield the days of a plain text that have no year beside them, in ``year``."""
    dates = list(_CJK_DAY.finditer(text))
    ends = [(int(found.group(1)), int(found.group(2))) for found in dates]
    for found, date in zip(dates, ends, strict=True):
        yield Written(first_of(date, ends[-1], int(year)), *found.span())
    for found in _SMALL_DAY.finditer(text):
        word, after, before, last_word = found.groups()
        if month := months.number(word or last_word):
            yield Written(iso(year, month, after or before), *found.span())


def weeks(text: str) -> Iterator[Written]:
    """Yield the Mondays of the weeks that a plain text numbers as ISO 8601 does."""
    for found in _WEEK.finditer(text):
        first, second = (part for part in found.groups() if part)
        year, week = (first, second) if len(first) == len("2026") else (second, first)
        try:
            day = datetime.date.fromisocalendar(int(year), int(week), 1).isoformat()
        except ValueError:
            day = ""
        yield Written(day, *found.span())


def months_in(text: str) -> Iterator[Written]:
    """Yield the first days of the months that a plain text names with their year."""
    for found in _MONTH.finditer(text):
        year, month = (part for part in found.groups() if part)
        yield Written(iso(year, month, 1), *found.span())
    for found in _NAMED_MONTH.finditer(text):
        word, year, first_year, last_word = found.groups()
        if number := months.number(word or last_word):
            yield Written(iso(year or first_year, number, 1), *found.span())


def year_in(text: str) -> str:
    """Return the last year that stands for itself in a plain text, or ""."""
    years = _ALONE.findall(text)
    return years[-1] if years else ""
