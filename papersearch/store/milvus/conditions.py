"""What filters leave of the rows of a store, as expressions that go with every search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from papersearch.store.milvus.collections import Names
from papersearch.store.milvus.connection import MOST_FOUND, Connection
from papersearch.store.milvus.encoding import any_of, batches, digest
from papersearch.store.milvus.facets import (
    Span,
    Within,
    around,
    authors_and_categories,
    numbers,
    span,
)
from papersearch.types.query import Filters

ALL = ("",)
_PAGE = 1000  # rows with long texts that are read at a time


@dataclass(frozen=True, slots=True)
class Left:
    """The expressions of papers and of passages: a row that is left meets one of them, "" for all.

    There is more than one only where the server cannot look within texts (:func:`left`).
    """

    papers: Sequence[str] = ALL
    passages: Sequence[str] = ALL


def left(
    connection: Connection, names: Names, filters: Filters, labels: Sequence[str] | None
) -> Left:
    """Return what ``filters`` leave, ``labels`` being those of the sections, None for any.

    A server that cannot look within texts (before Milvus 2.4) is asked for the rows that all
    other conditions leave; they are looked at here, and what is left goes by its numbers.
    """
    keys = None if labels is None else [digest(label) for label in labels]
    if keys is not None and not keys:
        return Left((), ())
    conditions = _conditions(connection, names, filters)
    if keys is not None:
        conditions.append(Within("labels", tuple(f"|{key}|" for key in keys)))
    able = connection.abilities.infix
    asked = [own for own in conditions if able or own.is_plain]
    looked_at = [own for own in conditions if own not in asked]
    common = [numbers(filters), *(f"({own.expression})" for own in asked if own.of_both)]
    of_papers = _joined(*common, *(f"({own.expression})" for own in asked if not own.of_both))
    section = "" if keys is None else any_of("label", keys)
    if not looked_at:
        return Left((of_papers,), (_joined(*common, section),))
    parts = _by_numbers(connection, names, of_papers, looked_at)
    return Left(parts, [_joined(part, section) for part in parts])


def _conditions(connection: Connection, names: Names, filters: Filters) -> list[Span | Within]:
    surrounding = around(filters)
    straddled = bool(
        surrounding and connection.some_rows(names.papers, surrounding, ["num"], limit=1)
    )
    days = span(filters, straddled=straddled)
    return [*((days,) if days else ()), *authors_and_categories(filters)]


def _by_numbers(
    connection: Connection, names: Names, expression: str, conditions: Sequence[Span | Within]
) -> list[str]:
    """Return expressions of the numbers of the papers that meet conditions, looked at here."""
    fields = sorted({field for own in conditions for field in own.fields})
    rows = connection.all_rows(names.papers, expression, fields, _PAGE)
    nums = [row["num"] for row in rows if all(own.holds(row) for own in conditions)]
    return [any_of("num", some) for some in batches(nums, MOST_FOUND)]


def _joined(*conditions: str) -> str:
    return " and ".join(filter(None, conditions))
