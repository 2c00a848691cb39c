"""The folder of one origin's files: what was fetched, and nothing that somebody else has put there.

What a file holds is remembered before it is written, so that after a crash it is known as ours.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from papersearch import digest, files
from papersearch.errors import FetchFailed, NotOurs
from papersearch.fetching.ledger import Ledger, NoLedger, decoded
from papersearch.fetching.origins import Origin
from papersearch.types import limits
from papersearch.types.sources import SHARD_SUFFIX

ENDINGS = tuple(own for own in digest.SUFFIXES if own != SHARD_SUFFIX)
"""Endings of files that are fetched: of all that are read, but for shards, which we write."""

LEDGER = ".papersearch-fetched.json"
LOCK = ".papersearch-fetched.lock"
_INSTEAD = "use --to to name another folder"
_LEFT = re.compile(r"\.(.{1,60})\.[0-9a-f]{8}\.tmp")  # what a crash leaves, by a name's beginning
_NO_FILE = "no file"  # in place of a hash: a link, a folder, a device
_OLD = 3600.0  # seconds after which what a crash left is nobody's any more


class Collection:
    """The files of one origin in ``folder``; see :func:`opened`.

    ``new``, ``changed`` and ``theirs`` are the names of files that were written, that were
    replaced, and that are somebody else's, or were changed by hand, and were left as they are.
    """

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        self.folder = folder
        self.ledger = ledger
        self.new: list[str] = []
        self.changed: list[str] = []
        self.theirs: list[str] = []

    def put(self, name: str, data: bytes) -> None:
        """Write a file of the origin, where nothing is yet or an earlier one of it.

        Raises:
            IndexUnwritable: the system refuses it.
        """
        path = self.folder / name
        before, now = self._hash(path), hashlib.sha256(data).hexdigest()
        known = self.ledger.hashes.get(name, [])
        if before == now:
            self.ledger.hashes[name] = [now]
            return
        if (before and before not in known) or not self._made(path):
            self.theirs.append(name)
            return
        if now not in known:
            self.ledger.hashes[name] = [before, now] if before else [now]
            self.save()
        files.write_atomic(path, data, _INSTEAD)
        self.ledger.hashes[name] = [now]
        (self.changed if before else self.new).append(name)

    def expect(self, coming: Iterable[tuple[str, bytes]]) -> set[str]:
        """Remember what files are about to hold, all at once, and return their names.

        To remember each before it is written would take as long as there are files, squared.
        """
        names = set()
        for name, data in coming:
            names.add(name)
            known, now = self.ledger.hashes.get(name, []), hashlib.sha256(data).hexdigest()
            if now not in known:
                self.ledger.hashes[name] = [*known, now]
        if names:
            self.save()
        return names

    def forget(self, but: Container[str]) -> None:
        """Forget files that are not there any more, ``but`` for some."""
        gone = [own for own in self.ledger.hashes if own not in but and not self.has(own)]
        for name in gone:
            del self.ledger.hashes[name]

    def drop(self, name: str) -> None:
        """Remove a file that the origin has no more, if it is as it was written."""
        path = self.folder / name
        if self._hash(path) in self.ledger.hashes.pop(name, ()):
            with files.writing(path, _INSTEAD):
                files.remove(path)

    def has(self, name: str) -> bool:
        """Whether something of this name is there, whosever it is."""
        try:
            return files.see(self.folder / name)
        except NotOurs:
            return True

    def holds(self, name: str, data: bytes) -> bool:
        """Whether a file has just these bytes."""
        return self._hash(self.folder / name) == hashlib.sha256(data).hexdigest()

    def save(self) -> None:
        """Write what is remembered."""
        files.write_atomic(self.folder / LEDGER, self.ledger.encoded(), _INSTEAD)

    def _hash(self, path: Path) -> str:
        """Return the SHA-256 of a file in hex, "" where there is none."""
        try:
            return files.sha256(path).hex() if files.see(path) else ""
        except NotOurs:
            return _NO_FILE

    def _made(self, path: Path) -> bool:
        """Whether the folders of a file are there, or could be made; no link is one."""
        try:
            with files.writing(path, _INSTEAD):
                for folder in reversed(path.relative_to(self.folder).parents[:-1]):
                    files.make_folder(self.folder / folder)
        except NotOurs:
            return False
        return True


@contextlib.contextmanager
def opened(to: Path, origin: Origin) -> Iterator[Collection]:
    """Open the folder of an origin below ``to`` for writing; it is made where there is none.

    Raises:
        NotOurs: it is a link, or has files of another origin.
        FetchFailed: another process is fetching into it.
        IndexUnwritable: the system refuses it.
    """
    import filelock

    folder = to / origin.folder
    is_new = not folder.exists()
    with files.writing(folder, _INSTEAD):
        files.make_folder(to, linked=True)
        files.make_folder(folder)
        files.create(folder / LOCK)
        lock = filelock.FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            raise FetchFailed(
                f"another process is fetching into {folder}: wait until it is done"
            ) from None
    try:
        found = Collection(folder, _ledger(folder, origin))
        _sweep(found)
        yield found
        if found.ledger.days or found.ledger.latest:
            found.save()
    finally:
        if is_new and not files.see(folder / LEDGER):  # nothing came
            files.remove_tree(folder, re.compile(re.escape(LOCK)))
        lock.release()


def _ledger(folder: Path, origin: Origin) -> Ledger:
    path = folder / LEDGER
    if not files.see(path):
        return Ledger(str(origin))
    with files.opened(path) as file:
        data = file.read(limits.FETCH_LEDGER_BYTES + 1)
    try:
        found = decoded(data)
    except NoLedger as error:
        raise NotOurs(
            f"{path} is not what this papersearch writes: move it elsewhere, and what is in that "
            "folder stays as it is, or name another folder with --to"
        ) from error
    if _without_scheme(found.source) != _without_scheme(str(origin)):
        raise NotOurs(
            f"{folder} has what was fetched from another source: name another folder with --to"
        )
    found.source = str(origin)  # by https from now on, say
    return found


def _without_scheme(source: str) -> str:
    return source.removeprefix("https://").removeprefix("http://")


def _sweep(collection: Collection) -> None:
    """Remove what a crash has left of files of ours, in all folders that have some."""
    root = collection.folder
    begun: dict[Path, set[str]] = {root: {LEDGER}}
    for name in collection.ledger.hashes:
        path = root / name
        begun.setdefault(path.parent, set()).add(path.name[:60])
    for folder, names in begun.items():
        with contextlib.suppress(NotOurs):  # a link is of others
            above = [root / own for own in folder.relative_to(root).parents[:-1]]
            if all(files.see(own, folder=True) for own in (*above, folder)):
                files.sweep(folder, _LEFT, _others(folder, names), _OLD)


def _others(folder: Path, names: Container[str]) -> set[str]:
    """Return the names in a folder that are no temporary ones of files called so."""
    with files.Folder(folder) as own:
        found = own.names()
    return {own for own in found if not ((left := _LEFT.fullmatch(own)) and left[1] in names)}
