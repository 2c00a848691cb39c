"""Files that are cut in their places while a process has them mapped: it goes on answering."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from torture import corpus

ASKING = """
import json, sys
from pathlib import Path
from papersearch.embedding.fake import FakeEmbedder
from papersearch.api.paper_index import PaperIndex
from papersearch.store.local.vectors.faiss_store import FaissStore

FaissStore.__init__.__kwdefaults__["exact_up_to"] = int(sys.argv[2])
with PaperIndex(Path(sys.argv[1]), load=lambda *_a, **_k: FakeEmbedder()) as papers:
    if sys.argv[3:]:
        papers.index(sys.argv[3:])
    for mode in sys.stdin:
        found = papers.query("visual compression 토큰", 30, mode=mode.strip())
        print(json.dumps([hit.paper.id for hit in found]), flush=True)
"""
SIZES = {"small": "32768", "large": "64"}
"""Passages that are compared one by one."""

MODES = ("hybrid", "lexical", "dense")

KINDS = [
    ("small", "vectors/*.faiss"),
    ("large", "vectors/*.faiss"),
    ("large", "vectors/*.codes"),
    ("small", "words/*.safetensors"),
]


class Process:
    """A process that has an index open, and answers."""

    def __init__(self, index: Path, size: str, *digests: Path) -> None:
        command = [sys.executable, "-c", ASKING, f"{index}", SIZES[size], *map(str, digests)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, mode: str) -> list[str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{mode}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the process ended: {self._process.wait()}"
        answer: list[str] = json.loads(line)
        return answer

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of an index of each size."""
    folder = tmp_path_factory.mktemp("built")
    corpus.write(folder / "digests", range(5), 12)
    for size in SIZES:
        Process(folder / size, size, folder / "digests").close()
    return folder


@pytest.fixture
def process(built: Path, tmp_path: Path, size: str) -> Iterator[Process]:
    shutil.copytree(built / size, tmp_path / "index")
    process = Process(tmp_path / "index", size)
    yield process
    process.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows cuts no file that is mapped")
@pytest.mark.parametrize("asked", [1, 5])
@pytest.mark.parametrize(("size", "pattern"), KINDS)
def test_what_is_cut_is_let_go_and_made_again(
    tmp_path: Path, process: Process, pattern: str, asked: int
) -> None:
    right = [process.ask(mode) for mode in MODES for _ in range(asked)]
    for cut in (0.5, 0.0, 100):
        files = sorted((tmp_path / "index").glob(pattern))
        assert files
        for path in files:
            os.truncate(path, int(cut if cut > 1 else path.stat().st_size * cut))
        assert [process.ask(mode) for mode in MODES] == right[::asked]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows cuts no file that is mapped")
@pytest.mark.parametrize("size", ["small"])
@pytest.mark.parametrize("cut", [0, 100])
def test_the_index_of_the_log_is_made_again(
    built: Path, tmp_path: Path, process: Process, cut: int
) -> None:
    """Which SQLite maps, for readers that stay open and those that come."""
    right = [process.ask(mode) for mode in MODES]
    index = tmp_path / "index"
    for path in (index / "catalog.sqlite-shm", index / "catalog.sqlite-wal"):
        os.truncate(path, min(cut, path.stat().st_size))
        assert [process.ask(mode) for mode in MODES] == right
        other = Process(index, "small", built / "digests")
        assert [other.ask(mode) for mode in MODES] == right
        os.truncate(path, cut if path.suffix == ".sqlite-shm" else path.stat().st_size)
        assert [process.ask(mode) for mode in MODES] == right
        other.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows deletes no file that is mapped")
@pytest.mark.parametrize("size", SIZES)
def test_what_is_replaced_or_deleted_changes_no_answer(tmp_path: Path, process: Process) -> None:
    right = [process.ask(mode) for mode in MODES]
    files = [path for name in ("vectors", "words") for path in _files(tmp_path, name)]
    for path in files:
        path.with_name("other").write_bytes(b"other")
        path.with_name("other").replace(path)
    assert [process.ask(mode) for mode in MODES] == right
    for path in files:
        path.unlink(missing_ok=True)  # one that is read row by row was made again
    assert [process.ask(mode) for mode in MODES] == right


def _files(folder: Path, name: str) -> list[Path]:
    found = (folder / "index" / name).glob("*")
    return [path for path in found if path.suffix in (".faiss", ".safetensors")]
