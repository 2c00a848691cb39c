"""The catalog: one SQLite file that holds everything that cannot be made again.

Papers as JSON documents, their passages with embeddings, where they were read, and which
derived files belong to the present generation. A transaction of this database is the commit
of the whole index.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import orjson

from papersearch import files
from papersearch.errors import IndexCorrupt, IndexNotFound, PaperNotFound
from papersearch.runtime.closing import closed_on_error
from papersearch.store.facts import checked
from papersearch.store.local.catalog.connection import connect_readonly, connect_writing, explained
from papersearch.store.local.catalog.cursor import Cursor, Parameters, not_ours
from papersearch.store.local.catalog.generation import Generation
from papersearch.store.local.catalog.migrations import add_interests
from papersearch.store.local.catalog.schema import FORMAT
from papersearch.store.local.layout import CATALOG
from papersearch.store.local.mapped import Lengthy
from papersearch.store.local.place import see
from papersearch.types import documents
from papersearch.types.paper import Paper

_PAPER = "id, document, crc = crc32(id, hash, document)"

_BATCH = 1024
_T = TypeVar("_T")


class Catalog:
    """The catalog of one index. Not for use from several threads at once."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        version: int = FORMAT,
        *,
        writes: bool = False,
    ) -> None:
        self._connection = connection
        self.path = path
        self.format = version
        """The number of the format that its tables had when it was opened."""
        self._files = f"{path}", f"{path}-wal"
        self._mapped = Lengthy(f"{path}-shm")
        self._mapped.look()
        self._writes = writes
        self._version = -1
        self._room = 0
        self._generation = Generation()
        self._in_snapshot = False

    @classmethod
    def open(cls, folder: Path) -> Catalog:
        """Open the catalog in ``folder`` for reading.

        Raises:
            IndexNotFound: there is none.
            IndexVersionMismatch: it has another format.
            IndexCorrupt: it is no database, or not ours.
            NotOurs, IndexUnreadable: see :func:`papersearch.store.local.place.see`.
        """
        path = folder / CATALOG
        if not see(folder):
            raise IndexNotFound(
                f"there is no index in {folder}: build one with `papersearch index PATH...`, "
                "or name another folder with --index"
            )
        with explained(path):
            return cls(connect_readonly(path), path)

    @classmethod
    def create(cls, folder: Path) -> Catalog:
        """Open the catalog in ``folder`` for writing, made first where there is none.

        One of an older format is as it was: see :func:`migrate`.

        Raises:
            IndexUnwritable: the folder or the file cannot be written.
            IndexVersionMismatch, IndexCorrupt, NotOurs, IndexUnreadable: as for :meth:`open`.
        """
        path = folder / CATALOG
        see(folder)
        with files.writing(folder):
            files.make_folder(folder, linked=True)
            files.create(path)  # SQLite would not ask the umask
        with explained(path):
            connection, version = connect_writing(path)
            with closed_on_error(connection):
                add_interests(connection)
            return cls(connection, path, version, writes=True)

    def close(self) -> None:
        """Release the file."""
        self._mapped.look()
        if self._writes:
            self._settle()
        self._connection.close()

    def _settle(self) -> None:
        """Move what the log holds into the catalog, which is then all there is to copy.

        Where somebody reads just now, the next writer does it.
        """
        with contextlib.suppress(sqlite3.Error):
            self._connection.execute("PRAGMA busy_timeout = 0")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def interrupt(self) -> None:
        """End the statement that is under way with an error; may be called from any thread."""
        with contextlib.suppress(sqlite3.ProgrammingError):  # it was just closed
            self._connection.interrupt()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reads of the body see one generation, whatever writers do meanwhile."""
        self._mapped.look()
        with explained(self.path):
            self._connection.execute("BEGIN")
            try:
                self.meta("generation")  # the first read fixes what is seen
                version = self.data_version()
                if version != self._version:
                    self._version = version
                    self.forget()
                self._in_snapshot, self._room = True, self._bytes()
                yield
            finally:
                self._in_snapshot = False
                with contextlib.suppress(sqlite3.ProgrammingError):  # closed in the meantime
                    self._connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit the writes of the body together, or none of them where it raises."""
        self._mapped.look()
        with explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            self.forget()
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def forget(self) -> None:
        """Let the next snapshot remember nothing of those before."""
        self._generation = Generation()

    @property
    def generation(self) -> Generation:
        """What is known of this generation; outside of a snapshot, nothing is remembered."""
        return self._generation if self._in_snapshot else Generation()

    def execute(self, sql: str, parameters: Parameters = ()) -> Cursor:
        """Run one statement.

        Raises:
            IndexCorrupt, IndexUnwritable: it cannot be run, or a row is not what it should be.
        """
        size = self._room if self._in_snapshot else self._bytes()
        return self._cursor().run(sql, parameters, size)

    def executemany(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run one statement for each of ``rows``."""
        self._cursor().run_each(sql, rows)

    def _cursor(self) -> Cursor:
        return self._connection.cursor(lambda connection: Cursor(connection, self.path))

    def _bytes(self) -> int:
        """Return how large the database is, with its log."""
        return _size(self._files[0]) + _size(self._files[1])

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """Return the first column of the first row, None where there is no row."""
        row = self.execute(sql, parameters).fetchone()
        return row[0] if row else None

    def select_many(self, sql: str, keys: Iterable[Any]) -> list[tuple[Any, ...]]:
        """Return the rows of ``sql``, whose one "?" stands for the JSON array of ``keys``."""
        return self.execute(sql, (orjson.dumps(list(keys)).decode(),)).fetchall()

    def meta(self, key: str) -> Any:
        """Return a fact about the whole index, None where it was never set.

        Raises:
            IndexCorrupt: it is none that we write.
        """
        data = self.value("SELECT value FROM meta WHERE key = ?", (key,))
        if data is None:
            return None
        with self.reading(f"the {key} of the index"):
            return checked(key, orjson.loads(data))

    def set_meta(self, key: str, value: object) -> None:
        """Store a fact about the whole index."""
        self.execute("REPLACE INTO meta VALUES (?, ?)", (key, orjson.dumps(value)))

    def data_version(self) -> int:
        """Return a number that changes when another connection has committed."""
        self._mapped.look()
        return int(self.value("PRAGMA data_version"))

    def papers(self, nums: Iterable[int]) -> Mapping[int, Paper]:
        """Return the papers that exist among ``nums``.

        Raises:
            IndexCorrupt: a row does not match its checksum.
        """
        rows = self.select_many(
            f"SELECT num, {_PAPER} FROM papers WHERE num IN (SELECT value FROM json_each(?))", nums
        )
        found = {num: self._sound(*row) for num, *row in rows}
        return documents.Papers(
            found, self._decoded, lambda num: self.damaged(f"the row of paper number {num}")
        )

    def nums(self, ids: Iterable[str]) -> list[int]:
        """Return the numbers of those of ``ids`` that are papers."""
        rows = self.select_many(
            "SELECT num FROM papers WHERE id IN (SELECT value FROM json_each(?))", ids
        )
        return [num for (num,) in rows]

    def ids_of(self, nums: Iterable[int]) -> dict[int, str]:
        """Return the ids of papers, by number."""
        rows = self.select_many(
            "SELECT num, id FROM papers WHERE num IN (SELECT value FROM json_each(?))", nums
        )
        return dict(rows)

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
            if rows[-1][0] <= last:
                raise not_ours(self.path, "the order of papers")
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
        return self._decoded(self._sound(paper_id, document, sound))

    def _sound(self, paper_id: str, document: bytes, sound: int) -> tuple[str, bytes]:
        if not sound:
            raise self.damaged(f"the row of paper {paper_id}")
        return paper_id, document

    def _decoded(self, encoded: tuple[str, bytes]) -> Paper:
        """Return the paper of an id and a document, or raise IndexCorrupt."""
        paper_id, document = encoded
        with self.reading(f"the row of paper {paper_id}"):
            paper = documents.decode_paper(document)
            if paper.id != paper_id:
                raise ValueError(f"of {paper.id}")
        return paper

    @contextlib.contextmanager
    def reading(self, what: str) -> Iterator[None]:
        """Turn what the body raises of a value that is another than we write into IndexCorrupt."""
        try:
            yield
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            raise not_ours(self.path, what) from error

    def damaged(self, what: str) -> IndexCorrupt:
        """Return the error that says what of the catalog is damaged, and the remedy."""
        return IndexCorrupt(
            f"{self.path}: {what} does not match its checksum: `papersearch verify` says what is "
            "damaged, `papersearch verify --salvage FOLDER` saves the rest"
        )


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - for each statement
    except OSError:
        return 0
