"""Making folders and empty files, temporary ones, and who may read them."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from papersearch.files.folder import Folder
from papersearch.files.reading import see

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory


def make_folder(path: Path, *, linked: bool = False, mode: int = 0o777) -> None:
    """Make a folder where there is none, and those above it.

    Raises:
        NotOurs: there is something else, such as a link to one, unless ``linked``.
        OSError: it cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if linked:
        path.mkdir(mode=mode, exist_ok=True)
    elif not see(path, folder=True):
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=mode)
        see(path, folder=True)


def create(path: Path) -> None:
    """Make an empty file where there is none, open to whom the umask lets.

    Raises:
        NotOurs: there is something that is no regular file.
        OSError: it cannot be made.
    """
    with Folder(path.parent, linked=True) as folder:
        try:
            folder.create(path.name).close()
        except FileExistsError:
            folder.see(path.name)


def new_file(path: Path, *, linked: bool = False, mode: int = 0o666) -> BinaryIO:
    """Open a file of ours for writing, which must not be there yet.

    Raises:
        NotOurs: its folder is a link, unless it may be ``linked``.
        OSError: it is there, or cannot be made.
    """
    with Folder(path.parent, linked=linked) as folder:
        return folder.create(path.name, mode)


def nowhere() -> BinaryIO:
    """Open what takes everything and keeps nothing."""
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "wb")


def temporary_folder(prefix: str, within: Path | None = None) -> TemporaryDirectory[str]:
    """Make a folder of a new name that is only this user's, and is removed when it is closed."""
    from tempfile import TemporaryDirectory as Temporary

    return Temporary(prefix=prefix, dir=within, ignore_cleanup_errors=True)


def link_all(folder: Path, targets: Iterable[Path]) -> None:
    """Put links to files into a temporary folder, under the files' own names."""
    for target in targets:
        (folder / target.name).symlink_to(target)


def private(path: Path) -> None:
    """Let only this user use a socket.

    Raises:
        OSError: that is refused.
    """
    path.chmod(0o600)


def close_to_others(path: Path) -> None:
    """Let nobody else write to a folder of this user's; one of somebody else's stays as it is.

    Raises:
        OSError: that is refused.
    """
    found = path.stat()
    if os.name == "posix" and found.st_uid == os.geteuid() and found.st_mode & 0o022:
        path.chmod(stat.S_IMODE(found.st_mode) & ~0o022)
