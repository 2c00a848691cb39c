"""Catalogs of older formats: their tables, brought to the present ones.

What the tables hold that is derived is made anew by :class:`IndexStore`, in the same transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

from papersearch.store.local.catalog.cursor import Cursor
from papersearch.store.local.catalog.schema import (
    ARRIVE,
    CATEGORIES,
    FACETS_OF_3,
    FORMAT,
    INTEREST_TABLES,
    LEARNED_TABLES,
    WORD_TABLES,
)

Execute = Callable[[str], Cursor]


def migrate(execute: Execute, version: int) -> None:
    """Bring the tables of format ``version`` to the present ones; call within a transaction."""
    for step in range(version, FORMAT):
        _STEPS[step](execute)
    execute(f"PRAGMA user_version = {FORMAT}")


def add_interests(connection: sqlite3.Connection) -> None:
    """Give a catalog what a reader says it in, where it has not got it: all of it, or nothing.

    The trigger goes where the table of papers is made anew, so it is what is looked for.
    """
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'arrive'").fetchone():
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in (*INTEREST_TABLES, *ARRIVE):
            connection.execute(statement)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def can_migrate(version: int) -> bool:
    """Whether a catalog of format ``version`` can be brought to the present one."""
    return version in _STEPS


def _from_1(execute: Execute) -> None:
    """Format 2 gave rows their checksums, and tables to what is learned."""
    for table in ("entries", "papers", "passages"):
        columns = CHECKED[table]
        execute(f"ALTER TABLE {table} ADD COLUMN crc INTEGER NOT NULL DEFAULT 0")
        execute(f"UPDATE {table} SET crc = crc32({', '.join(columns)})")
    for statement in LEARNED_TABLES:
        execute(statement)


def _from_2(execute: Execute) -> None:
    """Format 3 keeps what filters look at in columns."""
    for dropped in ("TABLE facets", "INDEX passages_by_label", "TABLE IF EXISTS reembedded"):
        execute(f"DROP {dropped}")
    for column in (
        "codes_bytes INTEGER NOT NULL DEFAULT 0",
        "codes_sha256 BLOB NOT NULL DEFAULT x''",
    ):
        execute(f"ALTER TABLE segments ADD COLUMN {column}")
    for statement in (*FACETS_OF_3, *LEARNED_TABLES):
        execute(statement)


def _from_3(execute: Execute) -> None:
    """Format 4 keeps words in files of its own, which are written with the papers."""
    for table in ("changes", "words"):
        execute(f"DROP TABLE IF EXISTS {table}")
    execute("DELETE FROM meta WHERE key = 'words'")
    for statement in WORD_TABLES:
        execute(statement)


def _from_4(execute: Execute) -> None:
    """Format 5 keeps which papers a watch has shown.

    A watch begins after the papers that it had looked at by then: none of them is shown again.
    """
    for statement in INTEREST_TABLES:
        execute(statement)


def _from_5(execute: Execute) -> None:
    """Format 6 keeps tags, notes and the reading list, and categories for filters to look at."""
    for statement in INTEREST_TABLES:
        execute(statement)
    execute(f"ALTER TABLE facets ADD COLUMN {CATEGORIES}")


CHECKED: Mapping[str, tuple[str, ...]] = {
    "entries": ("id", "day", "source", "document"),
    "papers": ("id", "hash", "document"),
    "passages": ("pid", "label", "hash", "embedding"),
    "arrivals": ("seq", "id", "at"),
    "watches": ("number", "name", "document", "after", "since"),
    "shown": ("number", "id"),
    "taste": ("id", "opinion"),
    "kept": ("id", "document"),
}
"""What the checksum of each table's rows is made of."""

_STEPS: Mapping[int, Callable[[Execute], None]] = {
    1: _from_1,
    2: _from_2,
    3: _from_3,
    4: _from_4,
    5: _from_5,
}
