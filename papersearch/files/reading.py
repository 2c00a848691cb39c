"""Reading files of ours: regular ones, through no link, waiting for nobody."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from io import BufferedReader
from pathlib import Path

from papersearch.errors import NotOurs, UsageError
from papersearch.files.told import reading

NO_LINK = getattr(os, "O_NOFOLLOW", 0)
QUIET = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

_KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
    stat.S_IFREG: "a file",
}


def named(path: str) -> Path:
    """Return the path that a user means: ``~`` at its beginning stands for a home folder.

    Raises:
        UsageError: that folder is not known.
    """
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise UsageError(
            f"{path} is in a home folder that is not known: give the whole path, or set HOME"
        ) from None


def kind_of(mode: int) -> str:
    """Return what a mode is of, in words."""
    return _KINDS.get(stat.S_IFMT(mode), "no file")


def not_ours(path: Path, mode: int) -> NotOurs:
    """Return the error for what should be a file, or a folder, of ours and is something else."""
    return NotOurs(
        f"{path} is {kind_of(mode)}, which papersearch makes none of there and leaves alone: move "
        "it elsewhere and run the command again"
    )


def see(path: Path, *, folder: bool = False) -> bool:
    """Whether there is a regular file of ours, or with ``folder`` a folder, at ``path``.

    Raises:
        NotOurs: there is something else, such as a link to one.
        IndexUnreadable: that cannot be told.
    """
    try:
        with reading(path):
            mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    if not (stat.S_ISDIR(mode) if folder else stat.S_ISREG(mode)):
        raise not_ours(path, mode)
    return True


def opened(path: Path) -> BufferedReader:
    """Open a file of ours for reading.

    Raises:
        NotOurs: it is a link, a pipe, a device or the like.
        IndexUnreadable: there is no permission.
        OSError: it is missing, or cannot be read for another reason.
    """
    see(path)  # first: to open a device or a pipe may do something already
    with reading(path):
        descriptor = os.open(path, os.O_RDONLY | NO_LINK | QUIET)
    file = os.fdopen(descriptor, "rb")
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        file.close()
        raise not_ours(path, mode)
    return file


def read(path: Path) -> bytes:
    """Return the content of a file of ours; raises as :func:`opened` does."""
    with opened(path) as file:
        return file.read()


def sha256(path: Path) -> bytes:
    """Return the SHA-256 of the content of a file of ours; raises as :func:`opened` does."""
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").digest()


def free_bytes(path: Path) -> int:
    """Return how much more the disk takes on which ``path`` is.

    Raises:
        OSError: there is nothing at ``path``.
    """
    return shutil.disk_usage(path).free
