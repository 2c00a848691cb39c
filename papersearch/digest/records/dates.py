"""Days in the values of records: ISO, other writings, numbers of seconds, parts."""

from __future__ import annotations

import datetime
import re
from typing import Any

from papersearch.digest import days

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[\s-]{{1,3}}{_MONTH},?[\s-]{{1,3}}(\d{{4}})", re.I
)
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH}\s{{1,3}}(\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(\d{{4}})", re.I
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}Z?)?")
_SECONDS = (631_152_000, 4_102_444_800)  # 1990 to 2100


def day(value: Any) -> str:
    """Return the day that a value writes, as an ISO date, or ""."""
    if type(value) is str:
        return _of_text(value[:100])
    if type(value) is int or type(value) is float:
        return _of_number(value)
    if type(value) is dict:
        return next((found for own in list(value.values())[:8] if (found := day(own))), "")
    if type(value) is list and value:
        if len(value) == 3 and all(str(part).isdigit() for part in value if type(part) is not list):
            return _iso(*(str(part) for part in value))
        return day(value[0]) if type(value[0]) in (str, list, dict) else ""
    return ""


def _of_text(text: str) -> str:
    text = text.strip()
    if found := days.iso_day(text):
        return found
    if own := _DAY_FIRST.search(text):
        return _iso(own.group(3), str(_month(own.group(2))), own.group(1))
    if own := _MONTH_FIRST.search(text):
        return _iso(own.group(3), str(_month(own.group(1))), own.group(2))
    if own := _COMPACT.fullmatch(text):
        return _iso(*own.groups())
    written = days.day_in(text)
    return written[0] if written else ""


def _of_number(value: float) -> str:
    if isinstance(value, int) and 19_000_101 <= value <= 21_001_231:
        return _of_text(str(value))
    low, high = _SECONDS
    seconds = value / 1000 if value >= high else value
    if not low <= seconds < high:
        return ""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()


def _month(name: str) -> int:
    return _MONTHS.index(name.lower()) + 1


def _iso(year: str, month: str, own: str) -> str:
    try:
        return datetime.date(int(year), int(month), int(own)).isoformat()
    except ValueError:
        return ""
