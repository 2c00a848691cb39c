"""Indexes that somebody has made to mislead: every column odd, every table another thing.

Each is a sound index of which one thing is changed, with the checksum that belongs to the change.
"""

from __future__ import annotations

import contextlib
import functools
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from papersearch.api.paper_index import PaperIndex
from papersearch.store.local.catalog.migrations import CHECKED
from papersearch.store.local.catalog.schema import crc32
from papersearch.store.local.layout import CATALOG
from papersearch.types.watch import Watch
from torture import corpus
from torture.damage import fake

PAPERS = 12
_DEEP = b"[" * 5000
_VALUES: tuple[object, ...] = (
    None,
    0,
    -1,
    3,
    1 << 31,
    (1 << 63) - 1,
    -(1 << 63),
    0.5,
    float("inf"),
    "",
    "x",
    "\x1b[31m\0\u202e",
    "../../etc/passwd",
    "9" * 40,
    b"",
    b"\0",
    b"\xff" * 7,
    b"\xff" * 128,
    bytes(128),
    bytes(1 << 20),
    b"null",
    b"true",
    b"-1",
    b"1e400",
    b'"text"',
    b"[]",
    b"{}",
    b"[1]",
    b'[["a", "b", "c"]]',
    _DEEP,
    "[1]",
)
_JSON: tuple[object, ...] = (None, True, -1, 1 << 62, 0.5, "", "\0\u202e", [], [None], {}, {"a": 1})
_DOCUMENTS = {
    "meta": "value",
    "papers": "document",
    "entries": "document",
    "watches": "document",
    "kept": "document",
    "glossary": "others",
    "doubts": "missing",
}
_SCHEMAS = {
    "a recursive view named papers": "DROP TABLE papers; CREATE VIEW papers AS WITH RECURSIVE "
    "n(num) AS (SELECT 1 UNION ALL SELECT num + 1 FROM n) SELECT num, 'x' AS id, x'' AS hash, "
    "x'7b7d' AS document, 0 AS crc FROM n",
    "a recursive view named meta": "DROP TABLE meta; CREATE VIEW meta AS WITH RECURSIVE n(x) AS "
    "(SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT 'generation' AS key, x AS value FROM n",
    "another view": "CREATE VIEW spare AS SELECT 1",
    "a trigger": "CREATE TRIGGER spare AFTER INSERT ON removed BEGIN DELETE FROM papers; END",
    "another trigger of our name": "DROP TRIGGER arrive; CREATE TRIGGER arrive AFTER INSERT ON "
    "papers BEGIN DELETE FROM papers; END",
    "a generated column": "ALTER TABLE dead ADD COLUMN spare AS (zeroblob(100000000))",
    "a check": "DROP TABLE dead; CREATE TABLE dead (pid INTEGER PRIMARY KEY "
    "CHECK (length(randomblob(100000000)) > 0))",
    "a default": "DROP TABLE labels; CREATE TABLE labels (label INTEGER PRIMARY KEY, "
    "name TEXT NOT NULL UNIQUE DEFAULT (hex(randomblob(100000000))))",
    "an index of an expression": "CREATE INDEX spare ON papers (upper(id))",
    "an index of a part": "CREATE INDEX spare ON papers (id) WHERE length(id) > 3",
    "another collation": "DROP TABLE removed; CREATE TABLE removed (id TEXT PRIMARY KEY COLLATE "
    "NOCASE) WITHOUT ROWID",
    "full-text tables": "CREATE VIRTUAL TABLE spare USING fts5(x)",
    "full-text papers": "DROP TABLE removed; CREATE VIRTUAL TABLE removed USING fts5(id)",
    "pages as a table": "CREATE VIRTUAL TABLE spare USING dbstat",
    "another column": "ALTER TABLE papers ADD COLUMN spare TEXT",
    "no column": "ALTER TABLE segments DROP COLUMN recall",
    "no table": "DROP TABLE facets",
    "no tables": "DROP TABLE papers; DROP TABLE passages; DROP TABLE word_segments",
    "a table of another kind": "DROP TABLE removed; CREATE TABLE removed (id TEXT PRIMARY KEY)",
    "many tables": ";".join(f"CREATE TABLE t{n} (x)" for n in range(300)),
    "another owner": "PRAGMA application_id = 7",
    "an older format": "PRAGMA user_version = 1",
    "the format before": "PRAGMA user_version = 3",
    "a newer format": "PRAGMA user_version = 1000000",
}


class Crafted(NamedTuple):
    """One change of an index: what it is called, and what makes it of an index folder."""

    name: str
    make: Callable[[Path], None]


