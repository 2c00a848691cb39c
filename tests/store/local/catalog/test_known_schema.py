"""Every catalog that a papersearch made is known, and nothing else is."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from papersearch.errors import IndexCorrupt
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.catalog.known_schema import _tokens, foreign
from papersearch.store.local.catalog.schema import OLDER
from papersearch.store.local.layout import CATALOG
from torture.crafted import _SCHEMAS

OTHERS = ("no column", "no table", "no tables", "an older format", "the format before")
"""What changes nothing that is there into something else."""


@pytest.mark.parametrize("name", sorted(set(_SCHEMAS) - {*OTHERS, "a newer format"}))
def test_what_is_not_ours_is_told_before_anything_is_read(tmp_path: Path, name: str) -> None:
    Catalog.create(tmp_path).close()
    with contextlib.closing(sqlite3.connect(tmp_path / CATALOG)) as connection:
        connection.executescript(_SCHEMAS[name])
    for opening in (Catalog.open, Catalog.create):
        with pytest.raises(IndexCorrupt, match=r"was not written by papersearch.*--index"):
            opening(tmp_path)


def test_columns_that_older_papersearches_had_or_were_given_are_known() -> None:
    connection = sqlite3.connect(":memory:")
    for statement in OLDER:
        name = statement.split()[2]
        if "crc" in statement or "_by_" in statement:
            continue
        connection.execute(f"DROP TABLE IF EXISTS {name}")  # of another format
        connection.execute(statement)
        if name == "facets" and "bylines" in statement:
            connection.execute("ALTER TABLE facets ADD COLUMN categories BLOB NOT NULL DEFAULT x''")
            assert foreign(connection) is None
        if name in ("entries", "papers", "passages"):
            connection.execute(f"ALTER TABLE {name} ADD COLUMN crc INTEGER NOT NULL DEFAULT 0")
        if name == "segments":
            connection.execute(
                "ALTER TABLE segments ADD COLUMN codes_bytes INTEGER NOT NULL DEFAULT 0"
            )
            connection.execute(
                "ALTER TABLE segments ADD COLUMN codes_sha256 BLOB NOT NULL DEFAULT x''"
            )
    assert foreign(connection) is None
    connection.execute("ALTER TABLE papers RENAME TO other")
    assert foreign(connection) == "table other"
    connection.close()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a 'b' c", "a 'b--\n' c"),
        ("a 'b c'", "a 'b  c'"),
        ("ab", "a b"),
        ("x ''", "x '''y'''"),
        ("a b", "a/**/b"),
        ("a b", "a\0b"),
        ("a b", "a\xa0b"),
    ],
)
def test_blanks_and_comments_alone_do_not_count(one: str, other: str) -> None:
    assert _tokens(one) != _tokens(other)
    assert _tokens(one) == _tokens(one.replace("a ", "a -- x 'y'\n\t"))
