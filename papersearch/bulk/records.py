r"""Entries as lines of bytes: ``["paper", "source", is_old]<tab>{entry}<newline>``, all JSON.

JSON has neither tabs nor line breaks of its own, so a line can be cut without reading it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import orjson

from papersearch.types import documents
from papersearch.types.merging import add_entry
from papersearch.types.paper import Entry

Told = tuple[str, Entry]  # source, entry


def line(source: str, entry: Entry, *, is_old: bool = False) -> bytes:
    """Return the line of an entry; ``is_old`` tells that it is known from an earlier run."""
    head = orjson.dumps([entry.id, source, int(is_old)])
    return head + b"\t" + documents.encode(entry) + b"\n"


def id_of(line: bytes) -> str:
    """Return which paper a line is of."""
    found: str = _head(line)[0]
    return found


def told(lines: Iterable[bytes]) -> list[Told]:
    """Return what is known of one paper, in the order in which it counts.

    What an earlier run knew comes first; an entry that has changed since counts as the latest,
    as it does in an index.
    """
    old: dict[tuple[str, str, str], Entry] = {}
    fresh: dict[tuple[str, str, str], Entry] = {}
    for one in lines:
        id_, source, is_old = _head(one)
        entry = documents.decode_entry(one[one.index(b"\t") + 1 :])
        add_entry(old if is_old else fresh, (id_, entry.day, source), entry)
    for key, entry in fresh.items():
        if old.get(key) != entry:
            old.pop(key, None)
            old[key] = entry
    return [(source, entry) for (_, _, source), entry in old.items()]


def write(papers: Iterable[Sequence[Told]]) -> bytes:
    """Return the lines of papers, one after the other."""
    return b"".join(line(source, entry) for paper in papers for source, entry in paper)


def read(data: bytes) -> Iterator[list[Told]]:
    """Yield the papers that :func:`write` wrote."""
    for _, lines in groupby(data.splitlines(keepends=True), id_of):
        yield told(lines)


def _head(line: bytes) -> list[Any]:
    head: list[Any] = orjson.loads(line[: line.index(b"\t")])
    return head