def sound(folder: Path) -> Path:
    """Build an index that has something in every table, and return its folder."""
    index = folder / "index"
    corpus.write(folder / "digests", range(5), PAPERS)
    with PaperIndex.open(index, create=True, load=fake) as papers:
        papers.index([folder / "digests"])
        papers.watches.add(Watch("sound", "speech compression"), since="2024-01-01")
        newest = [paper.id for paper in papers.newest(5)]
        papers.like(newest[:3])
        papers.kept.tag(newest[:2], ["torture"])
        papers.kept.note(newest[0], "a note")
        papers.kept.tick(newest[1:3])
        papers.remove(newest[4:])
    with _changed(index) as connection:
        (pid,) = connection.execute("SELECT min(pid) FROM passages").fetchone()
        row = "SELECT hash, embedding FROM passages WHERE pid = ?"
        (digest, embedding) = connection.execute(row, (pid,)).fetchone()
        connection.execute("INSERT INTO pending VALUES (?, ?)", (digest, embedding))
        connection.execute("INSERT INTO reembedded VALUES (?, ?, ?)", (pid, digest, embedding))
        connection.execute("INSERT OR IGNORE INTO dead VALUES (?)", (1 << 40,))
        connection.execute("INSERT OR IGNORE INTO dead_words SELECT name, 1 FROM word_segments")
        connection.execute("INSERT OR IGNORE INTO glossary VALUES ('token', '[[\"토큰\", 0.5]]')")
        connection.execute("INSERT OR IGNORE INTO doubts VALUES (1, 0.9, CAST('[\"a\"]' AS BLOB))")
        connection.execute("INSERT OR REPLACE INTO arrays VALUES ('passages', 64, zeroblob(256))")
    return index


def crafted(index: Path) -> Iterator[Crafted]:
    """Yield every change there is of an index that :func:`sound` has built."""
    for name, script in _SCHEMAS.items():
        yield Crafted(f"schema: {name}", functools.partial(_script, script))
    with contextlib.closing(sqlite3.connect(index / CATALOG)) as connection:
        yield from _columns(connection)
        yield from _documents(connection)
    for number, name in enumerate(("../../x.faiss", "/etc/passwd", "x\0.faiss", "a" * 500)):
        yield Crafted(f"segments.name: {number}", functools.partial(_rename, name))


def _columns(connection: sqlite3.Connection) -> Iterator[Crafted]:
    tables = [
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if name not in ("sqlite_master", "sqlite_stat1")
    ]
    for table in tables:
        for _, column, kind, *_ in connection.execute(f"PRAGMA table_info({table})").fetchall():
            if column == "crc":
                continue
            for number, value in enumerate(_VALUES):
                if kind == "INTEGER" and not isinstance(value, int) and column in _KEYS:
                    continue  # SQLite itself keeps anything else out
                yield Crafted(
                    f"{table}.{column}: {number} {value!r:.20}",
                    functools.partial(set_value, table, column, value),
                )


_KEYS = ("pid", "num", "first", "label", "number", "seq")


def _documents(connection: sqlite3.Connection) -> Iterator[Crafted]:
    for table, column in _DOCUMENTS.items():
        key, limit = ("key", 50) if table == "meta" else ("rowid", 1)
        if table in ("entries", "glossary", "kept"):
            key = "1"
        rows = connection.execute(f"SELECT {key}, {column} FROM {table} LIMIT {limit}").fetchall()
        for found, data in rows:
            for number, document in enumerate(_odd(json.loads(data))):
                encoded = json.dumps(document).encode()
                where = f"{key} = '{found}'" if table == "meta" else "1"
                yield Crafted(
                    f"{table}.{column} {found}: {number} {encoded[:40]!r}",
                    functools.partial(set_value, table, column, encoded, where=where),
                )


def _odd(document: Any) -> Iterator[Any]:
    """Yield a JSON document with each of its parts in turn replaced by something odd, or gone."""
    for value in _JSON:
        if value != document:
            yield value
    if isinstance(document, dict):
        yield {**document, "spare": 1}
        for key in document:
            yield {name: value for name, value in document.items() if name != key}
            for value in _odd(document[key]):
                yield {**document, key: value}
    elif isinstance(document, list) and document:
        yield document[1:]
        yield document * 1000
        for value in _odd(document[0]):
            yield [value, *document[1:]]


def set_value(table: str, column: str, value: object, folder: Path, *, where: str = "1") -> None:
    """Put a value into a column of all rows, or of one where it is a key; seal rows anew."""
    with _changed(folder) as connection:
        (sql,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
        _describe(connection, table, sql.replace("NOT NULL", ""))
        connection.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {where}", (value,))
        if table in CHECKED:
            columns = ", ".join(CHECKED[table])
            connection.execute(f"UPDATE {table} SET crc = crc32({columns})")
        connection.commit()
        _describe(connection, table, sql)


def _describe(connection: sqlite3.Connection, table: str, sql: str) -> None:
    """Let SQLite take a table for one that another statement has made."""
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (sql, table))
    connection.commit()
    connection.execute("PRAGMA writable_schema = RESET")


def _script(script: str, folder: Path) -> None:
    with _changed(folder) as connection:
        connection.executescript(script)


def _rename(name: str, folder: Path) -> None:
    """Name a segment's file so in the catalog, and put the file where that leads, if it is near."""
    with _changed(folder) as connection:
        (old,) = connection.execute("SELECT name FROM segments LIMIT 1").fetchone()
        connection.execute("UPDATE segments SET name = ? WHERE name = ?", (name, old))
    with contextlib.suppress(OSError, ValueError):
        shutil.copy(folder / "vectors" / old, (folder / "vectors" / name).resolve())


@contextlib.contextmanager
def _changed(folder: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(folder / CATALOG)) as connection:
        connection.create_function("crc32", -1, crc32, deterministic=True)
        yield connection
        connection.commit()
