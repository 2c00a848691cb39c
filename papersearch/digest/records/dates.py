"""Days in the values of records: ISO, other writings, numbers of seconds, parts."""

from __future__ import annotations

import datetime
import functools
import re
from typing import Any

from papersearch.digest import days

_NUMBER = re.compile(r"\d")
_LONGEST = 80
_DEEPEST = 4
"""Records within each other in which a day is looked for; Crossref has three."""


def day(value: Any, depth: int = 0) -> str:
    """Return the day that a value writes, as an ISO date, or ""; ``depth`` is how deep it lies."""
    if type(value) is str:
        return _of_text(value)
    if type(value) is int or type(value) is float:
        return days.moment_day(value)
    if isinstance(value, datetime.date):  # of TOML
        return value.isoformat()[:10]
    if depth > _DEEPEST:
        return ""
    if type(value) is dict:
        inner = list(value.values())[:8]
        return next((found for own in inner if (found := day(own, depth + 1))), "")
    if type(value) is list and value:
        if len(value) == 3 and all(str(part).isdigit() for part in value if type(part) is not list):
            return _parts(*value)
        return day(value[0], depth + 1) if type(value[0]) in (str, list, dict) else ""
    return ""


def _parts(year: Any, month: Any, own: Any) -> str:
    try:
        return datetime.date(int(year), int(month), int(own)).isoformat()
    except ValueError:
        return ""


@functools.lru_cache(maxsize=4096)
def _of_text(text: str) -> str:
    if not _NUMBER.search(text[:_LONGEST]):
        return ""
    return days.iso_day(text.strip()) or days.moment_day(text[:_LONGEST])
