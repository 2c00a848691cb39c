"""Digests of made-up papers, and a folder of shards of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch.bulk import BulkReport, embed
from papersearch.embedding.fake import FakeEmbedder
from papersearch.indexing.sources import sources
from papersearch.shards.reading import decode
from papersearch.shards.types import Shard

pytest.importorskip("pyarrow", reason="needs pip install 'papersearch[parquet]'")

ROOT = Path(__file__).parents[2]
Run = Callable[..., BulkReport]


def digest(day: str, numbers: range, word: str = "tokens") -> str:
    """Return a digest of one paper for each number, of two sections each."""
    papers = [
        f"### [Paper {n}](https://arxiv.org/abs/2401.{n:05})\n\nVote: {n}\n\n"
        f"- **What's New**: 논문 {n}의 {word}.\n- **Details**: Number {n} counts {word}.\n"
        for n in numbers
    ]
    return f"## Daily Papers ({day})\n\n" + "\n".join(papers)


def shards_of(folder: Path) -> dict[str, Shard]:
    """Return the shards of a folder by name, each read with all its checks."""
    return {
        path.name: decode(path.read_bytes(), path.name) for path in sorted(folder.glob("*.parquet"))
    }


def ids_of(folder: Path) -> list[str]:
    """Return the ids of the papers of a folder, as often as they are there."""
    return sorted(row.id for shard in shards_of(folder).values() for row in shard.rows)


def start(
    corpus: Path, out: Path, log: Path, ray: str = "", seconds: float = 0.3, size: int = 64
) -> subprocess.Popen[str]:
    """Begin to embed in a process of its own; ``ray`` is the address of a cluster."""
    return subprocess.Popen(
        slowly(corpus, out, log, ray, seconds, size),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def slowly(
    corpus: Path, out: Path, log: Path, ray: str, seconds: float, size: int = 64
) -> list[str]:
    """Return the command that embeds with a model that is slow and keeps a log."""
    log.mkdir(exist_ok=True)
    given = [corpus, out, log, ray, seconds, size]
    return [sys.executable, "-m", "tests.bulk.slow", *map(str, given)]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of two days with 40 papers, four of them on both."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "2024-01-01.md").write_text(digest("2024-01-01", range(24)), encoding="utf-8")
    (folder / "2024-01-02.md").write_text(digest("2024-01-02", range(20, 40)), encoding="utf-8")
    return folder


@pytest.fixture
def run(corpus: Path, tmp_path: Path, embedder: FakeEmbedder) -> Run:
    """A function that embeds the corpus into the folder "out"."""

    def embedded(*paths: Path, **options: object) -> BulkReport:
        settings: dict[str, object] = {"shard_papers": 10, "load": lambda *_a, **_o: embedder}
        found = sources([str(path) for path in paths or [corpus]])
        return embed(found, tmp_path / "out", **{**settings, **options})  # type: ignore[arg-type]

    return embedded
