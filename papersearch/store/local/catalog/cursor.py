"""Rows of a catalog as they are read: of the types that they should have, or an error of ours.

SQLite lets any column hold a value of any type, and a file may be made so that its pages lead in
circles. Both are seen here, where a row leaves the database, and not by everything that uses it.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from papersearch.errors import IndexCorrupt, IndexUnwritable, PaperIndexError
from papersearch.types import limits
from papersearch.types.passage_ids import ORDINAL_BITS

STEP = 10_000
"""Steps of SQLite's machine between two looks at whether there were too many."""

STEPS_A_BYTE = 30
"""Steps that one statement may take for each byte of the database, and of its parameters.

The most that ours take is 10: of rows of ten bytes, of which each is copied.
"""

STEPS = 3_000_000
"""Steps that any statement may take, whatever the size: a quarter of a second."""

_TYPES: dict[str, type] = {
    **dict.fromkeys(
        "after bytes codes_bytes columns first num number opinion papers passages pid seq".split(),
        int,
    ),
    **dict.fromkeys(
        "bylines categories codes_sha256 data days document embedding fingerprint hash labels "
        "missing others sha256 tokens value".split(),
        bytes,
    ),
    **dict.fromkeys(
        "at day factory id key name passage_label since source token".split(),
        str,
    ),
    "recall": float,
    "score": float,
}
"""What columns hold, wherever they are read."""

_SIGNED = ("opinion",)
_BELOW = {
    "num": limits.PAPER_NUMBERS,
    "first": limits.PAPER_NUMBERS,
    "pid": limits.PAPER_NUMBERS << ORDINAL_BITS,
}

Row = tuple[Any, ...]
Parameters = Sequence[Any] | Mapping[str, Any]


class Cursor(sqlite3.Cursor):
    """Gives rows that are what they should be; raises as :func:`explanation` says."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        super().__init__(connection)
        self._path = path
        self._typed: list[tuple[int, str]] | None = None

    def run(self, sql: str, parameters: Parameters, size: int) -> Cursor:
        """Run a statement over a database of ``size`` bytes."""
        given = parameters.values() if isinstance(parameters, Mapping) else parameters
        size += sum(len(own) for own in given if isinstance(own, str | bytes))
        bound(self.connection, size)
        self._typed = None
        self._tried(lambda: self.execute(sql, parameters))
        return self

    def run_each(self, sql: str, rows: Any) -> None:
        """Run a statement that reads or writes one row for each of ``rows``."""
        self.connection.set_progress_handler(None, STEP)
        self._tried(lambda: self.executemany(sql, rows))

    def fetchone(self) -> Any:
        """Return the next row, None for no more."""
        row = self._tried(super().fetchone)
        return row if row is None else self._checked([row])[0]

    def fetchall(self) -> list[Row]:
        """Return all other rows."""
        return self._checked(self._tried(super().fetchall))

    def fetchmany(self, size: int | None = 1) -> list[Row]:
        """Return the next ``size`` rows, or fewer."""
        return self._checked(self._tried(lambda: super(Cursor, self).fetchmany(size)))

    def __next__(self) -> Row:
        return self._checked([self._tried(super().__next__)])[0]

    def _tried(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except sqlite3.Error as error:
            raise explanation(error, self._path) from error

    def _checked(self, rows: list[Row]) -> list[Row]:
        if self._typed is None:
            names = [column[0] for column in self.description or ()]
            self._typed = [(n, name) for n, name in enumerate(names) if name in _TYPES]
        for column, name in self._typed:
            if not are_right(name, [row[column] for row in rows]):
                raise not_ours(self._path, f"a value of {name!r}")
        return rows


def are_right(name: str, values: Collection[object]) -> bool:
    """Whether values are such as the column of a name may hold."""
    expected = _TYPES.get(name)
    if expected is None or not values:
        return True
    if {*map(type, values)} != {expected}:
        return False
    if expected is not int or name in _SIGNED:
        return True
    numbers = cast(Collection[int], values)
    return min(numbers) >= 0 and max(numbers) < _BELOW.get(name, 1 << 63)


def bound(connection: sqlite3.Connection, size: int) -> None:
    """Let the next statement take as many steps as ours may over ``size`` bytes."""
    left = (STEPS + STEPS_A_BYTE * size) // STEP
    # Nothing in it is Python: an interrupt from the keyboard would be lost in a callback.
    stop = itertools.chain(itertools.repeat(0, left), itertools.repeat(1)).__next__
    connection.set_progress_handler(stop, STEP)


def not_ours(path: Path, what: str) -> IndexCorrupt:
    """Return the error that says what in a catalog is not as papersearch writes it."""
    return IndexCorrupt(
        f"{path}: {what} is not as papersearch writes it: `papersearch verify` says what is "
        "damaged, `papersearch verify --salvage FOLDER` saves the rest"
    )


def explanation(error: sqlite3.Error, path: Path) -> PaperIndexError:
    """Return SQLite's error as one of ours, with its remedy."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_INTERRUPT"):
        return not_ours(path, "that there is more to read than its size has room for")
    if not isinstance(error, sqlite3.OperationalError):
        return IndexCorrupt(
            f"{path} is damaged ({error}): `papersearch verify --salvage FOLDER` saves what can be "
            "read of it"
        )
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return IndexUnwritable(
            f"cannot write {path}: the disk is full or failing; nothing was lost, free some "
            "space and run the command again"
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return IndexUnwritable(
            f"cannot write {path}: no permission; use --index to name another folder"
        )
    return IndexCorrupt(
        f"{path}: {error}: `papersearch verify` says what is damaged; `papersearch index` with "
        "--index builds the index anew in another folder"
    )
