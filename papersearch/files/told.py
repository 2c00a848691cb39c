"""What the system refuses, in one line with a remedy."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from papersearch.errors import IndexUnreadable, IndexUnwritable

INDEX_MARK = ".papersearch-index"
"""The file that says that a folder is an index."""

ANOTHER_FOLDER = "use --index to name another folder"
ANOTHER_FILE = "use -o to name another file"

_REMEDIES = {
    errno.ENOSPC: "the disk is full: free some space and run the command again",
    errno.EDQUOT: "the disk quota is used up: free some space and run the command again",
    errno.EROFS: "the file system is read-only: {}",
    errno.EACCES: "no permission to write: {}",
    errno.EPERM: "no permission to write: {}",
    errno.ENOENT: "there is no such folder: make it, or {}",
    errno.ENOTDIR: "a part of the path is a file: {}",
    errno.EEXIST: "there is a file in its place: {}",
    errno.EISDIR: "it is a folder: {}",
    errno.ENXIO: "nobody can be written to there: {}",
    errno.ENAMETOOLONG: "the name is too long: {}",
    errno.EPIPE: "its reader has left: run the command again with one that reads to the end",
}

_REFUSED = (errno.EACCES, errno.EPERM)


@contextlib.contextmanager
def writing(path: Path, instead: str = ANOTHER_FOLDER) -> Iterator[None]:
    """Turn an OSError of the body into IndexUnwritable with a remedy, such as ``instead``."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, error.strerror or str(error)).format(instead)
        raise IndexUnwritable(f"cannot write {path}: {remedy}") from error


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn a missing permission into IndexUnreadable; any other OSError stays what it is."""
    try:
        yield
    except OSError as error:
        if error.errno not in _REFUSED:
            raise
        raise IndexUnreadable(
            f"cannot read {path}: no permission: ask its owner for it, or {ANOTHER_FOLDER}"
        ) from error
