"""Catalogs of older formats, brought to the present one in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from papersearch.store.schema import (
    ARRIVE,
    FACET_TABLES,
    FORMAT,
    INTEREST_TABLES,
    LEARNED_TABLES,
    WORD_TABLES,
)


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring a catalog of format ``version`` to the present one: all of it, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in range(version, FORMAT):
            _STEPS[step](connection)
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def add_interests(connection: sqlite3.Connection) -> None:
    """Give a catalog what watches and taste need, where it has not got it: all of it, or nothing.

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


def _from_1(connection: sqlite3.Connection) -> None:
    """Format 2 gave rows their checksums, and tables to what is learned."""
    for table in ("entries", "papers", "passages"):
        columns = CHECKED[table]
        connection.execute(f"ALTER TABLE {table} ADD COLUMN crc INTEGER NOT NULL DEFAULT 0")
        connection.execute(f"UPDATE {table} SET crc = crc32({', '.join(columns)})")
    for statement in LEARNED_TABLES:
        connection.execute(statement)
    _absorb_again(connection)


def _from_2(connection: sqlite3.Connection) -> None:
    """Format 3 keeps what filters look at in columns, and counts the words of papers."""
    from papersearch.store.catalog import Catalog  # which knows of this module
    from papersearch.store.facets import Facets

    for dropped in ("TABLE facets", "INDEX passages_by_label", "TABLE IF EXISTS reembedded"):
        connection.execute(f"DROP {dropped}")
    for column in (
        "codes_bytes INTEGER NOT NULL DEFAULT 0",
        "codes_sha256 BLOB NOT NULL DEFAULT x''",
    ):
        connection.execute(f"ALTER TABLE segments ADD COLUMN {column}")
    for statement in (*FACET_TABLES, *WORD_TABLES, *LEARNED_TABLES):
        connection.execute(statement)
    Facets(Catalog(connection, Path("catalog.sqlite"))).fill()
    _absorb_again(connection)


def _absorb_again(connection: sqlite3.Connection) -> None:
    """Let the lexical index read all papers, because it holds something else since then."""
    connection.execute("DELETE FROM changes")
    connection.execute("INSERT INTO changes (num) SELECT num FROM papers")


CHECKED: Mapping[str, tuple[str, ...]] = {
    "entries": ("id", "day", "source", "document"),
    "papers": ("id", "hash", "document"),
    "passages": ("pid", "label", "hash", "embedding"),
    "arrivals": ("seq", "id", "at"),
    "watches": ("number", "name", "document", "after", "since"),
    "taste": ("id", "opinion"),
}
"""What the checksum of each table's rows is made of."""

_STEPS: Mapping[int, Callable[[sqlite3.Connection], None]] = {1: _from_1, 2: _from_2}
