"""Saving what a damaged catalog still holds into a new index, embedding nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from papersearch.errors import IndexUnwritable
from papersearch.store.catalog import FILE, Catalog
from papersearch.store.index_store import IndexStore
from papersearch.store.migrations import CHECKED
from papersearch.store.schema import FORMAT, ORDINAL_BITS
from papersearch.store.verify import repair

_PLAIN = ("meta", "sources", "removed")
_STEP = 64


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
        IndexUnwritable: there is something in ``to``, or it cannot be written.
    """
    if to.exists() and any(to.iterdir()):
        raise IndexUnwritable(f"{to} is not empty: name a new folder to save to")
    saved = Salvaged()
    damaged = sqlite3.connect(f"{(folder / FILE).resolve().as_uri()}?mode=ro", uri=True)
    with contextlib.closing(damaged), contextlib.closing(Catalog.create(to)) as catalog:
        with catalog.transaction():
            for table in (*_PLAIN, *CHECKED):
                saved.lost += _copy(damaged, catalog, table)
            catalog.execute("DELETE FROM sources")  # so that all digests are read again
            _drop_incomplete(catalog)
        saved.papers = int(catalog.value("SELECT count(*) FROM papers"))
    with IndexStore.create(to) as store:
        repair(store)
    return saved


def _copy(damaged: sqlite3.Connection, catalog: Catalog, table: str) -> int:
    """Copy the sound rows of a table, and return how many rows were not, as far as is known."""
    checked = CHECKED.get(table)
    columns = [row[1] for row in catalog.execute(f"PRAGMA table_info({table})").fetchall()]
    marks = ", ".join("?" * len(columns))
    lost = 0
    for row in _rows(damaged, table, columns):
        if row is None:
            lost += 1
            continue
        values = dict(zip(columns, row, strict=True))
        sound = (
            checked is None
            or catalog.value(
                f"SELECT crc32({', '.join('?' * len(checked))})", [values[name] for name in checked]
            )
            == values["crc"]
        )
        if not sound:
            lost += 1
            continue
        with contextlib.suppress(sqlite3.IntegrityError):
            catalog.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)
    return lost


def _rows(
    damaged: sqlite3.Connection, table: str, columns: list[str]
) -> Iterator[tuple[object, ...] | None]:
    """Yield the rows that can be read, from both ends towards the damage; None where it is."""
    names = ", ".join(columns)
    key = columns[0]
    for order in ("ASC", "DESC"):
        try:
            cursor = damaged.execute(f"SELECT {names} FROM {table} ORDER BY {key} {order}")
            while rows := cursor.fetchmany(_STEP):
                yield from rows
        except sqlite3.DatabaseError:
            yield None
        else:
            return


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
