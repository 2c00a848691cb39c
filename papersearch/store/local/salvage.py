"""Saving what a damaged catalog still holds into a new index, embedding nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from papersearch import files
from papersearch.errors import IndexNotFound, IndexUnwritable
from papersearch.store import facts
from papersearch.store.kept import decode as decode_kept
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.catalog.connection import connect_to_remains
from papersearch.store.local.catalog.cursor import are_right, bound
from papersearch.store.local.catalog.interests import keep_arriving
from papersearch.store.local.catalog.known_schema import is_ours
from papersearch.store.local.catalog.migrations import CHECKED
from papersearch.store.local.catalog.schema import FORMAT, crc32
from papersearch.store.local.index_store import IndexStore
from papersearch.store.local.layout import CATALOG
from papersearch.store.local.place import claim, is_empty, see
from papersearch.store.local.verify import repair
from papersearch.store.standing import checked_since, decode
from papersearch.types import documents, limits
from papersearch.types.passage_ids import ORDINAL_BITS

_PLAIN = ("meta", "sources", "removed")
_INTERESTS = ("arrivals", "watches", "shown", "taste", "kept")
"""They come first: papers that were copied before would arrive anew."""
_BY_NUMBER = {"papers": 0, "passages": ORDINAL_BITS}
_STEP = 64
_MANY = 100_000
_MAGIC = b"SQLite format 3\0"
_HEADER, _PAGE = 100, 4096  # bytes, as https://sqlite.org/fileformat.html has it
_PAGES, _FREE = 28, 32  # places of the number of pages, and of the list of free ones


@dataclass(slots=True)
class Salvaged:
    """How many papers were saved, and how many rows could not be."""

    papers: int = 0
    lost: int = 0


def salvage(folder: Path, to: Path) -> Salvaged:
    """Copy all sound rows of the catalog in ``folder`` to a new index in ``to``.

    A paper is saved when its row and all its passages are sound. The rest comes back from the
    digests: what was read of them is forgotten, so that the next indexing reads all again.

    Raises:
        IndexNotFound: there is none.
        IndexUnwritable: there is something in ``to``, or it cannot be written.
    """
    if not see(folder):
        raise IndexNotFound(f"there is no index in {folder}: name another folder with --index")
    if not is_empty(to):
        raise IndexUnwritable(f"{to} is not empty: name a new folder to save to")
    claim(to)
    saved = Salvaged()
    with (
        files.temporary_folder("papersearch-") as temporary,
        contextlib.closing(Catalog.create(to)) as catalog,
    ):
        damaged = _opened(folder / CATALOG, Path(temporary))
        with contextlib.closing(damaged), catalog.transaction():
            for table in dict.fromkeys((*_PLAIN, *_INTERESTS, *CHECKED)):
                saved.lost += _copy(damaged, catalog, table)
            catalog.execute("DELETE FROM sources")  # so that all digests are read again
            saved.lost += _drop_other_lengths(catalog)
            _drop_incomplete(catalog)
            keep_arriving(catalog)
        saved.papers = int(catalog.value("SELECT count(*) FROM papers"))
    with IndexStore.create(to) as store:
        repair(store)
    return saved


def _opened(path: Path, temporary: Path) -> sqlite3.Connection:
    """Open a copy of a damaged catalog that SQLite will read as far as there is anything.

    A catalog that was cut off is filled up to its length; a header that is none is replaced by
    that of an empty catalog, from which pages are reached all the same.
    """
    data = bytearray(files.read(path))
    sound = data.startswith(_MAGIC)
    if not sound:
        with contextlib.closing(Catalog.create(temporary / "empty")) as empty:
            empty.execute("PRAGMA journal_mode = DELETE")
        data[:_HEADER] = files.read(temporary / "empty" / CATALOG)[:_HEADER]
        data[_PAGES : _PAGES + 4] = (len(data) // _PAGE).to_bytes(4, "big")
        data[_FREE : _FREE + 8] = bytes(8)
    page = int.from_bytes(data[16:18], "big") or _PAGE
    length = int.from_bytes(data[_PAGES : _PAGES + 4], "big") * page
    data += bytes(max(0, min(length, 2 * len(data) + (1 << 30)) - len(data)))
    copy = temporary / CATALOG
    files.write_atomic(copy, data)
    log = path.with_name(path.name + "-wal")
    if sound and files.see(log):
        files.write_atomic(temporary / log.name, files.read(log))
    return connect_to_remains(copy)


def _copy(damaged: sqlite3.Connection, catalog: Catalog, table: str) -> int:
    """Copy the sound rows of a table, and return how many were not, as far as is known."""
    checked = CHECKED.get(table, ())
    decode = _DECODED.get(table, _as_it_is)
    columns = [row[1] for row in catalog.execute(f"PRAGMA table_info({table})").fetchall()]
    there = _columns(damaged, table)
    if not there:
        return 0 if table in _INTERESTS else 1  # nothing was written since there are watches
    lost = 0
    for row in _rows(damaged, table, [name for name in columns if name in there]):
        if row is None:
            lost += 1
            continue
        values = dict(zip((name for name in columns if name in there), row, strict=True))
        crc = crc32(*(values[name] for name in checked)) if checked else None
        if values.setdefault("crc", crc) != crc:  # an older format has no checksums
            lost += 1
            continue
        try:
            decode(values)
        except (ValueError, TypeError, KeyError, AttributeError):
            lost += 1
            continue
        marks = ", ".join("?" * len(columns))
        catalog.execute(
            f"INSERT OR IGNORE INTO {table} VALUES ({marks})", [values[name] for name in columns]
        )
    return lost


def _as_it_is(values: Mapping[str, Any]) -> None:
    """Check that the values of a row have the types that they should have.

    Raises:
        TypeError: one has not.
    """
    for name, value in values.items():
        if not are_right(name, [value]):
            raise TypeError(f"{name} is {value!r:.100}")


def _paper(values: Mapping[str, Any]) -> None:
    _as_it_is(values)
    if documents.decode_paper(values["document"]).id != values["id"]:
        raise ValueError("of another paper")


def _entry(values: Mapping[str, Any]) -> None:
    _as_it_is(values)
    entry = documents.decode_entry(values["document"])
    if (entry.id, entry.day) != (values["id"], values["day"]):
        raise ValueError("of another paper")


def _watch(values: Mapping[str, Any]) -> None:
    _as_it_is(values)
    decode(values["name"], values["document"])
    checked_since(values["since"])


def _kept(values: Mapping[str, Any]) -> None:
    _as_it_is(values)
    decode_kept(values["document"])


def _fact(values: Mapping[str, Any]) -> None:
    _as_it_is(values)
    facts.checked(values["key"], orjson.loads(values["value"]))


_DECODED: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "papers": _paper,
    "entries": _entry,
    "watches": _watch,
    "kept": _kept,
    "meta": _fact,
}
"""What looks closer at the rows of a table, and raises where they are not what we write."""


def _columns(damaged: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns of a table, none where it is not one of ours: a view may be endless."""
    try:
        if not is_ours(damaged, table):
            return []
        return [row[1] for row in damaged.execute(f"PRAGMA table_info({table})").fetchall()]
    except sqlite3.DatabaseError:
        return []


