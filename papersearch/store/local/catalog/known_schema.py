"""Whether all that a catalog is made of is ours: a table that is a view may run for ever.

SQLite keeps the statements that made its tables, indexes, triggers and views as they were written.
Each must be one that a papersearch wrote, apart from blanks and comments.
"""

from __future__ import annotations

import functools
import re
import sqlite3
from collections.abc import Iterable

from papersearch.store.local.catalog.schema import (
    ARRIVE,
    FACET_TABLES,
    INTEREST_TABLES,
    LEARNED_TABLES,
    OLDER,
    TABLES,
    WORD_TABLES,
)

# Compiled when first used, which queries do not: see docs/decisions/0021-cold-queries.md.
_PART = (
    r"(?s)--[^\n]*|[ \t\n\f\r]+"  # left out
    r"|('(?:[^']|'')*'|[A-Za-z0-9_]+|.)"
)
_QUOTED_NAME = r'"([A-Za-z_]+)"'  # as SQLite writes the name of a table it renames
_OF_SQLITE = (
    "CREATE TABLE sqlite_sequence(name,seq)",
    "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
    "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
)
_MOST = 100
"""Rows of a schema that are looked at; ours has half as many."""


def foreign(connection: sqlite3.Connection) -> str | None:
    """Return the name of something in the schema that is not ours, None for nothing."""
    rows = connection.execute(
        f"SELECT type, name, tbl_name, sql FROM sqlite_master LIMIT {_MOST}"
    ).fetchall()
    for kind, name, table, sql in rows:
        if kind == "index" and sql is None and name.startswith(f"sqlite_autoindex_{table}_"):
            continue  # of a UNIQUE in the statement of a table, which is in another row
        if not _is_ours(sql):
            return f"{kind} {name}"
    return "more than a hundred tables" if len(rows) == _MOST else None


def is_ours(connection: sqlite3.Connection, table: str) -> bool:
    """Whether a name is that of a table that a papersearch made."""
    found = connection.execute(
        "SELECT type, sql FROM sqlite_master WHERE name = ?", (table,)
    ).fetchall()
    return [kind for kind, _ in found] == ["table"] and _is_ours(found[0][1])


def _is_ours(sql: object) -> bool:
    if not isinstance(sql, str):
        return False
    return sql in _as_written() or _tokens(sql) in _known()


@functools.cache
def _as_written() -> frozenset[str]:
    """Return the statements of this papersearch as SQLite keeps them, without looking closer."""
    return frozenset(statement.replace("IF NOT EXISTS ", "") for statement in _statements())


@functools.cache
def _known() -> frozenset[tuple[str, ...]]:
    """Return the tokens of all statements of this and of older papersearches."""
    return frozenset(map(_tokens, (*_as_written(), *OLDER)))


def _statements() -> Iterable[str]:
    # A comment between two statements is part of neither.
    for statement in TABLES.split(";"):
        yield statement[statement.find("CREATE") :].rstrip()
    yield from (*FACET_TABLES, *WORD_TABLES, *LEARNED_TABLES, *INTEREST_TABLES, ARRIVE[-1])
    yield from _OF_SQLITE


def _tokens(sql: str) -> tuple[str, ...]:
    return tuple(token for token in re.findall(_PART, re.sub(_QUOTED_NAME, r"\1", sql)) if token)
