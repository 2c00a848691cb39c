"""The ways in which days, weeks and months are written, and where they stand in a text.

A range of days and a week are their last day, since a list of a week is complete on that day.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from papersearch.types import months

_YEAR = r"((?:19|20)\d\d)"
_WORD = r"([^\W\d_]{3,10})\.?"
_TH = r"(?:st|nd|rd|th|er|º|ª|\.)?"
_OF = r"[-\s,_]{0,2}(?:(?:of|de|del)\s)?"

_NUMERIC = re.compile(
    rf"(?<!\d)(?<!\bv)(?<!\d[-./]){_YEAR}\s?[-./\\_년年]\s?(\d{{1,2}})\s?[-./\\_월月]\s?(\d{{1,2}})"
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
_BETWEEN = re.compile(rf"[\s_]?(?:{_TO}|_)[\s_]?", re.IGNORECASE)
_UNTIL = re.compile(
    rf"{_TO}(?:(\d{{1,2}})\s?[-./월月]\s?)?(\d{{1,2}})(?:\s?[일日号號]|(?![\d:.]))", re.IGNORECASE
)
_CJK_DAY = re.compile(r"(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]")
_CJK_RANGE = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s?[月월]\s?(\d{{1,2}})\s?[日号號일]?{_TO}"
    r"(?:(\d{1,2})\s?[月월]\s?)?(\d{1,2})\s?[日号號일]"
)
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

_WIDEST = 12
"""Characters between the two days of a range, as in " through "."""
_LONGEST = 45
"""Days of a range that is written without the year of its end."""

_VERBS = ("may", "march")
"""Words that are no month in small letters, as in "Why GPT 4 may fail"."""

_DASHES = "‐‑‒–—―−﹘﹣－〜～∼˗"
_PLAIN = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(_DASHES, "-")
    | {"\u3000": " ", "\xa0": " ", "\u202f": " "}
)
PATTERNS = (
    *(_NUMERIC, _COMPACT, _DAY_FIRST, _VIETNAMESE, _DAY_MONTH, _MONTH_DAY, _YEAR_FIRST),
    *(_MONTHS_RANGE, _DAYS_RANGE, _UNTIL, _CJK_DAY, _CJK_RANGE, _SMALL_DAY),
    *(_WEEK, _MONTH, _NAMED_MONTH, _ALONE),
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


def last_of(begin: tuple[int, int], end: tuple[int, int], year: int) -> str:
    """Return the last day of a range of (month, day), which lies in ``year``."""
    return iso(year, *end) if iso(year - (begin[0] > end[0]), *begin) else ""


def joined(first: Written, others: Iterable[Written], text: str) -> Written:
    """Return the range of days that begins with ``first``, or ``first`` where none does."""
    for other in others:
        after = first.end <= other.start <= first.end + _WIDEST and first.day <= other.day
        if first.day and after and _BETWEEN.fullmatch(text, first.end, other.start):
            return Written(other.day, first.start, other.end)
    return first


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
    """Yield the last days of ranges, in ``year`` if none is beside."""
    for found in _NUMERIC.finditer(text):
        if until := _UNTIL.match(text, found.end()):
            yield from _shortened(found, until)
    for found in _MONTHS_RANGE.finditer(text):
        word, date, first_year, last_word, last, last_year = found.groups()
        month = months.number(word)
        last_month = months.number(last_word) if last_word else month
        if not month or not last_month or (not last_word and int(last) < int(date)):
            continue
        if not last_year and first_year:
            last_year = str(int(first_year) + (month > last_month))
        if known := last_year or year:
            yield Written(iso(known, last_month, last), *found.span())
    for found in _DAYS_RANGE.finditer(text):
        _date, word, last, last_word, last_year = found.groups()
        last_month = months.number(last_word)
        month = months.number(word) if word else last_month
        if month and last_month and (known := last_year or year):
            yield Written(iso(known, last_month, last), *found.span())


def _shortened(found: re.Match[str], until: re.Match[str]) -> Iterator[Written]:
    """Yield the range of a whole day until one without its year, as in "2025.03.03 - 03.09".

    A hyphen without spaces behind a day with hyphens is none: "2025-03-03-02" is a second part.
    """
    first = iso(*found.groups())
    glued = until.group()[0] == "-" and not until.group()[1:2].isspace()
    alone = not until.group(1) and until.group()[-1] not in "일日号號"
    if not first or alone or (glued and "-" in found.group()):
        return
    year, month = int(first[:4]), int(until.group(1) or first[5:7])
    last = iso(year + (month < int(first[5:7])), month, until.group(2))
    if is_range(first, last):
        yield Written(last, found.start(), until.end())


def is_range(first: str, last: str) -> bool:
    """Whether two days, or "", may be the first and the last of a list of some weeks."""
    if not first or not last:
        return False
    between = datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)
    return 0 <= between.days <= _LONGEST


def days_of(year: str, text: str) -> Iterator[Written]:
    """Yield the days of a plain text that have no year beside them, in ``year``."""
    for found in _CJK_RANGE.finditer(text):
        month, date, last_month, last = found.groups()
        end = (int(last_month or month), int(last))
        yield Written(last_of((int(month), int(date)), end, int(year)), *found.span())
    for found in _CJK_DAY.finditer(text):
        yield Written(iso(year, *found.groups()), *found.span())
    for found in _SMALL_DAY.finditer(text):
        word, after, before, last_word = found.groups()
        month = months.number(word or last_word)
        if month and (word or last_word) not in _VERBS:
            yield Written(iso(year, month, after or before), *found.span())


def weeks(text: str) -> Iterator[Written]:
    """Yield the Sundays of the weeks that a plain text numbers as ISO 8601 does."""
    for found in _WEEK.finditer(text):
        first, second = (part for part in found.groups() if part)
        year, week = (first, second) if len(first) == len("2026") else (second, first)
        try:
            day = datetime.date.fromisocalendar(int(year), int(week), 7).isoformat()
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
