"""Tables written as JSON column by column, as data frames are, turned into records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from papersearch.digest.records.layers import sense

_TABLES = (("columns", "data"), ("headers", "rows"), ("header", "rows"), ("columns", "rows"))
_TELLING = frozenset(("url", "pdf", "id", "authors", "abstract", "summary", "day"))


def records(value: Any) -> list[dict[str, Any]] | None:
    """Return the records of a table; None for what is written otherwise.

    Its columns are lists of one length, or objects by the number of the row; or a list of names
    stands beside a list of rows, or is the first of them.
    """
    if type(value) is list:
        is_table = len(value) > 1 and type(value[0]) is list and type(value[1]) is list
        return _of_rows(value[0], value[1:]) if is_table else None
    if type(value) is not dict:
        return None
    for names, rows in _TABLES:
        if names in value and type(value.get(rows)) is list:
            return _of_rows(value[names], value[rows])
    return _of_columns(value)


def _of_rows(names: Any, rows: list[Any]) -> list[dict[str, Any]] | None:
    if type(names) is not list or not all(map(_is_text, names)) or not _tells(names):
        return None
    return [dict(zip(names, row, strict=False)) for row in rows if type(row) is list]


def _of_columns(value: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    if not any(
        type(own) in (list, dict) and sense(key)[0] == "title" for key, own in value.items()
    ):
        return None
    columns = {key: list(_column(own)) for key, own in value.items() if type(own) in (list, dict)}
    titles = next((own for key, own in columns.items() if sense(key)[0] == "title"), [])
    if len(titles) < 2 or not all(map(_is_text, islice(titles, 20))):
        return None
    alike = {key: own for key, own in columns.items() if len(own) == len(titles)}
    if not _tells(list(alike)):
        return None
    return [dict(zip(alike, row, strict=True)) for row in zip(*alike.values(), strict=True)]


def _column(own: Any) -> Iterator[Any]:
    if type(own) is list:
        yield from own
    elif all(key.isdigit() for key in islice(own, 20)):
        yield from own.values()


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _tells(names: list[str]) -> bool:
    meant = {sense(name)[0] for name in names}
    return "title" in meant and bool(meant & _TELLING)
