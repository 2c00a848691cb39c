"""What files say, looked at: as indexing would read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from papersearch.digest import UNREADABLE, Digest, found
from papersearch.digest.looking import Look, look, papers_of
from papersearch.types.paper import Entry, Section

DIGEST = """## Daily Papers (2025-03-04)

### [A](https://arxiv.org/abs/2503.00001)

- first

### [B](https://arxiv.org/abs/2503.00002)

### [A](https://arxiv.org/abs/2503.00001)

Vote: 3
"""


def shard(path: Path) -> Digest:
    return Digest((Entry("2503.00009", path.name),))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, data in {
        "in/a.md": DIGEST.encode(),
        "in/b.md": b"# Notes\n\nnothing\n",
        "in/c.csv": b"\x00\x01\x02",
        "in/d.json": b"\xff\xfe\xfd",
        "in/e.json": b"[]",
        "in/f.parquet": b"PAR1",
    }.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(data)
    return tmp_path


def looks(*paths: str) -> dict[str, Look]:
    return {own.name: own for own in look(found(paths), shard)}


def test_a_paper_that_is_named_twice_is_one(folder: Path) -> None:
    (own,) = looks("in/a.md").values()
    assert [paper.id for paper in own.papers] == ["2503.00001", "2503.00002"]
    assert own.papers[0].votes == 3
    assert own.papers[0].sections == (Section("", "first"),)


def test_files_of_a_folder_that_hold_nothing_are_passed_over(folder: Path) -> None:
    every = looks("in")
    assert {name: own.passed for name, own in every.items() if own.passed} == {
        "in/b.md": "notes",
        "in/c.csv": UNREADABLE,
    }
    assert [name for name, own in every.items() if own.problems] == ["in/d.json"]
    assert every["in/e.json"] == Look("in/e.json")
    assert every["in/f.parquet"].papers[0].title == "f.parquet"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("in/b.md", "no paper in it, it seems to be notes: see docs/formats.md"),
        ("in/c.csv", "binary file, not a digest"),
    ],
)
def test_of_files_that_are_named_it_is_wrong(folder: Path, name: str, message: str) -> None:
    (own,) = looks(name).values()
    assert (own.papers, own.passed) == ((), "")
    assert message in own.problems[0].message


def test_papers_stand_where_they_are_named_first() -> None:
    entries = [Entry("2", "B"), Entry("1", "A"), Entry("2", "B", (), "2025-03-04")]
    assert [paper.id for paper in papers_of(entries, "a.md")] == ["2", "1"]
