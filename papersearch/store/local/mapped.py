"""Mapped files: whether they are still what was mapped.

A process that reads a mapped file behind an end that has moved is killed (SIGBUS). So before each
answer the files are looked at; what has changed in its place is let go, and opened and checked
anew. A file that was deleted or replaced is still there for those who have mapped it.

The index of SQLite's log is mapped by SQLite, for all connections of a process at once. It gets its
length back: of zeros, SQLite makes it again from the log.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from papersearch import files

_Seen = tuple[int, int, int, int]


class Mapped:
    """Files as they were before they were mapped."""

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        self._seen: dict[str, _Seen] = {}
        for path in paths:
            self.add(path)

    def add(self, path: Path) -> None:
        """Look at a file that is about to be mapped."""
        if (seen := _look(f"{path}")) is not None:
            self._seen[f"{path}"] = seen

    def changed(self) -> bool:
        """Whether one of the files has changed in its place."""
        for path, seen in self._seen.items():
            now = _look(path)
            if now != seen and now is not None and now[:2] == seen[:2]:
                return True
        return False


class Lengthy:
    """A file that may grow, and must not shrink while it is mapped."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._seen: _Seen | None = None

    def look(self) -> None:
        """Look at it, and give it its length again if it was cut off in its place."""
        now = _look(self._path)
        if now and self._seen and now[:2] == self._seen[:2] and now[2] < self._seen[2]:
            files.lengthen(Path(self._path), self._seen[2])
        else:
            self._seen = now


def _look(path: str) -> _Seen | None:
    """Return which file is at a path, its size and when it was written to; None for no file."""
    try:
        found = os.stat(path)  # noqa: PTH116 - for each file, before each answer
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
