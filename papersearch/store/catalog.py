"""The catalog: one SQLite file that holds everything that cannot be made again.

Papers as JSON documents, their passages with embeddings, where they were read, and which
derived files belong to the present generation. A transaction of this database is the commit
of the whole index.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray

from papersearch.errors import (
    IndexCorrupt,
    IndexNotFound,
    PaperNotFound,
)
from papersearch.paper import Paper
from papersearch.store import documents
from papersearch.store.connection import (
    check_format,
    connect_readonly,
    explained,
    has_tables,
    know_crc32,
)
from papersearch.store.files import writing
from papersearch.store.halves import to_floats
from papersearch.store.migrations import add_interests, migrate
from papersearch.store.schema import (
    APPLICATION_ID,
    FACET_TABLES,
    FORMAT,
    LEARNED_TABLES,
    ORDINAL_BITS,
    TABLES,
    WORD_TABLES,
)

FILE = "catalog.sqlite"

_PAPER = "id, document, crc = crc32(id, hash, document)"
_PASSAGE = "pid, embedding, passages.crc = crc32(pid, label, hash, embedding)"

_BATCH = 1024
_T = TypeVar("_T")

Pids = NDArray[np.int64]
Matrix = NDArray[np.float32]


class Catalog:
    """The catalog of one index. Not for use from several threads at once."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self._version = -1
        self._memo: dict[str, Any] | None = None
        self._remembered: dict[str, Any] = {}

    @classmethod
    def open(cls, folder: Path) -> Catalog:
        """Open the catalog in ``folder`` for reading.

        Raises:
            IndexNotFound: there is none.
            IndexVersionMismatch: it has another format.
            IndexCorrupt: it is no database, or not ours.
        """
        path = folder / FILE
        if not path.is_file():
            raise IndexNotFound(
                f"there is no index in {folder}: build one with `papersearch index PATH...`, "
                "or name another folder with --index"
            )
        with explained(path):
            return cls(connect_readonly(path), path)

    @classmethod
    def create(cls, folder: Path) -> Catalog:
        """Open the catalog in ``folder`` for writing, made first where there is none.

        Raises:
            IndexUnwritable: the folder or the file cannot be written.
            IndexVersionMismatch, IndexCorrupt: as for :meth:`open`.
        """
        path = folder / FILE
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with explained(path):
            connection = sqlite3.connect(path, isolation_level=None, timeout=30)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA journal_mode = WAL")
            if not has_tables(connection):
                tables = "; ".join((*FACET_TABLES, *WORD_TABLES, *LEARNED_TABLES))
                connection.executescript(
                    f"BEGIN IMMEDIATE; PRAGMA application_id = {APPLICATION_ID}; "
                    f"PRAGMA user_version = {FORMAT}; {TABLES} {tables}; COMMIT;"
                )
            know_crc32(connection)
            version = check_format(connection, path, migrating=True)
            if version < FORMAT:
                migrate(connection, version)
            add_interests(connection)
            return cls(connection, path)

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reads of the body see one generation, whatever writers do meanwhile."""
        with explained(self.path):
            self._connection.execute("BEGIN")
            try:
                self.meta("generation")  # the first read fixes what is seen
                version = self.data_version()
                if version != self._version:
                    self._version, self._remembered = version, {}
                self._memo = self._remembered
                yield
            finally:
                self._memo = None
                with contextlib.suppress(sqlite3.ProgrammingError):  # closed in the meantime
                    self._connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit the writes of the body together, or none of them where it raises."""
        with explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            self._remembered = {}
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def memo(self, key: str, read: Callable[[], _T]) -> _T:
        """Return what ``read`` reads; within snapshots, read once a generation."""
        if self._memo is None:
            return read()
        if key not in self._memo:
            self._memo[key] = read()
        found: _T = self._memo[key]
        return found

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement."""
        try:
            return self._connection.execute(sql, parameters)
        except sqlite3.Error as error:
            with explained(self.path):
                raise error from None

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each of ``rows``."""
        self._connection.executemany(sql, rows)

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Return the first column of the first row, None where there is no row."""
        row = self.execute(sql, parameters).fetchone()
        return row[0] if row else None

    def select_many(self, sql: str, keys: Iterable[Any]) -> list[tuple[Any, ...]]:
        """Return the rows of ``sql``, whose one "?" stands for the JSON array of ``keys``."""
        return self._connection.execute(sql, (orjson.dumps(list(keys)).decode(),)).fetchall()

    def meta(self, key: str) -> Any:
        """Return a fact about the whole index, None where it was never set."""
        data = self.value("SELECT value FROM meta WHERE key = ?", (key,))
        return None if data is None else orjson.loads(data)

    def set_meta(self, key: str, value: object) -> None:
        """Store a fact about the whole index."""
        self.execute("REPLACE INTO meta VALUES (?, ?)", (key, orjson.dumps(value)))

    def data_version(self) -> int:
        """Return a number that changes when another connection has committed."""
        return int(self.value("PRAGMA data_version"))

    def papers(self, nums: Iterable[int]) -> Mapping[int, Paper]:
        """Return the papers that exist among ``nums``.

        Raises:
            IndexCorrupt: a row does not match its checksum.
        """
        rows = self.select_many(
            f"SELECT num, {_PAPER} FROM papers WHERE num IN (SELECT value FROM json_each(?))", nums
        )
        return documents.Papers({num: self._sound(*row) for num, *row in rows})

    def nums(self, ids: Iterable[str]) -> list[int]:
        """Return the numbers of those of ``ids`` that are papers."""
        rows = self.select_many(
            "SELECT num FROM papers WHERE id IN (SELECT value FROM json_each(?))", ids
        )
        return [num for (num,) in rows]

    def newest(self, count: int) -> dict[int, Paper]:
        """Return the ``count`` papers that were stored last, by number, in its order."""
        rows = self.execute(
            f"SELECT num, {_PAPER} FROM papers ORDER BY num DESC LIMIT ?", (count,)
        ).fetchall()
        return {num: self._paper(*row) for num, *row in rows[::-1]}

    def numbered(self) -> Iterator[tuple[int, Paper]]:
        """Yield every paper with its number, in its order; in between, papers may be changed."""
        last = -1
        while rows := self.execute(
            f"SELECT num, {_PAPER} FROM papers WHERE num > ? ORDER BY num LIMIT {_BATCH}", (last,)
        ).fetchall():
            for num, *row in rows:
                yield num, self._paper(*row)
            last = rows[-1][0]

    def all_papers(self) -> Iterator[Paper]:
        """Yield every paper, in the order of the ids."""
        for row in self.execute(f"SELECT {_PAPER} FROM papers ORDER BY id"):
            yield self._paper(*row)

    def paper(self, paper_id: str) -> tuple[int, Paper]:
        """Return the number and the paper of an id.

        Raises:
            PaperNotFound: there is none.
        """
        sql = f"SELECT num, {_PAPER} FROM papers WHERE id = ?"
        row = self.execute(sql, (paper_id,)).fetchone()
        if row is None:
            raise PaperNotFound(f"no paper {paper_id} in the index: `papersearch query` finds ids")
        return row[0], self._paper(*row[1:])

    def _paper(self, paper_id: str, document: bytes, sound: int) -> Paper:
        """Return the paper of a row that is ``sound``.

        Raises:
            IndexCorrupt: it is not.
        """
        return documents.decode_paper(self._sound(paper_id, document, sound))

    def _sound(self, paper_id: str, document: bytes, sound: int) -> bytes:
        if not sound:
            raise self.damaged(f"the row of paper {paper_id}")
        return document

    def damaged(self, what: str) -> IndexCorrupt:
        """Return the error that says what of the catalog is damaged, and the remedy."""
        return IndexCorrupt(
            f"{self.path}: {what} does not match its checksum: `papersearch verify` says what is "
            "damaged, `papersearch verify --salvage FOLDER` saves the rest"
        )

    def embeddings(self, pids: Iterable[int]) -> tuple[Pids, Matrix]:
        """Return the passages that exist among ``pids``, and their (n, d) float32 unit rows."""
        rows = self.select_many(
            f"SELECT {_PASSAGE} FROM passages WHERE pid IN (SELECT value FROM json_each(?)) "
            "ORDER BY pid",
            pids,
        )
        return self._matrix(rows)

    def some_embeddings(self, count: int) -> Matrix:
        """Return about ``count`` of the embeddings, evenly chosen, as (n, d) float32 unit rows."""
        every = max(1, self.passages() // count)
        highest = int(self.value("SELECT max(num) FROM papers") or 0)
        some = self.embeddings_of(range(every, highest + 1, every))[1]
        return some if len(some) else self.embeddings_of(range(highest + 1))[1]

    def passages(self) -> int:
        """Return the number of passages."""
        return int(self.value("SELECT coalesce(sum(length(labels)), 0) FROM facets")) // 8

    def embeddings_of(self, nums: Iterable[int]) -> tuple[Pids, Matrix]:
        """Return all passages of these papers, and their (n, d) float32 unit rows."""
        rows = self.select_many(
            f"SELECT {_PASSAGE} FROM json_each(?) CROSS JOIN passages "
            f"ON pid BETWEEN value << {ORDINAL_BITS} AND (value + 1 << {ORDINAL_BITS}) - 1 "
            f"ORDER BY pid",
            nums,
        )
        return self._matrix(rows)

    def _matrix(self, rows: Sequence[tuple[int, bytes, int]]) -> tuple[Pids, Matrix]:
        for pid, _, sound in rows:
            if not sound:
                raise self.damaged(f"the row of passage {pid}")
        return _matrix([row[:2] for row in rows])


def _matrix(rows: Sequence[tuple[int, bytes]]) -> tuple[Pids, Matrix]:
    pids = np.fromiter((pid for pid, _ in rows), np.int64, len(rows))
    flat = np.frombuffer(b"".join(data for _, data in rows), np.dtype("<f2"))
    dimension = len(flat) // len(rows) if rows else 0
    return pids, to_floats(flat.reshape(len(rows), dimension))
