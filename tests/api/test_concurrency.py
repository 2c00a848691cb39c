"""Readers beside a writer, with real processes and threads."""

from __future__ import annotations

import itertools
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.store.local.catalog.catalog import Catalog
from torture import corpus
from torture.damage import fake

Make = Callable[..., PaperIndex]
ROOT = Path(__file__).parents[2]
PAPERS = 12

READ = """
import json, sys, time
from pathlib import Path
from papersearch.embedding.fake import FakeEmbedder
from papersearch.api.paper_index import PaperIndex
seen, errors = [], []
with PaperIndex.open(sys.argv[1], load=lambda *_a, **_k: FakeEmbedder()) as index:
    print("ready", flush=True)
    end = time.monotonic() + 300
    while not Path(sys.argv[2]).exists() and time.monotonic() < end:
        try:
            papers = len(list(index.papers()))
            hits = index.query("visual compression", k=10_000, mode="dense")
            words = index.query("compression", k=10_000, mode="lexical")
            seen.append([papers, len(hits), len(words)])
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
print(json.dumps({"seen": seen, "errors": errors}))
"""


def reader(index: Path, stop: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", READ, str(index), str(stop)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.slow
def test_readers_see_whole_days_while_days_are_added(make_index: Make, tmp_path: Path) -> None:
    digests, stop = tmp_path / "digests", tmp_path / "stop"
    corpus.write(digests, range(1), PAPERS)
    index = make_index()
    index.index([digests])
    readers = [reader(index.folder, stop) for _ in range(2)]
    try:
        for day in range(1, 12):
            corpus.write(digests, range(day, day + 1), PAPERS)
            index.index([digests])
        time.sleep(0.3)
    finally:
        stop.touch()  # or the readers would read on for ever
    for said in [json.loads(process.communicate()[0]) for process in readers]:
        assert said["errors"] == []
        assert said["seen"][-1] == [12 * PAPERS] * 3
        for papers, by_meaning, _ in said["seen"]:
            assert papers % PAPERS == 0  # a day is there whole, or not at all
            assert by_meaning % PAPERS == 0


def test_an_open_index_notices_what_others_commit(make_index: Make, tmp_path: Path) -> None:
    corpus.write(tmp_path / "digests", range(1), PAPERS)
    writer, other = make_index(), make_index()
    writer.index([tmp_path / "digests"])
    assert len(other) == PAPERS
    corpus.write(tmp_path / "digests", range(2), PAPERS)
    writer.index([tmp_path / "digests"])
    assert len(other) == 2 * PAPERS
    assert len(other.query("compression", k=100)) == 2 * PAPERS


def test_what_is_checked_ahead_is_of_one_generation(
    make_index: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus.write(tmp_path / "digests", range(1), PAPERS)
    writer, other = make_index(), make_index()
    writer.index([tmp_path / "digests"])
    assert len(other) == PAPERS
    execute, days = Catalog.execute, iter(range(1, 4))
    read = other._reader().catalog

    def and_then_another_commits(self: Catalog, sql: str, *parameters: Any) -> sqlite3.Cursor:
        cursor = execute(self, sql, *parameters)
        if self is read and "FROM segments" in sql:
            for day in itertools.islice(days, 1):
                corpus.write(tmp_path / "digests", range(day, day + 1), PAPERS)
                writer.index([tmp_path / "digests"])
        return cursor

    monkeypatch.setattr(Catalog, "execute", and_then_another_commits)
    for _ in range(4):
        assert len(other.query("compression", k=100)) % PAPERS == 0
    assert next(days, None) is None  # all were added while the other one read
    assert len(other.query("compression", k=100)) == 4 * PAPERS


def test_two_writers_take_turns(tmp_path: Path) -> None:
    corpus.write(tmp_path / "one", range(3), PAPERS)
    corpus.write(tmp_path / "two", range(3, 6), PAPERS)
    command = [sys.executable, "-m", "torture.child", str(tmp_path / "index")]
    processes = [
        subprocess.Popen(
            [*command, str(tmp_path / name), "none", "0", "kill"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        for name in ("one", "two")
    ]
    assert [process.wait() for process in processes] == [0, 0]
    with PaperIndex.open(tmp_path / "index", load=lambda *_a, **_k: FakeEmbedder()) as index:
        assert len(index) == 6 * PAPERS
        assert index.verify(sample=0) == []


@pytest.mark.parametrize("point", ["before Words write", "before commit"])
def test_a_killed_writer_leaves_words_as_they_were(tmp_path: Path, point: str) -> None:
    digests, folder = tmp_path / "digests", tmp_path / "index"
    corpus.write(digests, range(2), PAPERS)
    with PaperIndex.open(folder, create=True, load=fake) as index:
        index.index([digests])
        before = [(hit.paper.id, hit.score) for hit in index.query("compression", mode="lexical")]
    corpus.write(digests, range(2, 4), PAPERS)
    command = [sys.executable, "-m", "torture.child", f"{folder}", f"{digests}", point, "1", "kill"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -9
    with PaperIndex.open(folder, load=fake) as index:
        after = [(hit.paper.id, hit.score) for hit in index.query("compression", mode="lexical")]
        assert after == before
        assert index.verify(sample=0) == []


@pytest.mark.parametrize("kind", ["relative", "symlink"])
def test_indexes_by_relative_paths_and_links(
    make_index: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    corpus.write(tmp_path / "digests", range(1), PAPERS)
    make_index().index([tmp_path / "digests"])
    monkeypatch.chdir(tmp_path)
    (tmp_path / "link").symlink_to("index", target_is_directory=True)
    place = "index" if kind == "relative" else "link"
    with PaperIndex.open(place, load=lambda *_a, **_k: FakeEmbedder()) as index:
        assert len(index.query("compression", k=100)) == PAPERS
        assert index.verify(sample=0) == []
