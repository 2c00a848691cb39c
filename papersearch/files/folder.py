"""A folder held open, whose files are reached by their names in it, so that no link leads away."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from papersearch.files.reading import NO_LINK, QUIET, not_ours

_AS_FOLDER = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_PATH", 0)
_HAS_HANDLES = os.unlink in os.supports_dir_fd and hasattr(os, "O_DIRECTORY")
_ATTRIBUTES = ("user.", "system.")  # access control lists are among these; others are the system's
_NAME = 60  # characters of a file's name that its temporary one has, so that it is not too long


class Writer:
    """Writes to a file, and knows the SHA-256 of what was written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.error: OSError | None = None

    def write(self, data: bytes | bytearray) -> None:
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


Data = bytes | bytearray | Callable[[Writer], None]


class Folder:
    """An open folder; a context manager.

    Where the system has no such handles (Windows), files are reached by their paths.
    """

    def __init__(self, path: Path, *, linked: bool = False) -> None:
        """Open it; ``linked`` folders may be links, since the user named them.

        Raises:
            NotOurs: it is a link, or no folder.
            OSError: it is missing, or cannot be opened.
        """
        self.path = path
        mode = (path.stat() if linked else path.lstat()).st_mode
        if not stat.S_ISDIR(mode):
            raise not_ours(path, mode)
        flags = _AS_FOLDER | QUIET | (0 if linked else NO_LINK)
        self._handle = os.open(path, flags) if _HAS_HANDLES else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if self._handle is not None:
            os.close(self._handle)

    def _at(self, name: str) -> str:
        return name if self._handle is not None else str(self.path / name)

    def names(self) -> list[str]:
        """Return the names of all that is in it, in their order."""
        if self._handle is None:
            return sorted(os.listdir(self.path))
        descriptor = os.open(".", os.O_RDONLY | QUIET, dir_fd=self._handle)
        try:
            return sorted(os.listdir(descriptor))
        finally:
            os.close(descriptor)

    def found(self, name: str) -> os.stat_result | None:
        """Return what lies at a name, itself and not what it leads to; None where nothing does."""
        with contextlib.suppress(FileNotFoundError):
            return os.stat(self._at(name), dir_fd=self._handle, follow_symlinks=False)
        return None

    def see(self, name: str) -> None:
        """Raise NotOurs where something that is no regular file lies at a name."""
        found = self.found(name)
        if found is not None and not stat.S_ISREG(found.st_mode):
            raise not_ours(self.path / name, found.st_mode)

    def create(self, name: str, mode: int = 0o666) -> BinaryIO:
        """Create a file that must not be there yet, open to whom ``mode`` and the umask let."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK | QUIET
        return os.fdopen(os.open(self._at(name), flags, mode, dir_fd=self._handle), "wb")

    def opened(self, name: str) -> BinaryIO:
        """Open a regular file for reading."""
        self.see(name)
        descriptor = os.open(self._at(name), os.O_RDONLY | NO_LINK | QUIET, dir_fd=self._handle)
        return os.fdopen(descriptor, "rb")

    def put(
        self, name: str, data: Data, like: os.stat_result | None = None, mode: int = 0o666
    ) -> bytes:
        """Write a file so that a crash leaves the old one, or none, or the new one.

        Its owner and mode are those of ``like``, which lies at that name, and so is who else may
        read it; else those of a new file of ``mode``. Returns the SHA-256 of what was written.
        """
        temporary = f".{name[:_NAME]}.{os.urandom(4).hex()}.tmp"
        try:
            with self.create(temporary, mode) as file:
                if like is not None:
                    _become(file.fileno(), like)
                    _take_attributes(file.fileno(), self.path / name)
                writer = Writer(file)
                if callable(data):
                    data(writer)
                else:
                    writer.write(data)
                if writer.error is not None:
                    raise writer.error
                file.flush()
                os.fsync(file.fileno())
            ends = {"src_dir_fd": self._handle, "dst_dir_fd": self._handle}
            os.replace(self._at(temporary), self._at(name), **ends)
        except BaseException:
            with contextlib.suppress(OSError):
                self.unlink(temporary)
            raise
        self.sync()
        return writer.digest()

    def unlink(self, name: str) -> None:
        """Remove a name."""
        os.unlink(self._at(name), dir_fd=self._handle)

    def sync(self) -> None:
        """Make the names durable; a no-op where folders cannot be synced."""
        if self._handle is None:
            return
        with contextlib.suppress(PermissionError):
            descriptor = os.open(".", os.O_RDONLY | QUIET, dir_fd=self._handle)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _become(descriptor: int, like: os.stat_result) -> None:
    """Give an open file the owner and the mode of another one, and raise where that is refused."""
    if not hasattr(os, "fchown"):
        return
    own = os.fstat(descriptor)
    if (own.st_uid, own.st_gid) != (like.st_uid, like.st_gid):
        os.fchown(descriptor, like.st_uid, like.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(like.st_mode))


def _take_attributes(descriptor: int, path: Path) -> None:
    """Give an open file the extended attributes of another one, and raise where that is refused.

    Without its access control list the mode alone would let in whom the list keeps out.
    """
    if not hasattr(os, "listxattr"):
        return
    names = []
    with contextlib.suppress(OSError):  # the file system knows none
        names = os.listxattr(path, follow_symlinks=False)
    for name in names:
        if name.startswith(_ATTRIBUTES):
            os.setxattr(descriptor, name, os.getxattr(path, name, follow_symlinks=False))
