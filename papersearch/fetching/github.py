"""A repository at GitHub: its digests, as files of the same paths.

What it has no more stays here: a file that was renamed costs nothing, one that is lost does.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Self

from papersearch import config
from papersearch.errors import FetchFailed
from papersearch.fetching.body import Broken, TooLarge, unpacked
from papersearch.fetching.client import Client, Validators
from papersearch.fetching.collection import ENDINGS, Collection
from papersearch.fetching.ledger import Answer, is_name
from papersearch.types import limits

_BLOCK = 1 << 16
_HEADERS = 1_000  # that hold for all members that follow
_NO_ARCHIVE = (Broken, tarfile.TarError, EOFError, ValueError, OverflowError, RecursionError)
_TOLD = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
"""Types of members that say something of the next one."""


def address(name: str) -> str:
    """Return where the newest state of a repository is had, packed."""
    owner, repository, *_ = name.split("/", 2)
    return f"{config.github_address()}/{owner}/{repository}/archive/HEAD.tar.gz"


def fetch_repository(collection: Collection, client: Client, name: str) -> None:
    """Bring the digests of a repository, or of a folder in it, into files.

    Raises:
        FetchFailed: it cannot be had, is too large, or has none there.
    """
    ledger = collection.ledger
    known = ledger.latest.validators if ledger.latest else Validators()
    if any(not collection.has(own) for own in ledger.hashes):
        known = Validators()  # something was deleted here
    got = client.get(address(name), known, most=limits.ARCHIVE_BYTES)
    if got is None:
        return
    within = "/".join(name.split("/")[2:])
    try:
        names = collection.expect(members(got.body, within))  # and see that it is whole
        for path, data in members(got.body, within):
            collection.put(path, data)
    except TooLarge:
        most = f"{limits.ARCHIVE_UNPACKED_BYTES >> 20:,} MiB or {limits.ARCHIVE_FILES:,} files"
        raise FetchFailed(f"github:{name}: more than {most}: name a folder in it") from None
    except _NO_ARCHIVE as error:
        raise FetchFailed(f"github:{name}: its archive is broken: try again later") from error
    if not names:
        raise FetchFailed(f"github:{name}: no file there ends in {', '.join(ENDINGS)}")
    collection.forget(())
    ledger.latest = Answer("", got.validators)


def members(packed: bytes, within: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the paths and the bytes of the digests in an archive, below the folder ``within``.

    Links, hidden files, files with holes (which unpack to any size), and names that no file may
    have here are passed over.

    Raises:
        Broken, tarfile.TarError, EOFError, ValueError: it is no whole archive.
        TooLarge: it has more files or bytes than are taken.
    """
    with tarfile.open(fileobj=_Stream(packed), mode="r|", tarinfo=_Member) as tar:
        for count, member in enumerate(tar):
            if count >= limits.ARCHIVE_FILES:
                raise TooLarge
            path = _path(member.name, within)
            tar.members.clear()  # type: ignore[attr-defined]  # it would keep them all
            if len(tar.pax_headers) > _HEADERS:
                raise TooLarge
            is_plain = member.isreg() and not member.issparse()
            if not (path and is_plain and member.size <= limits.FILE_BYTES):
                continue
            file = tar.extractfile(member)
            if file is not None:
                yield path, file.read()


def _path(name: str, within: str) -> str:
    """Return the path of a member below a folder, "" where it is of no interest, or not safe."""
    parts = PurePosixPath(name).parts[1:]  # the first is the name of the repository
    if name.startswith("/"):
        return ""
    folder = PurePosixPath(within).parts
    if parts[: len(folder)] != folder or len(parts) == len(folder):
        if not (within and parts == folder):  # the folder is a file
            return ""
        folder = folder[:-1]
    rest = parts[len(folder) :]
    if PurePosixPath(rest[-1]).suffix.lower() not in ENDINGS:
        return ""
    path = "/".join(rest)
    return path if is_name(path) else ""


class _Member(tarfile.TarInfo):
    """A member of which not too much is told in front of it: tarfile reads that whole."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str | None, errors: str) -> Self:
        found = super().frombuf(buf, encoding or "utf-8", errors)
        if found.type in _TOLD and found.size > _BLOCK:
            raise TooLarge
        return found


class _Stream(io.RawIOBase):
    """The bytes of a gzip, unpacked as they are read, and no more of them than are taken."""

    def __init__(self, packed: bytes) -> None:
        blocks = (packed[at : at + _BLOCK] for at in range(0, len(packed), _BLOCK))
        self._chunks = unpacked(blocks, limits.ARCHIVE_UNPACKED_BYTES)
        self._held = b""
        self._left = limits.ARCHIVE_UNPACKED_BYTES

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        parts, need = [self._held], size - len(self._held)
        while need > 0 and (chunk := next(self._chunks, b"")):
            self._left -= len(chunk)
            if self._left < 0:
                raise TooLarge
            parts.append(chunk)
            need -= len(chunk)
        whole = b"".join(parts)
        self._held = whole[size:]
        return whole[:size]
