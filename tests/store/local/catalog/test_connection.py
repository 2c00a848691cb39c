"""Catalogs that are made to mislead SQLite itself: circles of pages, journals, odd types."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from papersearch.errors import IndexCorrupt, IndexUnwritable, NotOurs
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.catalog.cursor import STEPS, STEPS_A_BYTE, Cursor
from papersearch.store.local.index_store import IndexStore
from papersearch.store.local.layout import CATALOG
from papersearch.types import limits
from tests.store.papers import embedded, put

_PAGE = 4096
_DEPTH = 8
FETCHES: tuple[Callable[[Cursor], object], ...] = (
    Cursor.fetchone,
    Cursor.fetchall,
    Cursor.fetchmany,
    list,
)


def pages_in_circles(folder: Path) -> None:
    """Let each page of the table of the dead point to the next one 300 times, eight pages deep."""
    with contextlib.closing(sqlite3.connect(folder / CATALOG)) as connection:
        connection.execute("INSERT INTO dead VALUES (1)")
        connection.commit()
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'dead'"
        ).fetchone()
        connection.execute("PRAGMA journal_mode = DELETE")
    data = bytearray((folder / CATALOG).read_bytes())
    leaf = bytes(data[(root - 1) * _PAGE : root * _PAGE])
    first = len(data) // _PAGE + 1
    for level in range(_DEPTH):
        last = level == _DEPTH - 1
        page = leaf if last else _pointing_to(first + level + 1)
        data += page
    data[(root - 1) * _PAGE : root * _PAGE] = _pointing_to(first)
    data[28:32] = (len(data) // _PAGE).to_bytes(4, "big")
    (folder / CATALOG).write_bytes(data)


def _pointing_to(page: int) -> bytes:
    """Return an inner page of a table, all of whose children are one page."""
    cells = 300
    made = bytearray(_PAGE)
    made[0] = 5
    made[3:5] = cells.to_bytes(2, "big")
    start = _PAGE - 5 * cells
    made[5:7] = start.to_bytes(2, "big")
    made[8:12] = page.to_bytes(4, "big")
    for number in range(cells):
        at = start + 5 * number
        made[12 + 2 * number : 14 + 2 * number] = at.to_bytes(2, "big")
        made[at : at + 5] = page.to_bytes(4, "big") + b"\x01"
    return bytes(made)


def test_pages_that_lead_in_circles_end_a_statement(tmp_path: Path) -> None:
    Catalog.create(tmp_path).close()
    pages_in_circles(tmp_path)
    with contextlib.closing(Catalog.open(tmp_path)) as catalog:
        for sql in ("SELECT pid FROM dead", "SELECT count(DISTINCT pid) FROM dead"):
            with pytest.raises(IndexCorrupt, match=r"catalog\.sqlite.*(more to read|malformed)"):
                catalog.execute(sql).fetchall()


def test_steps_grow_with_what_there_is_to_read(tmp_path: Path) -> None:
    """Honest rows, as small as they come, are far from the bound, however many there are."""
    with contextlib.closing(Catalog.create(tmp_path)) as catalog:
        most = 200_000
        with catalog.transaction():
            catalog.executemany("INSERT INTO dead VALUES (?)", ((n,) for n in range(most)))
        taken = [0]
        connection: Any = catalog._connection
        statements = (
            "SELECT pid FROM dead ORDER BY pid",
            "SELECT count(*) FROM dead WHERE pid >> 16 NOT IN (SELECT num FROM papers)",
            "INSERT INTO dead_words SELECT 'a', pid FROM dead",
            "SELECT count(DISTINCT num) FROM dead_words",
        )
        for sql in statements:
            taken[0] = 0

            def count(taken: list[int] = taken) -> int:
                taken[0] += 1000
                return 0

            connection.set_progress_handler(count, 1000)
            connection.execute(sql).fetchall()
            assert taken[0] < (STEPS + STEPS_A_BYTE * catalog._bytes()) / 2
            catalog.execute("SELECT count(*) FROM dead").fetchall()


def test_a_journal_that_names_another_file_is_not_rolled_back(tmp_path: Path) -> None:
    index, mine = tmp_path / "index", tmp_path / "notes.txt"
    Catalog.create(index).close()
    mine.write_text("mine")
    name = f"{mine}".encode()
    with contextlib.closing(sqlite3.connect(index / CATALOG)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    head = bytes.fromhex("d9d505f920a163d7") + (0).to_bytes(4, "big") + bytes(4)
    pages = (index / CATALOG).stat().st_size // _PAGE
    head += pages.to_bytes(4, "big") + (512).to_bytes(4, "big") + _PAGE.to_bytes(4, "big")
    tail = (1 << 30 // _PAGE).to_bytes(4, "big") + name + len(name).to_bytes(4, "big")
    tail += (sum(name) & 0xFFFFFFFF).to_bytes(4, "big") + bytes.fromhex("d9d505f920a163d7")
    (index / f"{CATALOG}-journal").write_bytes(head.ljust(512, b"\0") + tail)
    with pytest.raises(NotOurs, match="-journal is a journal of several databases"):
        Catalog.create(index)
    assert mine.read_text() == "mine"


def test_another_database_is_left_as_it_is(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / CATALOG)) as connection:
        connection.execute("CREATE TABLE cats (name TEXT)")
    before = (tmp_path / CATALOG).read_bytes()
    with pytest.raises(IndexCorrupt, match="not written by papersearch"):
        Catalog.create(tmp_path)
    assert (tmp_path / CATALOG).read_bytes() == before


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("INSERT INTO removed VALUES (x'ff')", "id"),
        ("INSERT INTO dead_words VALUES ('a', 'x')", "num"),
        ("INSERT INTO dead_words VALUES ('a', 1 << 40)", "num"),
        ("INSERT INTO dead VALUES (-1)", "pid"),
        ("INSERT INTO sources VALUES ('a', 'text')", "fingerprint"),
    ],
)
def test_values_of_other_types_are_told_where_they_are_read(
    tmp_path: Path, sql: str, what: str
) -> None:
    with contextlib.closing(Catalog.create(tmp_path)) as catalog:
        catalog.execute(sql)
        read = f"SELECT {what} FROM {sql.split()[2]}"
        for fetch in FETCHES:
            with pytest.raises(IndexCorrupt, match=rf"a value of '{what}' is not as papersearch"):
                fetch(catalog.execute(read))


def test_text_that_is_no_text_is_told(tmp_path: Path) -> None:
    with contextlib.closing(Catalog.create(tmp_path)) as catalog:
        catalog.execute("INSERT INTO removed VALUES (CAST(x'ff' AS TEXT))")
        with pytest.raises(IndexCorrupt, match="Could not decode"):
            catalog.execute("SELECT id FROM removed").fetchall()


def test_numbers_end_before_they_are_too_many(tmp_path: Path) -> None:
    with IndexStore.create(tmp_path) as store:
        store.adopt({**embedded_model(), "dimension": 64})
        put(store, embedded(1))
        store.catalog.execute("UPDATE sqlite_sequence SET seq = ?", (limits.PAPER_NUMBERS - 1,))
        with pytest.raises(IndexUnwritable, match="papersearch copy"):
            put(store, embedded(2))
        assert len(store) == 1


def embedded_model() -> dict[str, Any]:
    from papersearch.embedding.fake import FakeEmbedder

    return FakeEmbedder().identity.to_json()