def _rows(
    damaged: sqlite3.Connection, table: str, columns: list[str]
) -> Iterator[tuple[object, ...] | None]:
    """Yield the rows that can be read, some of them twice; None for damage on the way.

    All in one go; after the first damage paper by paper, or from the other end.
    """
    sql = f"SELECT {', '.join(columns)} FROM {table}"
    try:
        yield from _steps(_asked(damaged, f"{sql} ORDER BY {columns[0]}"))
    except sqlite3.DatabaseError:
        yield None
    else:
        return
    if table not in _BY_NUMBER:
        with contextlib.suppress(sqlite3.DatabaseError):
            yield from _steps(_asked(damaged, f"{sql} ORDER BY {columns[0]} DESC"))
        return
    bits = _BY_NUMBER[table]
    for num in range(1, _highest(damaged) + 1):
        with contextlib.suppress(sqlite3.DatabaseError):
            bounds = (num << bits, ((num + 1) << bits) - 1)
            yield from _steps(_asked(damaged, f"{sql} WHERE {columns[0]} BETWEEN ? AND ?", bounds))


def _asked(damaged: sqlite3.Connection, sql: str, parameters: Sequence[int] = ()) -> sqlite3.Cursor:
    """Run a statement, which may take as long as the size of the catalog lets it."""
    (pages,), (page,) = (
        damaged.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size")
    )
    bound(damaged, pages * page)
    return damaged.execute(sql, parameters)


def _steps(cursor: sqlite3.Cursor) -> Iterator[tuple[object, ...]]:
    while rows := cursor.fetchmany(_STEP):
        yield from rows


def _highest(damaged: sqlite3.Connection) -> int:
    """Return the highest number that a paper may have."""
    try:
        found = damaged.execute("SELECT max(seq) FROM sqlite_sequence").fetchone()[0]
        return min(int(found), limits.PAPER_NUMBERS)
    except (sqlite3.DatabaseError, TypeError, ValueError):
        return _MANY


def _drop_other_lengths(catalog: Catalog) -> int:
    """Drop embeddings that cannot be of the model, all where it is not known; return how many."""
    model = catalog.meta("model")
    length = 2 * model["dimension"] if model else -1
    dropped = 0
    for table in ("passages", "pending"):
        dropped += catalog.execute(
            f"DELETE FROM {table} WHERE length(embedding) <> ?", (length,)
        ).rowcount
    return dropped


def _drop_incomplete(catalog: Catalog) -> None:
    """Drop passages without a paper, and papers of which a passage is missing."""
    catalog.execute(
        f"DELETE FROM papers WHERE num NOT IN (SELECT pid >> {ORDINAL_BITS} FROM passages) OR num "
        f"IN (SELECT pid >> {ORDINAL_BITS} FROM passages GROUP BY 1 "
        f"HAVING count(*) <= max(pid & {(1 << ORDINAL_BITS) - 1}))"
    )
    catalog.execute(
        f"DELETE FROM passages WHERE pid >> {ORDINAL_BITS} NOT IN (SELECT num FROM papers)"
    )
    catalog.execute(f"PRAGMA user_version = {FORMAT}")
