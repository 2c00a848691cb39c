from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

import papersearch
from papersearch.errors import (
    IndexCorrupt,
    IndexNotFound,
    IndexUnwritable,
    IndexVersionMismatch,
    PaperNotFound,
)
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.layout import CATALOG
from papersearch.types import documents
from papersearch.types.paper import Paper


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    made = Catalog.create(tmp_path)
    yield made
    made.close()


def change(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / CATALOG)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_index_that_is_not_there_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match="papersearch index PATH"):
        Catalog.open(tmp_path / "nowhere")


@pytest.mark.parametrize(("version", "remedy"), [(99, "upgrade papersearch"), (0, "build the")])
def test_another_format_is_refused_with_the_remedy(
    tmp_path: Path, catalog: Catalog, version: int, remedy: str
) -> None:
    catalog.close()
    change(tmp_path, f"PRAGMA user_version = {version}")
    for opening in (Catalog.open, Catalog.create):
        with pytest.raises(IndexVersionMismatch, match=remedy):
            opening(tmp_path)


def test_another_database_is_not_taken_for_an_index(tmp_path: Path) -> None:
    change(tmp_path, "CREATE TABLE cats (name TEXT)")
    for opening in (Catalog.open, Catalog.create):
        with pytest.raises(IndexCorrupt, match="not written by papersearch"):
            opening(tmp_path)


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" * 300])
def test_a_damaged_catalog_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / CATALOG).write_bytes(content)
    for opening in (Catalog.open, Catalog.create):
        with pytest.raises(IndexCorrupt, match=r"catalog\.sqlite is damaged"):
            opening(tmp_path)


def test_a_folder_that_is_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexUnwritable, match=r"cannot write .*/file"):
        Catalog.create(tmp_path / "file" / "index")


def test_a_snapshot_sees_one_state_while_another_connection_writes(
    tmp_path: Path, catalog: Catalog
) -> None:
    reader = Catalog.open(tmp_path)
    with reader.snapshot():
        assert reader.meta("x") is None
        with catalog.transaction():
            catalog.set_meta("x", 1)
        assert reader.meta("x") is None
    with reader.snapshot():
        assert reader.meta("x") == 1
    reader.close()


def test_a_failed_transaction_leaves_no_trace(catalog: Catalog) -> None:
    def fail() -> None:
        with catalog.transaction():
            catalog.set_meta("x", 1)
            raise KeyError("stop")

    with pytest.raises(KeyError, match="stop"):
        fail()
    assert catalog.meta("x") is None


def test_a_reader_cannot_write(tmp_path: Path, catalog: Catalog) -> None:
    reader = Catalog.open(tmp_path)

    def write() -> None:
        with reader.transaction():
            reader.set_meta("x", 1)

    with pytest.raises(IndexUnwritable, match="no permission"):
        write()
    reader.close()


def test_an_unknown_paper_is_named(catalog: Catalog) -> None:
    with pytest.raises(PaperNotFound, match=r"no paper 2401\.00001"):
        catalog.paper("2401.00001")


def test_a_full_disk_is_named_and_loses_nothing(tmp_path: Path, catalog: Catalog) -> None:
    with catalog.transaction():
        catalog.set_meta("before", 1)
    catalog.execute(f"PRAGMA max_page_count = {catalog.value('PRAGMA page_count') + 2}")

    def fill() -> None:
        with catalog.transaction():
            catalog.set_meta("much", "x" * 1_000_000)

    with pytest.raises(IndexUnwritable, match="disk is full"):
        fill()
    assert (catalog.meta("before"), catalog.meta("much")) == (1, None)


def test_papers_are_decoded_when_they_are_looked_at() -> None:
    decoded: list[bytes] = []

    def decode(encoded: tuple[str, bytes]) -> Paper:
        decoded.append(encoded[1])
        return Paper(encoded[0], "Title")

    papers = documents.Papers({3: ("three", b"three"), 5: ("five", b"five")}, decode)
    assert (len(papers), list(papers), 3 in papers, 4 in papers) == (2, [3, 5], True, False)
    assert {3, 4, 5} - papers.keys() == {4}
    assert decoded == []
    assert papers[3] is papers[3]
    assert [paper.id for paper in papers.values()] == ["three", "five"]
    assert decoded == [b"three", b"five"]


def test_no_statement_numbers_its_parameters() -> None:
    """A sequence for numbered ones is an error from Python 3.14 on, and a warning before."""
    package = Path(papersearch.__file__).parent
    numbered = [
        f"{path.relative_to(package)}:{number}"
        for path in package.rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(r"[ (,]\?\d", line) and '"' in line
    ]
    assert numbered == []
