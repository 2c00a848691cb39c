"""RIS: a tag of two characters, two spaces, a dash and a value on each line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from papersearch.digest.records.authors import turned
from papersearch.digest.records.walk import Found

_LINE = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*))?$")
BEGINS = re.compile(r"\s*TY  - ?\w")
_NAMES = {
    "TI": "title",
    "T1": "title",
    "AB": "abstract",
    "N2": "abstract",
    "AU": "authors",
    "A1": "authors",
    "DA": "date",
    "Y1": "published",
    "PY": "issued",
    "UR": "url",
    "L1": "pdf",
    "DO": "doi",
    "KW": "keywords",
    "JO": "journal",
    "JF": "journal",
    "T2": "venue",
    "BT": "title",
    "N1": "notes",
}
_LISTS = ("authors", "keywords", "url")


def records(text: str) -> Iterator[Found]:
    """Yield the records of a file in RIS, each with the line on which it begins."""
    record: dict[str, object] = {}
    begin, last = 1, ""
    for number, line in enumerate(text.splitlines(), start=1):
        found = _LINE.match(line.rstrip())
        if not found:
            _continue(record, last, line)
            continue
        tag, value = found.group(1), (found.group(2) or "").strip()
        if tag in ("TY", "ER"):
            if record:
                yield Found(record, line=begin)
            record, begin, last = {}, number, ""
        else:
            last = _NAMES.get(tag, "")
            _put(record, last, value)
    if record:
        yield Found(record, line=begin)


def _put(record: dict[str, object], name: str, value: str) -> None:
    if name == "authors":
        value = turned(value) if value.count(",") == 1 else value
    if name in _LISTS:
        kept = record.setdefault(name, [])
        if isinstance(kept, list) and value:
            kept.append(value)
    elif name and value:
        record.setdefault(name, value)


def _continue(record: dict[str, object], name: str, line: str) -> None:
    """Add a line that has no tag to the value above it, but for what is bounded elsewhere."""
    before = record.get(name)
    if isinstance(before, str) and line.strip() and len(before) < 1 << 16:
        record[name] = f"{before} {line.strip()}"
