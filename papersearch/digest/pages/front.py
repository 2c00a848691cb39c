"""What stands in front of a page: front matter in YAML or TOML, and the metadata of HTML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from lxml import etree

from papersearch.digest import records
from papersearch.types.paper import Entry

_FENCES = {"---": "---", "+++": "+++"}
_MOST_LINES = 1_000
_CITATIONS = ("citation_", "dc.", "bepress_citation_", "prism.")


def take(lines: list[str], source: str) -> Entry | None:
    """Take the front matter out of the lines of a page, and return the paper that it describes.

    The lines become blank, so that those behind keep their numbers. None where there is none, or
    where it describes none.
    """
    first = next((at for at, line in enumerate(lines[:5]) if line.strip()), None)
    if first is None or lines[first].rstrip() not in _FENCES:
        return None
    fence = lines[first].rstrip()
    last = next(
        (
            at
            for at in range(first + 1, min(len(lines), _MOST_LINES))
            if lines[at].rstrip() == fence
        ),
        None,
    )
    if last is None or not any(":" in line or "=" in line for line in lines[first:last]):
        return None
    text = "\n".join(lines[first + 1 : last])
    lines[first : last + 1] = [""] * (last + 1 - first)
    fields = _fields(text, fence)
    return records.described(fields, source) if fields else None


def _fields(text: str, fence: str) -> Mapping[str, Any]:
    if fence == "---":
        found: list[Any] = records.load_yaml(text)[0]
    else:
        try:
            found = [tomllib.loads(text)]
        except (tomllib.TOMLDecodeError, RecursionError):
            found = []
    return found[0] if len(found) == 1 and isinstance(found[0], dict) else {}


def of_metadata(root: etree._Element, source: str) -> Entry | None:
    """Return the paper that the metadata of a page describes, as scholars' sites have it."""
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
    return records.described(record, source) if record else None
