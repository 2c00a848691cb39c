"""An index in a folder as it is opened: read, locked for writing, mended where it is damaged."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from papersearch.api.access import identity_of
from papersearch.errors import (
    DerivedFileDamaged,
    IndexCorrupt,
    IndexLocked,
    IndexOutdated,
    IndexUnwritable,
    NotOurs,
    PaperIndexError,
)
from papersearch.store.local.index_store import IndexStore
from papersearch.types.damage import Damage
from papersearch.types.model_identity import ModelIdentity
from papersearch.types.query import Query

_T = TypeVar("_T")

_PATIENCE = 10.0  # seconds
_TRIES, _MOMENT = 10, 0.05  # of a first run beside another one, and seconds between them


class FolderAccess:
    """Access to the index in ``folder``; ``notify`` is told of repairs."""

    called = "the index"
    elsewhere = "another folder (--index)"
    instead = "switch with `papersearch reembed`, or build another index with --index"

    def __init__(self, folder: Path, notify: Callable[[str], None]) -> None:
        self.folder = folder
        self.place = f"the index in {folder}"
        self._notify = notify
        self._store: IndexStore | None = None
        self._opened_with: ModelIdentity | None = None
        self._vanishing = False

    def reader(self) -> IndexStore:
        """Return the index for reading, in its newest state."""
        if self._store is None:
            self._store = self._opened()
            self._opened_with = identity_of(self._store)
        if not self._store.refresh() or identity_of(self._store) == self._opened_with:
            return self._store
        self.close()  # another process has switched the index to another model
        return self.reader()

    def close(self) -> None:
        """Release the files."""
        if self._store is not None:
            self._store.close()
        self._store = None

    def interrupt(self) -> None:
        """Let what another thread reads from the catalog just now end, with an error for it."""
        if (store := self._store) is not None:
            store.catalog.interrupt()

    def asked(self, query: Query) -> Query:
        """Begin to check the files that a query needs."""
        self.reader().begin_checking(vectors=query.mode != "lexical")
        return query

    def damages(self) -> Iterable[Damage]:
        """Return everything that is wrong with the index."""
        from papersearch.store.local.verify import damages

        return damages(self.reader())

    def repair(self, wait: float) -> None:
        """Make again what is derived from the catalog."""
        from papersearch.store.local.verify import repair

        with self.writing(wait) as store:
            repair(store)

    @contextlib.contextmanager
    def writing(self, wait: float) -> Iterator[IndexStore]:
        """Open the index for writing, under the writer's lock; see :func:`writer_lock`."""
        from papersearch.store.local.lock import GRACE

        with self._locked(wait, GRACE) as store:
            yield store

    def healed(self, answer: Callable[[IndexStore], _T]) -> _T:
        """Return ``answer`` of the index; where a derived file is damaged, mend it first.

        All of them are made again where that was not enough: an index from elsewhere may have a
        file that cannot be read, and its right checksum.
        """
        for whole in (False, True):
            try:
                return answer(self.reader())
            except DerivedFileDamaged as damage:
                self._mend(damage, "rebuilt from the catalog", whole=whole)
            self.close()
        return answer(self.reader())

    @contextlib.contextmanager
    def _locked(self, wait: float = 0.0, grace: float = 0.0) -> Iterator[IndexStore]:
        """Open the index for writing; a first run that kept nothing leaves nothing."""
        is_new = not self.folder.exists()
        with contextlib.ExitStack() as held:
            store = self._begun(held, wait, grace, _TRIES, is_new=is_new)
            try:
                yield store
            finally:
                if is_new and store.is_blank():
                    self._vanishing = True

    def _begun(
        self, held: contextlib.ExitStack, wait: float, grace: float, tries: int, *, is_new: bool
    ) -> IndexStore:
        """Open the index within ``held``.

        Where there was none, another first run may fail beside this one, and take the folder with
        it that this one has just seen: then it begins again.
        """
        from papersearch.store.local.lock import writer_lock
        from papersearch.store.local.place import claim

        with contextlib.ExitStack() as begun:
            try:
                claim(self.folder)
                begun.enter_context(writer_lock(self.folder, wait, grace))
                claim(self.folder)
                self._vanishing = is_new
                begun.callback(self._vanish)
                store = begun.enter_context(IndexStore.create(self.folder))
                self._vanishing = False
            except (IndexUnwritable, IndexCorrupt, NotOurs):
                if tries <= 1 or (self.folder.exists() and not is_new):
                    raise
            else:
                held.push(begun.pop_all())
                return store
        time.sleep(_MOMENT)
        return self._begun(held, wait, grace, tries - 1, is_new=is_new)

    def _vanish(self) -> None:
        """Remove the folder, under the lock, if there is nothing in it to keep."""
        from papersearch.store.local.emptying import vanish

        if self._vanishing:
            self.close()
            vanish(self.folder)
            self._vanishing = False

    def _opened(self) -> IndexStore:
        """Open the index; one of an older format is brought up to date first."""
        try:
            return IndexStore.open(self.folder)
        except IndexOutdated as outdated:
            self._mend(outdated, "brought up to date")
        return IndexStore.open(self.folder)

    def _mend(self, damage: PaperIndexError, done: str, *, whole: bool = False) -> None:
        try:
            with self._locked(_PATIENCE) as store:  # others may be mending it just now
                if whole:
                    from papersearch.store.local.verify import repair

                    repair(store)
                self._notify(f"{done}: {str(damage).split(': ')[0]}")
        except (IndexLocked, IndexUnwritable):
            raise damage from None


def place_of(folder: Path) -> tuple[int, int] | None:
    """Return what tells an index from another one at the same path, None for none."""
    from papersearch.store.local.layout import CATALOG

    try:
        found = (folder / CATALOG).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
