"""Where a server and the commands of the same user meet, and what they say to each other.

On the path of every query: nothing heavy is imported here.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import stat
import struct
import sys
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from papersearch.types import limits
from papersearch.types.query import Filters, Query

PATIENCE = 1.0
"""Seconds in all that a command has for a server before it looks for itself."""

_PACKAGE = Path(__file__).parents[1]
_LENGTH = struct.Struct("!II")


@dataclass(frozen=True, slots=True)
class Wish:
    """A query, and how its answer is to be written.

    ``rerank`` is the place of the model that is to rerank, "" for none; see
    :attr:`papersearch.embedding.choice.Choice.where`.
    """

    query: Query
    format: str
    color: bool
    columns: int
    rerank: str = ""

    @property
    def patience(self) -> float:
        """Seconds in all that a command has for it: a model takes longer than a search."""
        return float(limits.QUERY_SECONDS) if self.rerank else PATIENCE

    def encode(self) -> bytes:
        """Return it as a message, in which a query is what was asked, not what that means."""
        values = asdict(self)
        for own in fields(Query):
            if not own.init:
                del values["query"][own.name]
        return json.dumps(values).encode()

    @classmethod
    def decode(cls, data: bytes) -> Wish:
        """Return what :meth:`encode` made a message of."""
        values = json.loads(data)
        query = values.pop("query")
        filters: dict[str, Any] = query.pop("filters")
        for name in ("authors", "sections", "categories"):  # JSON knows no tuples
            filters[name] = tuple(filters[name])
        return cls(Query(**query, filters=Filters(**filters)), **values)


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as text, and how many papers it has."""

    text: str
    count: int

    def encode(self) -> bytes:
        """Return it as a message, which tells whether it is whole."""
        data = self.text.encode(errors="surrogatepass")
        return _LENGTH.pack(len(data), self.count) + data

    @classmethod
    def decode(cls, data: bytes) -> Written | None:
        """Return what :meth:`encode` made a message of, None where some of it is missing."""
        if len(data) < _LENGTH.size:
            return None
        length, count = _LENGTH.unpack_from(data)
        text = data[_LENGTH.size :]
        return cls(text.decode(errors="surrogatepass"), count) if len(text) == length else None


def socket_path(runtime: Path, index: Path) -> Path:
    """Return where the server for an index listens, if it is of this very code.

    Another version, another environment or a changed file gives another name.
    """
    told = hashlib.blake2b(digest_size=12)
    told.update(
        "\0".join([os.path.realpath(index), sys.prefix, sys.version, str(_PACKAGE)]).encode()
    )
    for entry in _files(str(_PACKAGE)):
        found = entry.stat()
        told.update(f"{entry.path}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return runtime / f"{told.hexdigest()}.sock"


def is_private(folder: Path) -> bool:
    """Whether a folder is the user's own, and nobody else can enter it."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    mode = found.st_mode
    return stat.S_ISDIR(mode) and found.st_uid == os.geteuid() and not mode & 0o077


def is_own_peer(connection: socket.socket) -> bool:
    """Whether the process at the other end runs as the same user, where that can be told."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True  # the folder is private
    data = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return bool(struct.unpack("3i", data)[1] == os.geteuid())


def ask(runtime: Path, index: Path, wish: Wish, patience: float | None = None) -> Written | None:
    """Return the answer of a server for this index, None where there is none to be trusted.

    Whatever goes wrong is no error: the caller looks for itself. ``patience`` is in seconds, by
    default that of the wish.
    """
    patience = wish.patience if patience is None else patience
    if not hasattr(socket, "AF_UNIX") or not is_private(runtime):
        return None
    try:
        path = socket_path(runtime, index)
        found = path.lstat()
        if not stat.S_ISSOCK(found.st_mode) or found.st_uid != os.geteuid():
            return None
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            until = time.monotonic() + patience
            connection.settimeout(patience)
            connection.connect(str(path))
            if not is_own_peer(connection):
                return None
            connection.settimeout(_left(until))
            connection.sendall(wish.encode())  # within the timeout as a whole
            connection.shutdown(socket.SHUT_WR)
            return Written.decode(_all(connection, until))
    except (OSError, ValueError):
        return None


def _all(connection: socket.socket, until: float) -> bytes:
    """Return what a server sends, however it sends it, until the moment ``until``.

    Raises:
        TimeoutError: it is not whole by then.
        ValueError: it is longer than any answer.
    """
    data = bytearray()
    while len(data) <= limits.NEARBY_ANSWER_BYTES:
        connection.settimeout(_left(until))
        part = connection.recv(1 << 18)
        if not part:
            return bytes(data)
        data += part
    raise ValueError("the answer has no end")


def _left(until: float) -> float:
    """Return the seconds until a moment, which has not come yet."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _files(folder: str) -> list[os.DirEntry[str]]:
    """Return the files of the package, in the order of their names."""
    found = []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name == "__pycache__":
                continue
            if entry.is_dir(follow_symlinks=False):
                found += _files(entry.path)
            else:
                found.append(entry)
    return found
