"""Saving what there is of a catalog that somebody has made to mislead."""

from __future__ import annotations

import contextlib
import functools
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.store.local.layout import CATALOG
from torture.crafted import _SCHEMAS, set_value

Make = Callable[..., PaperIndex]


def changed(folder: Path, script: str) -> None:
    with contextlib.closing(sqlite3.connect(folder / CATALOG)) as connection:
        connection.executescript(script)


@pytest.mark.parametrize("name", ["a recursive view named papers", "a recursive view named meta"])
def test_a_view_in_place_of_a_table_is_not_read(
    papers: PaperIndex, make_index: Make, tmp_path: Path, name: str
) -> None:
    papers.close()
    changed(papers.folder, _SCHEMAS[name])
    assert papers.salvage(tmp_path / "saved").papers == 0
    assert list(make_index("saved").papers()) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "left"),
    [
        ("papers", "document", b'{"id": "x", "title": 5}', 0),
        ("papers", "document", "text", 0),
        ("passages", "embedding", b"short", 0),
        ("entries", "document", b"[]", 3),
        ("meta", "value", b'{"a": 1}', 0),
        ("watches", "document", b"{}", 3),
        ("removed", "id", b"\xff", 3),
    ],
)
def test_rows_that_are_not_ours_are_lost_and_the_rest_is_saved(
    papers: PaperIndex,
    make_index: Make,
    digests: Path,
    tmp_path: Path,
    table: str,
    column: str,
    value: object,
    left: int,
) -> None:
    papers.close()
    set_value(table, column, value, papers.folder)
    assert papers.salvage(tmp_path / "saved").papers == left
    saved = make_index("saved")
    assert saved.verify() == []
    saved.index([digests])
    assert len(saved) == 3


def test_status_reads_no_pipe_that_an_index_names(papers: PaperIndex, tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no named pipes here")
    papers.close()
    os.mkfifo(tmp_path / "pipe")
    with contextlib.closing(sqlite3.connect(papers.folder / CATALOG)) as connection:
        connection.executemany(
            "INSERT INTO sources VALUES (?, x'00')", [(f"{tmp_path}/pipe",), ("/dev/zero",)]
        )
        connection.commit()
    assert papers.status().vanished == 2


def test_many_damaged_rows_are_named_once_with_their_count(papers: PaperIndex) -> None:
    papers.close()
    with contextlib.closing(sqlite3.connect(papers.folder / CATALOG)) as connection:
        rows = ((f"2401.{n:05}", 1, 7) for n in range(500))
        connection.executemany("INSERT INTO taste VALUES (?, ?, ?)", rows)
        connection.commit()
    found = [str(damage) for damage in papers.verify()]
    assert len(found) < 20
    assert any("500 rows of taste" in what for what in found)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("papers", "document", b"{}"),
        ("glossary", "others", b"[5]"),
        ("dead_words", "num", "x"),
        ("removed", "id", b"x"),
        ("watches", "since", "yesterday"),
    ],
)
def test_verify_tells_what_a_right_checksum_hides(
    papers: PaperIndex, table: str, column: str, value: object
) -> None:
    papers.close()
    scripts = {
        "glossary": "INSERT INTO glossary VALUES ('a', x'5b5d')",
        "dead_words": "INSERT INTO dead_words VALUES ('a', 1)",
        "removed": "INSERT INTO removed VALUES ('2401.00001')",
        "watches": "INSERT INTO watches VALUES (1, 'a', CAST('{}' AS BLOB), 0, '', 0)",
    }
    changed(papers.folder, scripts.get(table, "SELECT 1"))
    functools.partial(set_value, table, column, value)(papers.folder)
    found = papers.verify()
    assert found
    assert not any(damage.derived for damage in found)
    assert all("\n" not in str(damage) for damage in found)
