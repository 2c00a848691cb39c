"""Files that appear whole or not at all, and checksums that tell whether they still are."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import IO

from papersearch.errors import IndexUnwritable

_REMEDIES = {
    errno.ENOSPC: "the disk is full: free some space and run the command again",
    errno.EDQUOT: "the disk quota is used up: free some space and run the command again",
    errno.EROFS: "the file system is read-only: {}",
    errno.EACCES: "no permission to write: {}",
    errno.EPERM: "no permission to write: {}",
    errno.ENOTDIR: "a part of the path is a file: {}",
    errno.EEXIST: "there is a file in its place: {}",
}


_LEFT = (FileNotFoundError, PermissionError) if os.name == "nt" else (FileNotFoundError,)
"""What a sweep takes no notice of: Windows deletes no file that somebody has mapped."""

ANOTHER_FOLDER = "use --index to name another folder"
ANOTHER_FILE = "use -o to name another file"


@contextlib.contextmanager
def writing(path: Path, instead: str = ANOTHER_FOLDER) -> Iterator[None]:
    """Turn an OSError of the body into IndexUnwritable with a remedy, such as ``instead``."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, error.strerror or str(error)).format(instead)
        raise IndexUnwritable(f"cannot write {path}: {remedy}") from error


class Writer:
    """Writes to a file, and knows the SHA-256 of what was written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.error: OSError | None = None

    def write(self, data: bytes) -> None:
        """Write ``data``."""
        self._hash.update(data)
        self._file.write(data)

    def try_to_write(self, data: bytes) -> None:
        """Write ``data`` for callers through which no exception passes; see ``error``."""
        try:
            self.write(data)
        except OSError as error:
            self.error = self.error or error

    def digest(self) -> bytes:
        """Return the checksum."""
        return self._hash.digest()


def write_atomic(
    path: Path, data: bytes | Callable[[Writer], None], instead: str = ANOTHER_FOLDER
) -> bytes:
    """Write ``data`` to ``path`` so that a crash leaves the old file, or none, or the new one.

    ``data`` may be a function that writes it bit by bit; ``instead`` is what to do where that
    place cannot be written.

    Returns:
        The SHA-256 of what was written.

    Raises:
        IndexUnwritable: the file cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
    with writing(path, instead):
        try:
            with temporary.open("wb") as file:
                writer = Writer(file)
                if callable(data):
                    data(writer)
                else:
                    writer.write(data)
                if writer.error is not None:
                    raise writer.error
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    return writer.digest()


def sweep(folder: Path, known: Collection[str], older_than: float) -> int:
    """Delete files of other names, not touched for so many seconds; return how many.

    Raises:
        IndexUnwritable: one cannot be deleted.
    """
    latest = time.time() - older_than
    stray = [path for path in folder.glob("*") if path.name not in known]
    deleted = 0
    for path in stray:
        with writing(path), contextlib.suppress(*_LEFT):
            if path.stat().st_mtime <= latest:
                path.unlink()
                deleted += 1
    return deleted


def touch(path: Path) -> None:
    """Let :func:`sweep` take a file for young: it is about to lose its name, not its readers."""
    with contextlib.suppress(OSError):
        os.utime(path)


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable; a no-op where folders cannot be synced."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(path: Path) -> bytes:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
