"""Finding damage: every row and file of an index against what it should be."""

from __future__ import annotations

import collections
import functools
import itertools
from collections.abc import Callable, Iterator

import numpy as np

from papersearch.errors import DerivedFileDamaged, IndexCorrupt
from papersearch.store import facts
from papersearch.store.local.catalog.interests import Interests
from papersearch.store.local.catalog.migrations import CHECKED
from papersearch.store.local.index_store import IndexStore
from papersearch.types.arrays import are_unit
from papersearch.types.damage import Damage
from papersearch.types.passage_ids import ORDINAL_BITS

_BATCH = 1024
_NAMED = 10
"""Rows of a table that are named one by one; more of them are counted."""


def damages(store: IndexStore) -> Iterator[Damage]:
    """Yield everything that is wrong with an index, the catalog first."""
    try:
        with store.catalog.snapshot():
            wrong = list(_catalog(store))
            yield from wrong
            if not wrong:
                yield from _facets(store)
                yield from _vectors(store)
                yield from _words(store)
    except IndexCorrupt as error:
        yield Damage(f"{error}".split(": `")[0], derived=False)


def repair(store: IndexStore) -> None:
    """Make everything again that is derived from the catalog; embeds nothing.

    The caller holds the writer's lock.
    """
    catalog = store.catalog
    with catalog.transaction():
        store.facets.fill()
        catalog.execute("DELETE FROM doubts WHERE num NOT IN (SELECT num FROM papers)")
        store.vectors.rebuild()
        store.rebuild_words()
    for part in (store.vectors.files, store.words):
        part.reload()
    store.vectors.sweep()
    store.words.sweep()


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
        wrong = f"FROM {table} WHERE crc IS NOT crc32({', '.join(columns)})"
        rows = catalog.execute(f"SELECT {key} {wrong} LIMIT {_NAMED}").fetchall()
        for (value,) in rows:
            what = f"the row {value} of {table} does not match its checksum"
            yield Damage(f"{catalog.path}: {what}", derived=False)
        if len(rows) == _NAMED:
            what = f"{catalog.value(f'SELECT count(*) {wrong}'):,} rows of {table} in all do not"
            yield Damage(f"{catalog.path}: {what}", derived=False)
    yield from _said(store)
    yield from _passages(store)


def _said(store: IndexStore) -> Iterator[Damage]:
    """Read what nobody counts: a row whose checksum is right may still say what we never write."""
    catalog = store.catalog
    interests = Interests(catalog)
    reads: tuple[Callable[[], object], ...] = (
        *(functools.partial(catalog.meta, name) for name in facts.NAMES),
        lambda: collections.deque(catalog.numbered(), 0),
        lambda: collections.deque(catalog.execute("SELECT name, num FROM dead_words"), 0),
        lambda: collections.deque(catalog.execute("SELECT source, fingerprint FROM sources"), 0),
        lambda: collections.deque(catalog.execute("SELECT id, day, seq, source FROM entries"), 0),
        lambda: collections.deque(catalog.execute("SELECT id FROM removed"), 0),
        store.learned.space,
        store.learned.glossary,
        store.learned.doubts,
        interests.watches,
        interests.taste,
        interests.kept,
    )
    for read in reads:
        try:
            read()
        except IndexCorrupt as error:
            yield Damage(f"{error}".split(": `")[0], derived=False)


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
        if len(data) != 2 * dimension:
            wrong += 1
            continue
        vector = np.frombuffer(data, "<f2").astype(np.float32)
        wrong += not are_unit(vector[None])
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
    if not np.array_equal(found, pids) or _has_other_rows(store):
        what = "other passages than the catalog"
        yield Damage(f"{store.vectors.folder} holds {what}", derived=True)


def _has_other_rows(store: IndexStore) -> bool:
    """Whether a vector is another than the catalog has, as far as half precision tells."""
    nums = iter(store.numbers())
    while some := list(itertools.islice(nums, _BATCH)):
        _, expected = store.embeddings_of(some)
        _, rows = store.vectors.of_papers(some)
        if not np.array_equal(rows, expected):
            return True
    return False


def _words(store: IndexStore) -> Iterator[Damage]:
    try:
        store.words.check(whole=True)
        wrong = store.has_other_words()
    except DerivedFileDamaged as damage:
        yield Damage(str(damage).split(": ")[0], derived=True)
        return
    if wrong:
        yield Damage(f"{store.words.folder} holds other words than the catalog", derived=True)
