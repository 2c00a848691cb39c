"""A real process that indexes, and dies or fails at a chosen point.

``python -m torture.child INDEX DIGESTS POINT NTH ACTION``: at the NTH passing of POINT the process
kills itself (ACTION "kill"), loses its power ("power": what was not flushed is gone), or the
operation fails as on a full ("full") or broken ("broken") disk. With POINT "none" nothing happens.
The faults are put around the functions from outside; the program under test knows nothing of it.

``python -m torture.child serve`` begets such processes, one for each line that it reads: as JSON
the arguments, after how many seconds an alarm kills it, and files for what it says. It answers with
the exit code. All is imported already, which takes longer than to index.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import PapersearchError
from papersearch.store.local.index_store import IndexStore
from papersearch.store.local.vectors.faiss_store import FaissStore
from papersearch.store.local.vectors.segment_writer import SegmentWriter
from papersearch.store.local.words.index import Words
from torture import corpus

SHORTEST = 20
"""Characters that any text of the digests has at the least."""

AT_ONCE = 64
"""Texts that are embedded at a time at the most, which is what a fault costs."""

_ERRORS = {"full": errno.ENOSPC, "broken": errno.EIO}


class Faults:
    """Counts points, and acts at one of them."""

    def __init__(self, point: str, nth: int, action: str) -> None:
        self.point, self.nth, self.action = point, nth, action
        self.passed: Counter[str] = Counter()
        self.folder = Path()
        self.synced: dict[int, int] = {}

    def sync(self, descriptor: int) -> None:
        """Note how much of a file is on the disk."""
        found = os.fstat(descriptor)
        self.synced[found.st_ino] = found.st_size

    def derived(self) -> list[Path]:
        """Return the files that are made of the catalog."""
        return [path for name in ("vectors", "words") for path in (self.folder / name).glob("*")]

    def cut_power(self) -> None:
        """Take from our own files what was never flushed to the disk, as a power cut may."""
        for path in self.derived():
            found = path.stat()
            os.truncate(path, min(found.st_size, self.synced.get(found.st_ino, 0)))

    def at(self, point: str) -> None:
        """Note that a point is passed."""
        self.passed[point] += 1
        if (point, self.passed[point]) != (self.point, self.nth):
            return
        if self.action == "power":
            self.cut_power()
        if self.action in ("kill", "power"):
            os.kill(os.getpid(), signal.SIGKILL)
        number = _ERRORS[self.action]
        raise OSError(number, os.strerror(number))

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``function`` with a point before and one after it."""

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self.at(f"before {name}")
            result = function(*args, **kwargs)
            self.at(f"after {name}")
            return result

        return wrapped


def install(faults: Faults) -> None:
    """Put points around everything that makes something durable."""
    flush = os.fsync

    def fsync(descriptor: int) -> None:
        flush(descriptor)
        faults.sync(descriptor)

    os.fsync = faults.around("fsync", fsync)
    os.replace = faults.around("rename", os.replace)
    os.unlink = faults.around("unlink", os.unlink)
    for class_, names in (
        (SegmentWriter, ("write",)),
        (FaissStore, ("_merge", "sweep", "rebuild")),
        (Words, ("_write", "_merge", "sweep", "rebuild")),
        (IndexStore, ("put_embedded", "keep_pending", "mend")),
    ):
        for name in names:
            point = f"{class_.__name__} {name.strip('_')}"
            setattr(class_, name, faults.around(point, getattr(class_, name)))

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
            if sql != "COMMIT":
                return super().execute(sql, *args)
            faults.at("before commit")
            cursor = super().execute(sql, *args)
            faults.at("after commit")
            return cursor

    connect = sqlite3.connect
    sqlite3.connect = lambda *a, **k: connect(*a, factory=Connection, **k)  # type: ignore[assignment]


def main(index: str, digests: str, point: str, nth: str, action: str) -> int:
    """Index ``digests``; return the exit code."""
    faults = Faults(point, int(nth), action)
    faults.folder = Path(index)
    for path in faults.derived():  # from before, long since on the disk
        faults.synced[path.stat().st_ino] = path.stat().st_size
    install(faults)
    embedder = FakeEmbedder()
    embedder.at_once = SHORTEST * AT_ONCE
    try:
        with PaperIndex.open(index, create=True, load=lambda *_a, **_k: embedder) as papers:
            papers.index([digests], wait=10)
    except (PapersearchError, OSError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    finally:
        with contextlib.suppress(BrokenPipeError):
            print(json.dumps({"points": faults.passed, "embedded": len(embedder.embedded)}))
    return 0


def serve() -> int:
    """Beget processes; return in each of them with its exit code, and here with 0 at the end."""
    with tempfile.TemporaryDirectory() as folder:  # so that all that indexing imports is there
        corpus.write(Path(folder) / "digests", range(1), 3)
        with PaperIndex.open(
            f"{folder}/index", create=True, load=lambda *_a, **_k: FakeEmbedder()
        ) as papers:
            papers.index([f"{folder}/digests"])
    for line in sys.stdin:
        arguments, after, *files = json.loads(line)
        child = os.fork()
        if child == 0:
            for file, stream in zip((os.devnull, *files), (0, 1, 2), strict=True):
                os.dup2(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), stream)
            signal.setitimer(signal.ITIMER_REAL, after)
            return main(*arguments)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(serve() if sys.argv[1:] == ["serve"] else main(*sys.argv[1:6]))
