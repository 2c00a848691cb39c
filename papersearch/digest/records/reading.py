"""Records found in a document become a digest."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from typing import Any

from papersearch.digest import days, jsonl
from papersearch.digest.records import looks, record, whole
from papersearch.digest.records.identity import Identity, told
from papersearch.digest.records.layers import Layers
from papersearch.digest.records.walk import Found, Seen
from papersearch.digest.telling import TOO_MANY, Problems
from papersearch.digest.types import Digest, Problem
from papersearch.types import limits
from papersearch.types.paper import Entry
from papersearch.types.sources import seen_on

BARE = f"only a title was found: looked for {looks.LOOKED_FOR}"
NO_DAY = "no day was found: name the file by its day, as 2024-07-31, or give the records a date"
NEITHER = f"no record of a paper, and not read: looked for {looks.LOOKED_FOR}"
NO_RECORD = "no object: write a record of a paper, or leave it out"
_LIST_START = re.compile(r"\[(?=\s*\{)")
_SEPARATOR = re.compile(r"[\s,]*")
_TITLE_WORDS = 2


class Reader:
    """Takes records one by one, and gives the digest of them."""

    def __init__(self, source: str, last: str = "", kind: str = "JSON") -> None:
        self._source = source
        self._kind = kind
        day, seen = days.day_of_source(source), seen_on(source)
        # What a list says of when it was made is no day of its papers where it is seen every day.
        self._days = record.Days(seen=seen) if seen else record.Days(file=day, last=last)
        self._of_papers = bool(day) or looks.is_named_papers(PurePath(source).name)
        self._entries: list[Entry] = []
        self._problems = Problems(source)
        self._notes = Problems(source)
        self._others = Problems(source)
        self._seen = Seen()

    def add(self, found: Found) -> bool:
        """Take one record; return whether more may follow."""
        if len(self._entries) >= limits.FILE_ENTRIES:
            self._problems.add(self._where(found), TOO_MANY)
            return False
        if jsonl.is_export(found.record):
            self._add_export(found)
            return True
        layers = Layers(found.record)
        identity = Identity(layers, found.key)
        if not identity.named and (several := whole.papers(layers)):
            self._add_whole(several, layers, found)
            return True
        named = found.key if len(found.key.split()) >= _TITLE_WORDS and not told(found.key) else ""
        title = record.title(layers, named)
        place = self._where(found)
        around = looks.Around(found.where, found.alone, self._of_papers or bool(found.day))
        if not looks.is_paper(layers, identity.named, bool(identity.url), title, around):
            found.refused = not found.final
            if found.final:
                self.other(found)
            return True
        if found.day != self._days.listed:
            self._days = dataclasses.replace(self._days, listed=found.day)
        read = record.read(layers, identity, title, self._days)
        entry = read.entry
        if found.topic and not entry.categories:
            entry = dataclasses.replace(entry, categories=(found.topic,))
        self._entries.append(entry)
        for message in read.wrong:
            self._problems.add(place, message, self._place(found))
        if read.bare:
            self._notes.add(place, BARE, self._place(found))
        return True

    def _add_export(self, found: Found) -> None:
        place = self._where(found)
        try:
            entries, wrong = jsonl.read_record(dict(found.record))
        except ValueError as error:
            self._problems.add(place, str(error), self._place(found))
            return
        self._entries += entries
        for message in wrong:
            self._problems.add(place, message, self._place(found))

    def _add_whole(self, papers: tuple[Entry, ...], layers: Layers, found: Found) -> None:
        """Take the papers of a text, those without a day of their own as of the text's day."""
        outer = dataclasses.replace(self._days, listed=found.day)
        day = record.day(layers, record.Days()) or record.day(layers, outer)
        self._entries += [dataclasses.replace(own, day=own.day or day) for own in papers]

    def other(self, found: Found) -> None:
        """Note what is no record of a paper."""
        if not found.record:
            self._problems.add(self._where(found), NO_RECORD, self._place(found))
        else:
            self._others.add(self._where(found), NEITHER, self._place(found))
            self._seen.add(found.record)

    def wrong(self, line: int, message: str) -> None:
        """Note that something is wrong on a line."""
        self._problems.add(line, message)

    def _where(self, found: Found) -> int:
        return found.line or found.place

    def _place(self, found: Found) -> str:
        return "" if found.line else f"record {found.place + 1}: "

    def digest(self, lines: Callable[[list[int]], list[int]] = list) -> Digest:
        """Return the digest of what was taken; ``lines`` turns places into lines."""
        if not self._entries:
            return Digest((), self._problems.problems(lines), (), self._seems())
        notes = (*self._others.problems(lines), *self._notes.problems(lines))
        if not any(entry.day for entry in self._entries):
            notes = (Problem(self._source, 1, NO_DAY), *notes)
        entries = tuple(self._entries[: limits.FILE_ENTRIES])
        return Digest(entries, self._problems.problems(lines), notes)

    def _seems(self) -> str:
        """Return what a file without papers seems to be, "" where it is empty."""
        if not self._seen.objects:
            return ""
        keys = ", ".join(" ".join(f"{key}"[:40].split()) for key in list(self._seen.keys)[:8])
        count = self._seen.objects
        records = "one record" if count == 1 else f"{count:,} records"
        has = f" with {keys}" if keys else ""
        return f"{self._kind} of {records}{has}, none of a paper: looked for {looks.LOOKED_FOR}"


def described(fields: Mapping[str, Any], source: str) -> Entry | None:
    """Return the paper that the fields in front of a text describe; None without a title."""
    layers = Layers(fields)
    title = record.title(layers)
    if not title:
        return None
    return record.read(
        layers, Identity(layers), title, record.Days(days.day_of_source(source))
    ).entry


def read_all(
    records: Iterable[Found],
    source: str,
    kind: str,
    lines: Callable[[list[int]], list[int]] = list,
    last: str = "",
) -> Digest:
    """Return the digest of the records of one file."""
    reader = Reader(source, last, kind)
    try:
        for found in records:
            if not reader.add(found):
                break
    except ValueError as error:
        reader.wrong(1, str(error))
    return reader.digest(lines)


def record_lines(text: str, positions: list[int]) -> list[int]:
    """Return the lines of the items of the first list, as nearly as it can be told.

    ``positions`` are ascending.
    """
    decoder = json.JSONDecoder()
    start = _LIST_START.search(text)
    end = text.index("[") + 1 if text.lstrip().startswith("[") else start.end() if start else 0
    line = text.count("\n", 0, end) + 1
    wanted = set(positions)
    lines: dict[int, int] = {}
    try:
        for position in range(max(positions, default=-1) + 1):
            found = _SEPARATOR.match(text, end)
            begin = found.end() if found else end
            line += text.count("\n", end, begin)
            if position in wanted:
                lines[position] = line
            _, end = decoder.raw_decode(text, begin)
            line += text.count("\n", begin, end)
    except (ValueError, RecursionError):
        pass
    return [lines.get(position, line) for position in positions]
