"""CSV and TSV: a row is a record, the first row names its fields."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from papersearch.digest.names import meaning
from papersearch.digest.people import is_names
from papersearch.digest.records import dates
from papersearch.digest.records.walk import Found
from papersearch.types import limits
from papersearch.types.address import identified

_DELIMITERS = ",\t;|"
_TELLING = frozenset(("title", "url", "pdf", "authors", "abstract", "id", "summary", "day"))
_FIRST_ROWS = 1 << 16
_REMARKS = re.compile(r"\A(?:#[^\n,;\t|]{0,1000}\n){1,50}")
_LONGEST_TITLE, _WORDS_OF_A_TEXT, _LONGEST_DAY = 300, 6, 30


def begins(text: str) -> bool:
    """Whether the first line of a text names columns of papers."""
    first = _first_row(text, _delimiter(text))
    names = [meaning(name) for name in first]
    return len(first) > 1 and "title" in names and len(_TELLING & set(names)) > 1


def records(text: str) -> Iterator[Found]:
    """Yield the rows of a table, each with the line on which it begins.

    Raises:
        ValueError: it is no table after all, such as one with a field that does not end.
    """
    csv.field_size_limit(limits.FILE_BYTES)
    text = _REMARKS.sub(lambda found: "\n" * found.group().count("\n"), text, count=1)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    names: Sequence[str] = ()
    line = 1
    try:
        for row in rows:
            begin, line = line, rows.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if not names:
                names = _names(row)
                if names is row:
                    continue
            yield Found(_record(names, row), line=begin)
    except csv.Error as error:
        raise ValueError(f"line {line}: no table ({error})") from None


def _delimiter(text: str) -> str:
    """Return what parts the cells of the first row: of those that do, what names most fields."""

    def named(delimiter: str) -> tuple[int, int]:
        row = _first_row(text, delimiter)
        return sum(meaning(cell) != "" for cell in row), len(row)

    return max(_DELIMITERS, key=named)


def _first_row(text: str, delimiter: str) -> list[str]:
    head = text[:_FIRST_ROWS].lstrip("\ufeff \r\n")
    try:
        return next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _names(row: list[str]) -> Sequence[str]:
    """Return the names of the columns: the row itself, or what a row without names seems to be."""
    if not any(identified(cell) for cell in row):
        return row
    names = [_seems(cell.strip()) for cell in row]
    unnamed = [place for place, name in enumerate(names) if not name and " " in row[place].strip()]
    if unnamed:
        names[max(unnamed, key=lambda at: (not _is_sentence(row[at]), len(row[at])))] = "title"
    return [
        name or ("abstract" if _is_sentence(cell) else "")
        for name, cell in zip(names, row, strict=True)
    ]


def _is_sentence(cell: str) -> bool:
    return cell.strip().endswith((".", "。")) and " " in cell.strip()


def _seems(cell: str) -> str:
    """Return what a cell seems to be by itself; "" for one that may be a title."""
    if identified(cell):
        return "url"
    if len(cell) > _LONGEST_TITLE or (cell.endswith(".") and len(cell.split()) > _WORDS_OF_A_TEXT):
        return "abstract"
    if dates.day(cell) and len(cell) < _LONGEST_DAY:
        return "date"
    return "authors" if "," in cell and is_names(cell) else ""


def _record(names: Sequence[str], row: list[str]) -> dict[str, object]:
    record: dict[str, object] = {}
    for name, cell in zip(names, row, strict=False):
        if name.strip() and cell.strip():
            record.setdefault(name.strip(), cell.strip())
    return record
