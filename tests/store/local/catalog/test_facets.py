"""Filters in columns, against what the papers say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from papersearch.errors import IndexCorrupt
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.catalog.facets import Facets
from papersearch.store.local.catalog.paper_facets import CHUNK_BITS
from papersearch.types.paper import Paper, Section
from papersearch.types.query import Filters

PAPERS = {
    1: Paper(
        "a", "One", (Section("New", "x"),), ("2024-01-01", "2024-03-01"), ("Ann Lee",), votes=5
    ),
    2: Paper("b", "Two", (Section("Old", "x"), Section("New", "y")), ("2024-02-01",), ("Bo",)),
    1 << CHUNK_BITS: Paper("c", "Three", (), (), ("Ann Lima", "Bo"), votes=0),
    (3 << CHUNK_BITS) + 7: Paper(
        "d", "Four", (Section("Old", "z"),), ("2025-01-01",), (), votes=10**12
    ),
}


@pytest.fixture
def facets(tmp_path: Path) -> Iterator[Facets]:
    catalog = Catalog.create(tmp_path)
    made = Facets(catalog)
    with catalog.transaction():
        made.put(PAPERS)
    yield made
    catalog.close()


def left(facets: Facets, **filters: object) -> list[str]:
    allowed = facets.allowed(Filters(**filters))  # type: ignore[arg-type]
    assert allowed is not None
    return [PAPERS[num].id for num in allowed.nums.tolist()]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"since": "2024-02-01", "until": "2024-02-28"}, ["b"]),  # not a, of days around it
        ({"since": "2024-03"}, ["a", "d"]),
        ({"min_votes": 0}, ["a", "c", "d"]),
        ({"min_votes": 6}, ["d"]),
        ({"authors": ("ann",)}, ["a", "c"]),
        ({"authors": ("ann", "BO")}, ["c"]),
        ({"authors": ("lee\nbo",)}, []),
        ({"authors": ("'",)}, ["a", "b", "c", "d"]),  # says nothing once it is folded
        ({"authors": ("\0",)}, ["a", "b", "c", "d"]),
        ({"sections": ("old",)}, ["b", "d"]),
        ({"sections": ("old",), "authors": ("bo",)}, ["b"]),
        ({"sections": ("title",)}, ["c"]),
    ],
)
def test_filters_leave_what_the_papers_say(
    facets: Facets, filters: dict[str, object], ids: list[str]
) -> None:
    assert left(facets, **filters) == ids


def test_passages_outside_of_the_sections_are_left_out(facets: Facets) -> None:
    allowed = facets.allowed(Filters(sections=("new",)))
    assert allowed is not None
    pids = np.array([1 << 16, 2 << 16, 2 << 16 | 1, 1 << 16 + CHUNK_BITS, 9 << 30], np.int64)
    assert allowed.of(pids).tolist() == [True, False, True, False, False]


def test_papers_change_and_go(facets: Facets) -> None:
    with facets._catalog.transaction():
        facets.put({2: Paper("b", "Two", (Section("Other", "x"),), ("2026-01-01",), ("Cy",))})
        facets.drop([1, 1 << CHUNK_BITS, 5])
    assert len(facets) == 2
    assert left(facets, since="2024-01-01") == ["b", "d"]
    assert left(facets, authors=("bo",)) == []
    assert left(facets, sections=("other",)) == ["b"]


@pytest.mark.parametrize(
    "change",
    [
        "days = substr(days, 1, 12)",
        "days = x'0102'",
        "bylines = x'00'",
        "labels = x'ffffff7f00000000'",
    ],
)
def test_damage_is_told_and_seen(facets: Facets, change: str) -> None:
    with facets._catalog.transaction():
        facets._catalog.execute(f"UPDATE facets SET {change}")
    assert facets.wrong(PAPERS.items())
    with pytest.raises(IndexCorrupt, match="what filters look at"):
        facets.allowed(Filters(sections=("old",), authors=("ann",)))


def test_what_is_remembered_ends_with_its_generation(facets: Facets) -> None:
    with facets._catalog.snapshot():
        assert left(facets, min_votes=0) == ["a", "c", "d"]
    with facets._catalog.transaction():
        facets.drop([1])
        assert len(facets) == 3
    with facets._catalog.snapshot():
        assert left(facets, min_votes=0) == ["c", "d"]
