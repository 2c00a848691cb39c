"""Removing files of ours: by their names' patterns, and never what a link leads to."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from collections.abc import Collection
from pathlib import Path

from papersearch.files.folder import Folder
from papersearch.files.reading import see
from papersearch.files.told import writing

_LEFT = (FileNotFoundError, PermissionError) if os.name == "nt" else (FileNotFoundError,)
"""What a sweep takes no notice of: Windows deletes no file that somebody has mapped."""


def sweep(
    path: Path,
    own: re.Pattern[str],
    known: Collection[str] = (),
    older_than: float = 0.0,
    *,
    linked: bool = False,
) -> int:
    """Remove from a folder of ours the files whose whole names match ``own``; return how many.

    And their temporary ones, but for those that are ``known``, were touched since so many seconds,
    or are no regular files.

    Raises:
        NotOurs: the folder is a link, unless it may be ``linked``, or none.
        IndexUnwritable: one cannot be removed.
    """
    latest = time.time() - older_than
    pattern = re.compile(rf"(?:{own.pattern})|\.(?:{own.pattern})\.[0-9a-f]{{8}}\.tmp")
    with writing(path):
        try:
            folder = Folder(path, linked=linked)
        except FileNotFoundError:
            return 0
        with folder:
            names = [n for n in folder.names() if n not in known and pattern.fullmatch(n)]
            return sum(_removed(folder, name, latest) for name in names)


def _removed(folder: Folder, name: str, latest: float) -> bool:
    """Remove a regular file that was last changed before ``latest``, and return whether it was."""
    with writing(folder.path / name), contextlib.suppress(*_LEFT):
        found = folder.found(name)
        if found and stat.S_ISREG(found.st_mode) and found.st_mtime <= latest:
            folder.unlink(name)
            return True
    return False


def remove(path: Path) -> None:
    """Remove a regular file of ours, if there is one.

    Raises:
        NotOurs: there is something else.
        OSError: it cannot be removed.
    """
    with contextlib.suppress(FileNotFoundError), Folder(path.parent, linked=True) as folder:
        folder.see(path.name)
        folder.unlink(path.name)


def remove_tree(path: Path, own: re.Pattern[str]) -> None:
    """Remove from a folder of ours, and those in it, what matches ``own``; and itself, once empty.

    Raises:
        NotOurs: it is a link, or no folder.
        IndexUnwritable: something cannot be removed.
    """
    try:
        with Folder(path) as folder:
            inner = [name for name in folder.names() if own.fullmatch(name)]
            for name in inner:
                found = folder.found(name)
                if found and stat.S_ISDIR(found.st_mode):
                    remove_tree(path / name, own)
    except FileNotFoundError:
        return
    sweep(path, own)
    with contextlib.suppress(OSError):  # there is something of others in it
        path.rmdir()


def move(path: Path, to: Path) -> None:
    """Give a file or a folder of ours another name, where nothing is yet but a file of ours.

    Raises:
        NotOurs: one is a link or the like.
        OSError: it cannot be done.
    """
    with Folder(path.parent, linked=True) as folder:
        found = folder.found(path.name)
    if found is not None and stat.S_ISDIR(found.st_mode):
        see(to, folder=True)
    else:
        see(path)
        see(to)
    path.rename(to)


def remove_socket(path: Path) -> None:
    """Remove a socket, if there is one and nothing else.

    Raises:
        OSError: it cannot be removed.
    """
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISSOCK(path.lstat().st_mode):
            path.unlink()


def lengthen(path: Path, size: int) -> None:
    """Give a file of ours that was cut off its length again, with zeros at its end.

    By its name: to open it would drop the locks that this process has on it.
    """
    with contextlib.suppress(OSError, NotImplementedError):
        if stat.S_ISREG(path.lstat().st_mode):
            os.truncate(path, size)


def touch(path: Path) -> None:
    """Let :func:`sweep` take a file for young: it is about to lose its name, not its readers."""
    with contextlib.suppress(OSError, NotImplementedError):
        os.utime(path, follow_symlinks=False)
