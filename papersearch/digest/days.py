"""Which day a text, a heading, a moment or a path names.

A range of days and a week are their last day: a list of a week is complete on that day, and not
before. A month alone is its first day; a year alone is no day.
"""

from __future__ import annotations

import datetime
import itertools
import re

from papersearch.digest import writings
from papersearch.digest.writings import Written, iso, plain
from papersearch.types import months

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")
_ALONE = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)", re.ASCII)
_PARTIAL = re.compile(r"((?:19|20)\d\d)[-/.](\d{1,2})")
_MOMENT = 80
"""Characters of a moment that are read; the longest way of writing one has about 40."""
_LONGEST = 2_000
"""Characters of a text in which a day is looked for, from its beginning."""
_EPOCH = (631_152_000, 4_102_444_800)
"""Seconds from 1970 to 1990 and to 2100: a number outside of these is no moment."""

_SOME_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGIT = re.compile(r"\d")

_DEEPEST = 12
_ENDING = re.compile(r"\.[A-Za-z]{1,8}\Z")
_SEPARATORS = re.compile(r"[/\\]")
_GLUED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)|(?<!\d)(20\d\d)[-_](\d\d)(\d\d)(?!\d)"
)
_AMERICAN = re.compile(
    r"(?<!\d)(\d\d)-(\d\d)-((?:19|20)\d\d)(?!\d)|(?<!\d)(\d\d)_(\d\d)_((?:19|20)\d\d)(?!\d)"
    r"|(?<![\d/])(\d\d?)/(\d\d?)/((?:19|20)\d\d)(?![\d/])|(?<![^\W_])(\d\d)(\d\d)(20\d\d)(?![^\W_])"
)
_SHORT = re.compile(r"(2[1-9])(\d\d)(\d\d)")
_YEAR = re.compile(r"((?:19|20)\d\d)[년年]?")
_MONTH = re.compile(r"(\d{1,2})[월月]?(?:[-_. ]{1,3}[^\W\d_]{3,10})?")
_GLUED_MONTH = re.compile(r"((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])")
_NAMED_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.](0[1-9]|1[0-2])(?![-_.]?\d)")
_DATE = re.compile(r"(\d{1,2})(?:st|nd|rd|th|[일日])?")
_TWO = re.compile(r"(\d{1,2})[-_.~](\d{1,2})")
_FOUR = re.compile(r"(?:[^\d]{0,40}[^\w])?(\d\d)[-_.]?(\d\d)(?:[^\w][^\d]{0,40})?")
_RANGE = re.compile(r"(?<!\d)(\d\d)[-._]?(\d\d)[-_~]{1,2}(\d\d)[-._]?(\d\d)(?!\d)")
_WEEK = re.compile(r"(?:w|wk|week|kw)[-_ ]?(\d{1,2})", re.IGNORECASE)
_REST = re.compile(
    r"(?:\W|_|mon|tues?|wed|wednes|thu|thurs?|fri|sat|satur|sun|day|[월화수목금토일]요일"
    r"|星期.|周.|[月火水木金土日]曜日?)*",
    re.IGNORECASE,
)


def day_in(text: str) -> tuple[str, str] | None:
    """Return the first day that ``text`` writes, and ``text`` without it; None if it has none.

    Of a range it is the last day. The day is an ISO date, or "" where the calendar knows no such
    day.
    """
    if alone := _ALONE.fullmatch(text):
        return iso(*alone.groups()), ""  # as most fields have it
    read = plain(text[:_LONGEST])
    if not _SOME_YEAR.search(read):
        return None
    found = _first([*writings.ranges(read), *writings.days(read)], read)
    return (found.day, text[: found.start] + text[found.end :]) if found else None


def heading_day(text: str, year: str = "") -> str:
    """Return the day that a heading names, or "": its day, or the last of a range.

    ``year`` is that of the surroundings, for a heading as "(Mar 27 - April 2)".
    """
    read = plain(text[:_LONGEST])
    if not (year or _SOME_YEAR.search(read)) or not _DIGIT.search(read):
        return ""
    if found := _first([*writings.ranges(read), *writings.days(read)], read):
        return found.day
    if found := _first(_american_days(read), read):
        return found.day
    known = writings.year_in(read) or year
    small = [*writings.ranges(read, known), *writings.days_of(known, read)] if known else []
    if found := _first(small, read):
        return found.day
    found = _first([*writings.weeks(read), *writings.months_in(read)])
    return found.day if found else _month_alone(read)


def moment_day(value: str | int | float) -> str:
    """Return the day of a moment, or "": an ISO or RFC 822 time, an epoch, "2025-03".

    It is the day as it is written: no time zone moves it. Epochs are seconds or milliseconds.
    """
    if isinstance(value, str):
        text = plain(value[:_MOMENT]).strip()
        if re.fullmatch(r"\d{8,14}(?:\.\d{1,9})?", text, re.ASCII):
            return moment_day(float(text))
        return iso_day(text) or heading_day(text)
    if isinstance(value, bool) or not 0 < value < _EPOCH[1] * 1_000:
        return ""
    if compact := (value < 10**8 and iso_day(_dashed(int(value)))):
        return compact
    seconds = value / 1_000 if value >= _EPOCH[1] else value
    if seconds < _EPOCH[0]:
        return ""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()


def iso_day(text: str) -> str:
    """Return the day with which an ISO date or time begins, or ""."""
    found = _ISO.match(text)
    return iso(*found.groups()) if found else ""


