"""Tables written as JSON column by column, as data frames are, turned into records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from papersearch.digest.records.layers import sense

_TELLING = frozenset(("url", "pdf", "id", "authors", "abstract", "summary", "day"))


def records(value: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """Return the records of columns; None for what is written otherwise.

    Columns are lists of one length, or objects by the number of the row; or a list of names stands
    beside a list of rows.
    """
    names, rows = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(rows, list) and all(map(_is_text, names)):
        told = [row for row in rows if isinstance(row, list)]
        return [dict(zip(names, row, strict=False)) for row in told] if _tells(names) else None
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
