"""Writing where the user says: ``-o FILE``, whatever that is."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path
from typing import BinaryIO

from papersearch.files.folder import Folder
from papersearch.files.told import ANOTHER_FILE, writing

_DESCRIPTORS = re.compile(r"/proc/([0-9]+)(?:/task/[0-9]+)?/fd")
_NUMBER = re.compile(r"[0-9]{1,9}")
_LINKS = 40  # as many as Linux follows
_IN_PLACE = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.EXDEV)
"""Why a file cannot be replaced that can be written: its folder, its owner, or it is mounted."""


def write_output(path: Path, data: bytes) -> None:
    """Write ``data`` to what the user named.

    - A regular file, or none, is replaced whole: whoever reads it meanwhile has the old one or the
      new one. It keeps its mode and its owner; a new one gets what the umask leaves.
    - A file that cannot be replaced so is overwritten in its place: one that has several names, or
      is mounted, or whose folder or owner do not let us. Interrupted, it is neither old nor new.
    - A link is followed.
    - A pipe, a device, and what this process has open already (``/dev/stdout``, ``/dev/fd/63``)
      are written through, as a shell would.

    Raises:
        IndexUnwritable: it cannot be written, or whoever reads it has left.
    """
    with writing(path, ANOTHER_FILE):
        descriptor, target = _followed(path)
        if descriptor is not None:
            _write_through(descriptor, data)
            return
        try:
            found = os.stat(target)
        except FileNotFoundError:
            found = None
        if found is None or stat.S_ISREG(found.st_mode):
            _replace(target, data, found)
        elif stat.S_ISDIR(found.st_mode):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        else:
            _write_through(os.open(target, os.O_WRONLY), data)


def _followed(path: Path) -> tuple[int | None, Path]:
    """Return where links lead, and a new descriptor if that is one that a process has open.

    One of our own is not opened by its name: that would begin at the start of the file again.
    """
    for _ in range(_LINKS):
        folder = Path(os.path.realpath(path.parent))
        path = folder / path.name
        process = _DESCRIPTORS.fullmatch(str(folder))
        if _NUMBER.fullmatch(path.name) and (process or str(folder) == "/dev/fd"):
            is_own = process is None or int(process[1]) == os.getpid()
            return os.dup(int(path.name)) if is_own else os.open(path, os.O_WRONLY), path
        if not path.is_symlink():
            return None, path
        path = folder / path.readlink()
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def _write_through(descriptor: int, data: bytes) -> None:
    with os.fdopen(descriptor, "wb", buffering=0) as file:
        _write_all(file, data)


def _write_all(file: BinaryIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def _replace(target: Path, data: bytes, found: os.stat_result | None) -> None:
    if found is not None and found.st_nlink > 1:
        _overwrite(target, data)
        return
    if found is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    try:
        with Folder(target.parent, linked=True) as folder:
            folder.put(target.name, data, like=found)
    except OSError as error:
        if found is None or error.errno not in _IN_PLACE:
            raise
        _overwrite(target, data)


def _overwrite(target: Path, data: bytes) -> None:
    with os.fdopen(os.open(target, os.O_WRONLY), "wb", buffering=0) as file:
        _write_all(file, data)
        file.truncate()
        os.fsync(file.fileno())
