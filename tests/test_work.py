"""How much work a warm query is, counted instead of timed: the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.types.query import Filters
from torture import corpus

QUERY = "visual compression 토큰"
FAR_MORE_CALLS = 1.5
"""Times what a query takes today, from which on somebody ought to look."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperIndex]:
    folder = tmp_path_factory.mktemp("work")
    corpus.write(folder / "digests", range(20), 15)
    made = PaperIndex.open(folder / "index", create=True, load=lambda *_a, **_k: FakeEmbedder())
    made.index([folder / "digests"])
    for _ in range(3):  # after which its papers are in memory
        made.query(QUERY)
    yield made
    made.close()


def calls(index: PaperIndex, filters: Filters, *, look: bool = False) -> int:
    """Count the Python functions that a query calls, with its evidence if one ``look``s."""
    count = 0

    def tell(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(tell)
    try:
        hits = index.query(QUERY, filters=filters)
        if look:
            list(hits)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    ("filters", "look", "usual"),
    [
        (Filters(), False, 1400),
        (Filters(), True, 3600),
        (Filters(since="2024-01-05"), False, 1400),
        (Filters(min_votes=10**6), False, 800),
    ],
    ids=["plain", "with evidence", "by date", "nothing left"],
)
def test_a_warm_query_calls_few_functions(
    index: PaperIndex, filters: Filters, look: bool, usual: int
) -> None:
    counted = calls(index, filters, look=look)
    assert usual / 10 < counted < FAR_MORE_CALLS * usual


def test_a_warm_query_asks_the_catalog_few_questions(index: PaperIndex) -> None:
    asked: list[str] = []
    connection = index._reader().catalog._connection
    connection.set_trace_callback(asked.append)
    try:
        list(index.query(QUERY))
    finally:
        connection.set_trace_callback(None)
    assert 0 < len(asked) <= 20


def test_what_a_query_reads_does_not_grow_with_the_corpus(
    index: PaperIndex, tmp_path: Path
) -> None:
    corpus.write(tmp_path / "digests", range(5), 15)
    with PaperIndex(tmp_path / "index", load=lambda *_a, **_k: FakeEmbedder()) as small:
        small.index([tmp_path / "digests"])
        for _ in range(3):
            small.query(QUERY)
        assert calls(index, Filters()) < 2 * calls(small, Filters())
