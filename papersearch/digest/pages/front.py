"""What stands in front of a page: front matter in YAML or TOML, and the metadata of HTML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

from lxml import etree

from papersearch.digest import days, names, records
from papersearch.types import limits
from papersearch.types.paper import Entry

_FENCES = {"---": "---", "+++": "+++"}
_KEY = re.compile(r"[\w\"'.-]{1,80}\s{0,4}[:=]")
_SIGN = re.compile("[:=]")
_LONGEST_DAY = 60
_CITATIONS = ("citation_", "dc.", "bepress_citation_", "prism.")


class Front(NamedTuple):
    """What stands in front of a page: the paper that it describes, or None, and the day, or ""."""

    entry: Entry | None = None
    day: str = ""


def take(lines: list[str], source: str) -> Front:
    """Take the front matter out of the lines of a page, and return what it says.

    The lines become blank, so that those behind keep their numbers.
    """
    first = next((at for at, line in enumerate(lines[:5]) if line.strip()), None)
    if first is None or lines[first].rstrip() not in _FENCES:
        return Front()
    fence = lines[first].rstrip()
    last = next((at for at in range(first + 1, len(lines)) if lines[at].rstrip() == fence), None)
    if last is None:
        return Front()
    inner = lines[first + 1 : last]
    if not (any(map(_SIGN.search, inner)) if len(inner) < limits.FRONT_LINES else _is_data(inner)):
        return Front()
    lines[first : last + 1] = [""] * (last + 1 - first)
    fields = _fields("\n".join(inner), fence) if len(inner) < limits.FRONT_LINES else {}
    return Front(records.described(fields, source), _day(fields)) if fields else Front()


def _day(fields: Mapping[str, Any]) -> str:
    """Return the day that the fields in front of a page give it."""
    for wanted in ("listed", "day"):
        for name, value in fields.items():
            if names.meaning(str(name)) == wanted:
                text = str(value)[:_LONGEST_DAY]
                if day := days.moment_day(text) or (days.day_in(text) or ("", ""))[0]:
                    return day
    return ""


def _is_data(lines: list[str]) -> bool:
    """Whether many lines between two fences are data, and not a page between two rules."""
    told = [line for line in lines if line.strip()]
    return bool(told) and all(
        (_KEY.match(line) or (at and line[0] in " \t-]}")) and "](" not in line
        for at, line in enumerate(told)
    )


def _fields(text: str, fence: str) -> Mapping[str, Any]:
    if fence == "---":
        found: list[Any] = records.load_yaml(text)[0]
    else:
        try:
            found = [tomllib.loads(text)]
        except (tomllib.TOMLDecodeError, RecursionError):
            found = []
    return found[0] if len(found) == 1 and isinstance(found[0], dict) else {}


def of_metadata(root: etree._Element, source: str) -> Front:
    """Return what the metadata of a page says of a paper, as scholars' sites have it."""
    record: dict[str, object] = {}
    for own in root.iter("meta"):
        name = (own.get("name") or own.get("property") or "").lower()
        prefix = next((start for start in _CITATIONS if name.startswith(start)), "")
        value = own.get("content") or ""
        if not prefix or not value or len(record) > 100:
            continue
        key = name.removeprefix(prefix)
        known = record.get(key)
        if isinstance(known, list):
            known.append(value)
        else:
            record[key] = [value] if "author" in key or "creator" in key else value
    return Front(records.described(record, source)) if record else Front()
