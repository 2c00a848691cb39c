"""Finding damage: every row and file of an index against what it should be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from papersearch.errors import DerivedFileDamaged, IndexCorrupt
from papersearch.store.index_store import IndexStore
from papersearch.store.migrations import CHECKED
from papersearch.store.schema import ORDINAL_BITS


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong; ``derived`` tells whether it can be made again from the rest."""

    what: str
    derived: bool

    def __str__(self) -> str:
        return self.what


def damages(store: IndexStore) -> Iterator[Damage]:
    """Yield everything that is wrong with an index, the catalog first."""
    try:
        with store.catalog.snapshot():
            wrong = list(_catalog(store))
            yield from wrong
            if not wrong:
                yield from _facets(store)
                yield from _vectors(store)
                yield from _lexical(store)
    except (IndexCorrupt, sqlite3.DatabaseError) as error:
        yield Damage(f"{store.catalog.path}: {error}", derived=False)


def repair(store: IndexStore) -> None:
    """Make everything again that is derived from the catalog; embeds nothing.

    The caller holds the writer's lock.
    """
    catalog = store.catalog
    with catalog.transaction():
        store.facets.fill()
        catalog.execute("DELETE FROM doubts WHERE num NOT IN (SELECT num FROM papers)")
        store.vectors.rebuild()
        store.words.clear()
        catalog.execute("DELETE FROM changes")
        catalog.execute("INSERT INTO changes (num) SELECT num FROM papers")
    store.vectors.files.reload()
    store.vectors.sweep()
    store.lexical.clear()
    store.absorb()


def _catalog(store: IndexStore) -> Iterator[Damage]:
    catalog = store.catalog
    for (line,) in catalog.execute("PRAGMA integrity_check(20)").fetchall():
        if line != "ok":
            yield Damage(f"{catalog.path}: {line}", derived=False)
    there = {name for (name,) in catalog.execute("SELECT name FROM sqlite_master").fetchall()}
    for table, columns in CHECKED.items():
        if table not in there:  # nothing was written since there are watches
            continue
        key = columns[0]
        rows = catalog.execute(
            f"SELECT {key} FROM {table} WHERE crc <> crc32({', '.join(columns)})"
        ).fetchall()
        for (value,) in rows:
            what = f"the row {value} of {table} does not match its checksum"
            yield Damage(f"{catalog.path}: {what}", derived=False)
    yield from _passages(store)


def _passages(store: IndexStore) -> Iterator[Damage]:
    """Check that papers have passages, and that these are unit vectors of the model's dimension."""
    catalog, dimension = store.catalog, store.vectors.dimension
    lonely = catalog.value(
        f"SELECT count(*) FROM papers WHERE NOT EXISTS (SELECT 1 FROM passages WHERE pid "
        f"BETWEEN num << {ORDINAL_BITS} AND (num + 1 << {ORDINAL_BITS}) - 1)"
    )
    strays = catalog.value(
        f"SELECT count(*) FROM passages WHERE pid >> {ORDINAL_BITS} NOT IN (SELECT num FROM papers)"
    )
    for count, what in ((lonely, "papers have no passages"), (strays, "passages have no paper")):
        if count:
            yield Damage(f"{catalog.path}: {count:,} {what}", derived=False)
    wrong = 0
    for (data,) in catalog.execute("SELECT embedding FROM passages"):
        vector = np.frombuffer(data, "<f2").astype(np.float32)
        wrong += len(vector) != dimension or not abs(float(vector @ vector) - 1) < 0.02
    if wrong:
        yield Damage(f"{catalog.path}: {wrong:,} embeddings are no unit vectors", derived=False)


def _facets(store: IndexStore) -> Iterator[Damage]:
    """Check that what filters look at is what the papers say."""
    differing = store.facets.wrong(store.catalog.numbered())
    if differing:
        what = f"what filters look at differs from {differing:,} papers"
        yield Damage(f"{store.catalog.path}: {what}", derived=True)


def _vectors(store: IndexStore) -> Iterator[Damage]:
    try:
        store.vectors.files.check(whole=True)
        found = store.vectors.all_ids()
    except DerivedFileDamaged as damage:
        yield Damage(str(damage).split(": ")[0], derived=True)
        return
    pids = [pid for (pid,) in store.catalog.execute("SELECT pid FROM passages ORDER BY pid")]
    if not np.array_equal(found, pids):
        what = "other passages than the catalog"
        yield Damage(f"{store.vectors.folder} holds {what}", derived=True)


def _lexical(store: IndexStore) -> Iterator[Damage]:
    papers = int(store.catalog.value("SELECT count(*) FROM papers"))
    if not papers:
        return
    try:
        store.lexical.check()
        lagging = int(store.catalog.value("SELECT count(*) FROM changes"))
        counted = int(store.catalog.value("SELECT count(*) FROM words"))
        if store.words.damaged() or (counted != papers and not lagging):
            yield Damage(f"{store.catalog.path}: the words of papers are damaged", derived=True)
        if wrong := store.words.damaged_file():
            yield Damage(f"{wrong} does not match its checksum", derived=True)
        if store.lexical.count() != papers and not lagging:
            yield Damage(
                f"{store.lexical.folder} knows {store.lexical.count():,} of {papers:,} papers",
                derived=True,
            )
    except DerivedFileDamaged as damage:
        yield Damage(str(damage).split(": ")[0], derived=True)
