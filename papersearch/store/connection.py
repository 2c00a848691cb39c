"""Opening the catalog's database: its format, reading beside a writer, errors in our words."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from papersearch.errors import (
    IndexCorrupt,
    IndexOutdated,
    IndexUnwritable,
    IndexVersionMismatch,
)
from papersearch.store.migrations import can_migrate
from papersearch.store.schema import APPLICATION_ID, FORMAT, crc32


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, each with its remedy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            raise IndexUnwritable(
                f"cannot write {path}: the disk is full or failing; nothing was lost, free some "
                "space and run the command again"
            ) from error
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            raise IndexUnwritable(
                f"cannot write {path}: no permission; use --index to name another folder"
            ) from error
        raise IndexCorrupt(
            f"{path}: {error}: `papersearch verify` says what is damaged; `papersearch index` with "
            "--index builds the index anew in another folder"
        ) from error
    except sqlite3.DatabaseError as error:
        raise IndexCorrupt(
            f"{path} is damaged ({error}): `papersearch verify --salvage FOLDER` saves what can be "
            "read of it"
        ) from error


def connect_readonly(path: Path) -> sqlite3.Connection:
    """Connect for reading; a folder that cannot be written is read without a log."""
    uri = path.resolve().as_uri()
    try:
        connection = sqlite3.connect(
            f"{uri}?mode=ro", uri=True, isolation_level=None, timeout=30, check_same_thread=False
        )
        know_crc32(connection)
        check_format(connection, path)
    except sqlite3.OperationalError:
        # A log that cannot be opened beside the database: safe to ignore only while it is empty.
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise
        connection = sqlite3.connect(
            f"{uri}?immutable=1", uri=True, isolation_level=None, check_same_thread=False
        )
        know_crc32(connection)
        check_format(connection, path)
    return connection


def has_tables(connection: sqlite3.Connection) -> bool:
    """Whether there is anything in a database yet."""
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def know_crc32(connection: sqlite3.Connection) -> None:
    """Let SQL compute the checksums of rows."""
    connection.create_function("crc32", -1, crc32, deterministic=True)


def check_format(connection: sqlite3.Connection, path: Path, *, migrating: bool = False) -> int:
    """Return the format of a catalog that can be read, or migrated."""
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if owner != APPLICATION_ID:
        raise IndexCorrupt(
            f"{path} was not written by papersearch: name another folder with --index"
        )
    if version == FORMAT or (migrating and can_migrate(version)):
        return int(version)
    if can_migrate(version):
        raise IndexOutdated(
            f"{path} has format {version}, an older one: run any papersearch command where the "
            "folder can be written, which brings it up to date"
        )
    newer = "upgrade papersearch" if version > FORMAT else "build the index again"
    raise IndexVersionMismatch(
        f"{path} has format {version}, this papersearch reads format {FORMAT}: {newer}"
    )
