"""Papers that earlier readers knew by another id: nothing is left of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.digest import Digest, parse_bytes
from papersearch.indexing.renamed import former
from papersearch.types.address import hashed
from papersearch.types.paper import Entry

LINK = "https://openreview.net/forum?id=aBcDeFgHiJ"
ID, OLD = "openreview:aBcDeFgHiJ", hashed(LINK)
DIGEST = f"## Daily Papers (2025-03-04)\n\n### [Sheep]({LINK})\n\n- sheep\n"

Make = Callable[..., PaperIndex]


def as_before(data: bytes, source: str) -> Digest:
    """Read a digest as readers did that knew arXiv alone."""
    digest = parse_bytes(data, source)
    return Digest(tuple(dataclasses.replace(e, id=hashed(e.url)) for e in digest.entries))


@pytest.fixture
def older(make_index: Make, tmp_path: Path) -> PaperIndex:
    (tmp_path / "a.md").write_text(DIGEST, encoding="utf-8")
    index = make_index()
    with (
        mock.patch("papersearch.indexing.reading.READER", b"papersearch-reader/2"),
        mock.patch("papersearch.digest.parse_bytes", as_before),
        mock.patch("papersearch.indexing.sources.Source.__init__.__defaults__", (as_before, True)),
    ):
        index.index([tmp_path / "a.md"])
    assert [paper.id for paper in index.papers()] == [OLD]
    return index


def test_a_paper_gets_its_new_id(older: PaperIndex, tmp_path: Path) -> None:
    report = older.index([tmp_path / "a.md"])
    assert [paper.id for paper in older.papers()] == [ID]
    assert report.problems == []
    assert older.index([tmp_path / "a.md"]).unchanged == 1
    assert older.paper(LINK).id == ID


def test_what_was_removed_stays_so(older: PaperIndex, tmp_path: Path) -> None:
    older.remove([LINK])
    report = older.index([tmp_path / "a.md"])
    assert (report.skipped, list(older.papers())) == (1, [])
    assert older.restore([LINK]) == 1
    (tmp_path / "a.md").write_text(DIGEST + "\n", encoding="utf-8")
    assert older.index([tmp_path / "a.md"]).new == 1


def test_papers_that_a_file_has_under_both_ids_stay() -> None:
    entries = [
        Entry("mine", "A", url="https://example.org/a"),
        Entry(hashed("https://example.org/a"), "A", url="https://example.org/a"),
        Entry("2503.00001", "B", url="https://arxiv.org/abs/2503.00001"),
        Entry(ID, "Sheep", url=LINK),
    ]
    keys = {(entry.id, "", "a.md"): entry for entry in entries}
    assert former(keys) == {(ID, "", "a.md"): (OLD, "", "a.md")}
