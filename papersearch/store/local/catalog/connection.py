"""Opening the catalog's database: a stranger may have made it, until it is seen to be ours.

SQLite's authors say how to open such a file (https://www.sqlite.org/security.html).
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from papersearch.errors import (
    IndexCorrupt,
    IndexOutdated,
    IndexVersionMismatch,
)
from papersearch.runtime.closing import closed_on_error
from papersearch.store.local.catalog.cursor import explanation
from papersearch.store.local.catalog.known_schema import foreign
from papersearch.store.local.catalog.migrations import can_migrate
from papersearch.store.local.catalog.schema import APPLICATION_ID, FORMAT, TABLES_OF_NEW, crc32
from papersearch.types import limits

_WARY = (
    "PRAGMA trusted_schema = OFF",  # a view or an index calls no function that does anything
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
)
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: limits.CATALOG_VALUE_BYTES,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 10,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 25_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 8,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 100,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 10,
}
_DEFENSIVE = getattr(sqlite3, "SQLITE_DBCONFIG_DEFENSIVE", None)  # Python 3.12


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, each with its remedy."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise explanation(error, path) from error


def connect_readonly(path: Path) -> sqlite3.Connection:
    """Connect for reading; a folder that cannot be written is read without a log."""
    uri = path.resolve().as_uri()
    try:
        with closed_on_error(_connected(f"{uri}?mode=ro")) as connection:
            check_ours(connection, path)
    except sqlite3.OperationalError:
        # A log that cannot be opened beside the database: safe to ignore only while it is empty.
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise
        with closed_on_error(_connected(f"{uri}?immutable=1")) as connection:
            check_ours(connection, path)
    connection.execute("PRAGMA query_only = ON")
    return connection


def connect_writing(path: Path) -> tuple[sqlite3.Connection, int]:
    """Connect for writing, and make the tables where there is nothing; also return the format."""
    with closed_on_error(_connected(f"{path.resolve().as_uri()}?mode=rwc")) as connection:
        version = check_ours(connection, path, migrating=True) if has_tables(connection) else FORMAT
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA journal_mode = WAL")
        if not has_tables(connection):
            connection.executescript(
                f"BEGIN IMMEDIATE; PRAGMA application_id = {APPLICATION_ID}; "
                f"PRAGMA user_version = {FORMAT}; {TABLES_OF_NEW} COMMIT;"
            )
        # All that is there is ours by now, and the trigger among it calls crc32.
        connection.execute("PRAGMA trusted_schema = ON")
    return connection, version


def connect_to_remains(path: Path) -> sqlite3.Connection:
    """Connect to a copy of a damaged catalog, whatever it holds."""
    return _connected(f"{path.resolve().as_uri()}?mode=rw")


def _connected(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, isolation_level=None, timeout=30, check_same_thread=False
    )
    with closed_on_error(connection):
        for category, most in _LIMITS.items():
            connection.setlimit(category, most)
        if _DEFENSIVE is not None:
            connection.setconfig(_DEFENSIVE, True)  # type: ignore[attr-defined,unused-ignore]
        for statement in _WARY:
            connection.execute(statement)
        connection.create_function("crc32", -1, crc32, deterministic=True)
    return connection


def has_tables(connection: sqlite3.Connection) -> bool:
    """Whether there is anything in a database yet."""
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def check_ours(connection: sqlite3.Connection, path: Path, *, migrating: bool = False) -> int:
    """Return the format of a catalog that can be read, or migrated, before all else is read of it.

    Raises:
        IndexCorrupt: it is none, or there is something in it that papersearch makes none of.
        IndexVersionMismatch: it has another format.
    """
    connection.execute("BEGIN")  # so that a writer brings nothing up to date in between
    try:
        owner = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if owner != APPLICATION_ID:
            raise _not_ours(path)
        _check_format(version, path, migrating=migrating)
        if strange := foreign(connection):
            raise _not_ours(path, strange)
    finally:
        connection.execute("ROLLBACK")
    return int(version)


def _check_format(version: int, path: Path, *, migrating: bool) -> None:
    if version == FORMAT or (migrating and can_migrate(version)):
        return
    if can_migrate(version):
        raise IndexOutdated(
            f"{path} has format {version}, an older one: run any papersearch command where the "
            "folder can be written, which brings it up to date"
        )
    newer = "upgrade papersearch" if version > FORMAT else "build the index again"
    raise IndexVersionMismatch(
        f"{path} has format {version}, this papersearch reads format {FORMAT}: {newer}"
    )


def _not_ours(path: Path, strange: str = "") -> IndexCorrupt:
    because = f": it has a {strange}" if strange else ""
    return IndexCorrupt(
        f"{path} was not written by papersearch{because}: name another folder with --index"
    )
