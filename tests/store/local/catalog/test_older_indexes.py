"""An index made by an earlier papersearch goes on: nothing of it is lost, nothing embedded again.

``data/index-of-format-3.tar.gz`` was made by the command line from two of the sample days: both
were indexed, one summary and one count of votes edited and indexed again, 2406.19380 removed,
2407.02392 liked and 2407.03320 disliked, and two watches added after the first day; that of tokens
has shown what there was. The papers as they were exported then lie beside it.

``data/index-of-format-4-watches.tar.gz`` is of the two made-up days of conftest.py. Three watches
were added after the first: "tokens" and "voted" since that day, "states" from then on. "tokens" has
shown its paper before the second day was indexed, "states" after it, and "voted" (30 votes or more)
nothing.

``data/index-of-format-5.tar.gz`` was made by the command line of the same two days: 2407.00001 is
liked, 2407.00002 disliked, and a watch of tokens has shown the first of them.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tarfile
from pathlib import Path
from typing import Any, NoReturn

import orjson
import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.digest import dump
from papersearch.errors import IndexOutdated
from papersearch.store.local.catalog.schema import FORMAT
from papersearch.store.local.index_store import IndexStore
from papersearch.types.kept import Kept

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A copy of the index, with its digests beside it."""
    return unpacked("index-of-format-3.tar.gz", tmp_path)


def unpacked(name: str, to: Path) -> Path:
    with tarfile.open(DATA / name) as archive:
        archive.extractall(to, filter="data")
    return to / "index"


def expected() -> list[dict[str, Any]]:
    lines = (DATA / "index-of-format-3.papers.jsonl").read_text(encoding="utf-8").splitlines()
    new = {"code": "", "categories": [], "venue": ""}  # of which that papersearch knew nothing
    return [{**orjson.loads(line), **new} for line in lines]


DAY_THREE = """## Daily Papers (2024-07-06)

### [States of Sheep](https://arxiv.org/abs/2407.00008)

Vote: 29

- **What's New**: How state spaces help to count sheep.

### [Tokens of Trust](https://arxiv.org/abs/2407.00009)

- **What's New**: 시각 토큰을 믿는 방법을 제안합니다.
"""


def refuse(*_args: object, **_options: object) -> NoReturn:
    raise AssertionError("something was embedded")


def test_a_reader_finds_all_of_it(older: Path) -> None:
    with PaperIndex.open(older) as index:
        assert [orjson.loads(dump(paper)) for paper in index.papers()] == expected()
        assert [hit.paper.id for hit in index.query("시각 토큰 압축", k=1).hits] == ["2407.02392"]


def test_what_the_reader_said_is_kept(older: Path) -> None:
    with PaperIndex.open(older) as index:
        assert [watch.name for watch in index.watches.all()] == ["tokens", "robots"]
        assert index.likes.all() == {"2407.02392": True, "2407.03320": False}
        # To the one all has been shown, the other has yet to look at the second day.
        assert (index.feed(["tokens"]).looked, index.feed(["robots"]).looked) == (0, 13)


def test_what_watches_have_shown_is_not_shown_again(tmp_path: Path) -> None:
    """A mark of format 4 said up to which paper all had been looked at: none of them is new."""
    folder = unpacked("index-of-format-4-watches.tar.gz", tmp_path)
    with PaperIndex.open(folder) as index:
        assert len(list(index.papers())) == 3
        day = tmp_path / "digests" / "06.md"
        day.write_text(DAY_THREE, encoding="utf-8")
        index.index([tmp_path / "digests"])
        names = ["tokens", "voted"]
        feed = index.feed(names)
        assert [own.paper.id for own in feed.caught] == ["2407.00009"]
        index.mark_shown(feed)
        assert len(index.feed(names)) == 0
        assert index.verify() == []
        day.write_text(DAY_THREE.replace("Vote: 29", "Vote: 30"), encoding="utf-8")
        index.index([tmp_path / "digests"])
        assert [own.paper.id for own in index.feed(names).caught] == ["2407.00008"]


@pytest.mark.slow
def test_a_writer_embeds_nothing_and_brings_nothing_back(older: Path) -> None:
    with PaperIndex(older, load=refuse) as index:
        report = index.index([older.parent / "digests"])
        assert (report.new, report.embedded, report.skipped) == (0, 0, 1)
        assert [orjson.loads(dump(paper)) for paper in index.papers()] == expected()
    with PaperIndex.open(older) as index:
        assert index.verify() == []
        assert not (older / "lexical").exists()
        assert not list(older.glob("vectors/*.codes"))
        with index._writing(0) as store:
            assert store.catalog.value("PRAGMA user_version") == FORMAT
            assert not store.has_other_words()


def derived(folder: Path) -> dict[str, int]:
    """Return the files that are made from the catalog, and when each was written."""
    files = (path for part in ("vectors", "words") for path in (folder / part).iterdir())
    return {path.name: path.stat().st_mtime_ns for path in files}


def test_an_index_of_format_5_gets_a_table_and_nothing_else(tmp_path: Path) -> None:
    folder = unpacked("index-of-format-5.tar.gz", tmp_path)
    before = derived(folder)
    with pytest.raises(IndexOutdated, match="has format 5, an older one"):
        IndexStore.open(folder)
    with PaperIndex.open(folder) as index:
        assert derived(folder) == before
        assert index.kept.all() == {}
        assert index.likes.all() == {"2407.00001": True, "2407.00002": False}
        assert (len(index), index.feed().looked) == (3, 2)
        assert index.query("시각 토큰 압축", k=1)[0].paper.id == "2407.00001"
        assert index.verify() == []
        index.kept.tag(["2407.00002"], ["rl"])
    with PaperIndex.open(folder) as index:
        assert index.kept.all() == {"2407.00002": Kept(("rl",))}
        assert index.verify() == []


def test_an_older_index_is_salvaged_whole(tmp_path: Path) -> None:
    index = PaperIndex(unpacked("index-of-format-5.tar.gz", tmp_path), load=refuse)
    saved = index.salvage(tmp_path / "saved")
    assert (saved.papers, saved.lost) == (3, 0)
    with PaperIndex(tmp_path / "saved", load=refuse) as index:
        assert index.likes.all() == {"2407.00001": True, "2407.00002": False}
        assert index.verify(sample=0) == []


@pytest.mark.parametrize("number", ["3", "4", "4-watches", "5"])
def test_whatever_its_format_tags_and_notes_can_be_kept(number: str, tmp_path: Path) -> None:
    folder = unpacked(f"index-of-format-{number}.tar.gz", tmp_path)
    with PaperIndex(folder, load=refuse) as index:
        liked, one = index.likes.all(), next(index.papers()).id
        index.kept.note(one, "note")
        assert index.kept.all() == {one: Kept(note="note")}
        assert index.likes.all() == liked
        assert index.verify(sample=0) == []
    with contextlib.closing(sqlite3.connect(folder / "catalog.sqlite")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (FORMAT,)


def test_what_stops_on_the_way_leaves_the_older_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = unpacked("index-of-format-5.tar.gz", tmp_path)

    with monkeypatch.context() as patch:
        patch.setattr("papersearch.store.local.catalog.migrations.FORMAT", 7)  # it has no step
        with pytest.raises(KeyError, match="6"):
            IndexStore.create(folder)
    with pytest.raises(IndexOutdated, match="has format 5, an older one"):
        IndexStore.open(folder)
    with PaperIndex.open(folder) as index:
        index.kept.put(["2407.00001"])
        assert list(index.kept.listed()) == ["2407.00001"]
