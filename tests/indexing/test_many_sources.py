"""One paper of several sources in an index: what is shown, embedded, and passed over."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.types.paper import Paper

Make = Callable[..., PaperIndex]

KOREAN = """## Daily Papers (2025-03-04)

### [Paged Attention](https://arxiv.org/abs/2503.00001)

- **무엇**: 캐시를 나눕니다.
"""


def api(day: str, abstract: str) -> str:
    """Return a day's list of an API: papers with their abstracts."""
    sections = [{"label": "Abstract", "text": abstract}]
    record = {
        "id": "2503.00001",
        "title": "Paged Attention",
        "days": [day],
        "sections": sections,
    }
    return json.dumps(record) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("ko", "api"):
        (tmp_path / "d" / name).mkdir(parents=True)
    return tmp_path / "d"


def shown(index: PaperIndex) -> list[tuple[str, str]]:
    return [(part.label, part.source) for part in index.paper("2503.00001").sections]


BOTH = [("무엇", "ko"), ("Abstract", "api")]


def test_refreshing_an_api_replaces_no_words_and_embeds_only_its_own(
    make_index: Make, folder: Path, embedder: FakeEmbedder
) -> None:
    index = make_index()
    (folder / "ko" / "2025-03-04.md").write_text(KOREAN, encoding="utf-8")
    index.index([folder])
    assert shown(index) == [("무엇", "")]
    embedder.embedded.clear()
    for n, day in enumerate(("2025-03-04", "2025-03-05", "2025-03-05")):
        text = api(day, "We page the cache." + " More." * n)
        (folder / "api" / f"{day}.jsonl").write_text(text, encoding="utf-8")
        report = index.index([folder])
        assert (report.embedded, report.changed) == (1, 1)
        assert shown(index) == BOTH
    assert not [text for text in embedder.embedded if "캐시" in text]
    before = index.paper("2503.00001")
    assert index.index([folder]).unchanged == 1
    assert index.paper("2503.00001") == before


def test_papers_do_not_tell_in_which_order_files_were_read(make_index: Make, folder: Path) -> None:
    files = {
        folder / "ko" / "2025-03-04.md": KOREAN,
        folder / "api" / "2025-03-04.jsonl": api("2025-03-04", "We page the cache."),
        folder / "api" / "2025-03-05.jsonl": api("2025-03-05", "We page it."),
    }
    papers: list[Paper] = []
    for n, order in enumerate(itertools.permutations(files)):
        index = make_index(f"index{n}")
        for path in order:
            path.write_text(files[path], encoding="utf-8")
            index.index([path])
        papers.append(index.paper("2503.00001"))
    assert [paper == papers[0] for paper in papers] == [True] * 6
    assert shown(index) == BOTH


def test_an_export_reads_back_as_the_same_paper(
    make_index: Make, folder: Path, tmp_path: Path
) -> None:
    from papersearch.digest import dump

    index, again = make_index(), make_index("again")
    (folder / "ko" / "2025-03-04.md").write_text(KOREAN, encoding="utf-8")
    (folder / "api" / "2025-03-04.jsonl").write_text(api("2025-03-04", "We."), encoding="utf-8")
    index.index([folder])
    (tmp_path / "all.jsonl").write_bytes(b"".join(map(dump, index.papers())))
    again.index([tmp_path / "all.jsonl"])
    assert list(again.papers()) == list(index.papers())
    again.index([folder])  # the same words beside their export are shown once
    assert sorted(shown(again)) == sorted(BOTH)


def test_what_leaves_with_its_file_takes_its_words_along(make_index: Make, folder: Path) -> None:
    index = make_index()
    own = folder / "ko" / "2025-03-04.md"
    own.write_text(KOREAN, encoding="utf-8")
    (folder / "api" / "2025-03-04.jsonl").write_text(api("2025-03-04", "We."), encoding="utf-8")
    index.index([folder])
    own.unlink()
    index.index([folder], prune=True)
    assert shown(index) == [("Abstract", "")]


def test_a_digest_that_cannot_be_read_any_more_is_wrong_where_it_was_one(
    make_index: Make, folder: Path
) -> None:
    own = folder / "list.txt"
    own.write_text(KOREAN, encoding="utf-8")
    (folder / "other.txt").write_bytes(b"\0")
    index = make_index()
    report = index.index([folder])
    assert (report.new, report.passed, report.problems) == (1, 1, [])
    own.write_bytes(b"\0")
    for prune in (False, True):
        report = index.index([folder], prune=prune)
        assert ["binary file" in str(problem) for problem in report.problems] == [True]
        assert len(index) == 1


def test_what_is_passed_over_is_not_stale(make_index: Make, folder: Path) -> None:
    (folder / "ko" / "2025-03-04.md").write_text(KOREAN, encoding="utf-8")
    (folder / "notes.md").write_text("# Notes\n\nnothing\n", encoding="utf-8")
    index = make_index()
    report = index.index([folder])
    assert (report.digests, report.passed, len(report.seen)) == (1, 1, 1)
    assert (index.status().digests, index.status().changed) == (1, 0)
    report = index.index([folder])
    assert (report.digests, report.passed, len(report.seen)) == (1, 1, 0)
    (folder / "notes.md").write_text(KOREAN.replace("00001", "00002"), encoding="utf-8")
    assert index.status().changed == 1
    assert index.index([folder]).new == 1


def test_parquet_of_others_is_passed_over_in_folders(make_index: Make, folder: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    arrow = pytest.importorskip("pyarrow")
    (folder / "ko" / "2025-03-04.md").write_text(KOREAN, encoding="utf-8")
    parquet.write_table(arrow.table({"a": [1]}), folder / "theirs.parquet")
    report = make_index().index([folder])
    assert (report.problems, report.passed) == ([], 1)
    assert "Parquet of something else (theirs.parquet)" in str(report.seen)
    report = make_index().index([folder / "theirs.parquet"])
    assert ["not written by" in str(problem) for problem in report.problems] == [True]