def day_of_source(source: str) -> str:
    """Return the day that a path names, as in "2024/07/31.md" or "daily-2024-07-31.md", or "".

    The file's name goes before the folders, and a nearer folder before one further up. A folder
    that is not the nearest must be nothing but a day: one named "backup-2023-01-02" is none.
    """
    parts = [plain(part) for part in _SEPARATORS.split(source[-_LONGEST:])][-_DEEPEST:]
    parts[-1] = _ENDING.sub("", parts[-1])
    places = reversed(range(len(parts)))
    return next((day for at in places if (day := _day_of_part(parts, at))), "")


def _first(found: list[Written], text: str = "") -> Written | None:
    """Return the first of what was found, and of several that begin there, the longest.

    Where it is the beginning of a range in ``text``, that is returned.
    """
    first = min(found, key=lambda one: (one.start, -one.end), default=None)
    return writings.joined(first, found, text) if first else None


def _month_alone(text: str) -> str:
    found = _PARTIAL.fullmatch(text.strip())
    return iso(found.group(1), found.group(2), 1) if found else ""


def _dashed(number: int) -> str:
    digits = str(number)
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def _day_of_part(parts: list[str], at: int) -> str:
    name = parts[at]
    near = at >= len(parts) - 2
    for found in sorted(_days_of_name(name), key=lambda one: one.start):
        if found.day and (near or _nothing_but(name, found)):
            return found.day
    if day := _day_below(parts, at):
        return day
    for found in [*writings.weeks(name), *_months_of_name(name)]:
        if found.day and (near or _nothing_but(name, found)):
            return found.day
    return ""


def _nothing_but(name: str, found: Written) -> bool:
    rest = f"{name[: found.start]} {name[found.end :]}"
    return len(rest) <= _MOMENT and _REST.fullmatch(rest) is not None


def _days_of_name(name: str) -> list[Written]:
    found = [*writings.ranges(name), *writings.days(name)]
    for glued in _GLUED.finditer(name):
        found.append(Written(iso(*(part for part in glued.groups() if part)), *glued.span()))
    found += _american_days(name)
    if short := _SHORT.fullmatch(name):
        year, month, date = short.groups()
        found.append(Written(iso(f"20{year}", month, date), *short.span()))
    return [writings.joined(one, found, name) for one in found if one.day]


def _american_days(text: str) -> list[Written]:
    """Return the days that are written month first or day first, where only one of them is."""
    found = []
    matches = list(_AMERICAN.finditer(text))
    for own in matches:
        readings = set(_readings(own)) - {""}
        if len(readings) == 1:
            found.append(Written(readings.pop(), *own.span()))
    for own, other in itertools.pairwise(matches):
        pairs = zip(_readings(own), _readings(other), strict=True)
        ends = {pair for pair in pairs if writings.is_range(*pair)}
        if len(ends) == 1:
            first, last = ends.pop()
            both = Written(first, *own.span()), Written(last, *other.span())
            whole = writings.joined(both[0], both[1:], text)
            found += [whole] if whole != both[0] else []
    return found


def _readings(own: re.Match[str]) -> tuple[str, str]:
    """Return the day that is written month first, and day first; "" where the calendar has none."""
    first, second, year = (part for part in own.groups() if part)
    return iso(year, first, second), iso(year, second, first)


def _months_of_name(name: str) -> list[Written]:
    found = _GLUED_MONTH.fullmatch(name) or _NAMED_MONTH.search(name)
    whole = [Written(iso(found.group(1), found.group(2), 1), *found.span())] if found else []
    return [*whole, *writings.months_in(name.replace("_", " "))]


def _day_below(parts: list[str], at: int) -> str:
    """Return the day that a name is together with the folders in which it lies, or ""."""
    name = parts[at]
    if known := _month_of_folder(parts, at - 1):
        year, month = known
        if found := _DATE.fullmatch(name):
            return iso(year, month, found.group(1))
        if found := _TWO.fullmatch(name):
            first, second = (int(part) for part in found.groups())
            return iso(year, month, second if first in (month, *range(second)) else first)
    year = next((_year(part) for part in reversed(parts[max(0, at - 3) : at]) if _year(part)), 0)
    return _day_in_year(name, year, direct=at > 0 and _year(parts[at - 1]) > 0) if year else ""


def _day_in_year(name: str, year: int, *, direct: bool) -> str:
    if found := _RANGE.search(name):
        first, second, third, fourth = (int(part) for part in found.groups())
        return writings.last_of((first, second), (third, fourth), year)
    if found := (_FOUR.fullmatch(name) or _TWO.fullmatch(name)):
        return iso(year, *found.groups())
    if dated := _first(
        [*writings.ranges(name, str(year)), *writings.days_of(str(year), name)], name
    ):
        return dated.day
    if found := _WEEK.fullmatch(name):
        return next((one.day for one in writings.weeks(f"{year}-W{found.group(1)}")), "")
    month = _month(name) if direct else 0
    return iso(year, month, 1) if month else ""


def _month_of_folder(parts: list[str], at: int) -> tuple[int, int] | None:
    """Return the year and month of a folder, "2024-07" or "07" in "2024"; None if it is neither."""
    if at < 0:
        return None
    if at and (year := _year(parts[at - 1])) and (month := _month(parts[at])):
        return year, month
    found = next((one for one in _months_of_name(parts[at]) if one.day), None)
    return (int(found.day[:4]), int(found.day[5:7])) if found else None


def _year(name: str) -> int:
    found = _YEAR.fullmatch(name)
    return int(found.group(1)) if found else 0


def _month(name: str) -> int:
    """Return which month the name of a folder is: "07", "07-July", "7월", "July"; or 0."""
    found = _MONTH.fullmatch(name)
    number = int(found.group(1)) if found else months.number(name)
    return number if 1 <= number <= 12 else 0
