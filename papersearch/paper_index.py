"""The Python interface: one class over the read path and the write path."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar, Unpack

from papersearch.embedding import ModelIdentity
from papersearch.errors import (
    DerivedFileDamaged,
    IndexLocked,
    IndexOutdated,
    IndexUnwritable,
    PaperIndexError,
)
from papersearch.exploring import Exploring
from papersearch.following import Following
from papersearch.library import Library, Options, identity_of
from papersearch.query import Query
from papersearch.store.index_store import IndexStore
from papersearch.upkeep import Upkeep

_T = TypeVar("_T")


class PaperIndex(Library[IndexStore], Upkeep, Exploring, Following):
    """A searchable collection of papers in one folder.

    ::

        with PaperIndex.open("index", create=True) as index:
            index.index(["digests/"])
            for hit in index.query("visual token compression", k=5):
                print(hit.rank, hit.similarity, hit.paper.title)

    Every method sees the newest committed state, also where another process writes. Not for
    use from several threads at once.
    """

    elsewhere = "another folder (--index)"
    instead = "switch with `papersearch reembed`, or build another index with --index"

    def __init__(
        self,
        folder: Path,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(**options)
        self.folder = folder
        self.place = f"the index in {folder}"
        self._store: IndexStore | None = None
        self._opened_with: ModelIdentity | None = None

    @classmethod
    def open(
        cls,
        folder: str | os.PathLike[str] = "index",
        *,
        create: bool = False,
        **options: Unpack[Options],
    ) -> PaperIndex:
        """Open the index in ``folder``; with ``create``, one that need not exist yet.

        The other options are those of :class:`papersearch.library.Options`: ``model``, ``device``
        and so on.

        Raises:
            IndexNotFound, IndexVersionMismatch, IndexCorrupt: it cannot be opened.
            ModelMismatch: it holds embeddings of another model than ``model``.
        """
        index = cls(Path(folder), **options)
        if not create:
            index._check_model(index._reader())
        return index

    def close(self) -> None:
        """Release files and model; the object opens them again when it is used again."""
        if self._store is not None:
            self._store.close()
        self._store = None
        super().close()

    def interrupt(self) -> None:
        """Let what another thread reads from the catalog just now end, with an error for it."""
        if (store := self._store) is not None:
            store.catalog.interrupt()

    def _asked(self, query: Query) -> Query:
        self._reader().begin_checking(vectors=query.mode != "lexical")
        return query

    @contextlib.contextmanager
    def _writing(self, wait: float) -> Iterator[IndexStore]:
        """Open the index for writing, under the writer's lock; see :func:`writer_lock`."""
        from papersearch.store.lock import GRACE

        with self._locked(wait, GRACE) as store:
            yield store

    @contextlib.contextmanager
    def _locked(self, wait: float = 0.0, grace: float = 0.0) -> Iterator[IndexStore]:
        from papersearch.store.lock import writer_lock
        from papersearch.store.place import claim

        claim(self.folder)
        with writer_lock(self.folder, wait, grace), IndexStore.create(self.folder) as store:
            yield store

    def _reader(self) -> IndexStore:
        if self._store is None:
            self._store = self._opened()
            self._opened_with = identity_of(self._store)
        if not self._store.refresh() or identity_of(self._store) == self._opened_with:
            return self._store
        self.close()  # another process has switched the index to another model
        return self._reader()

    def _opened(self) -> IndexStore:
        """Open the index; one of an older format is brought up to date first."""
        try:
            return IndexStore.open(self.folder)
        except IndexOutdated as outdated:
            self._mend(outdated, "brought up to date")
        return IndexStore.open(self.folder)

    def _healed(self, answer: Callable[[IndexStore], _T]) -> _T:
        """Return ``answer`` of the index; where a derived file is damaged, mend it first.

        All of them are made again where that was not enough: an index from elsewhere may have a
        file that cannot be read, and its right checksum.
        """
        for whole in (False, True):
            try:
                return answer(self._reader())
            except DerivedFileDamaged as damage:
                self._mend(damage, "rebuilt from the catalog", whole=whole)
            self.close()
        return answer(self._reader())

    def _mend(self, damage: PaperIndexError, done: str, *, whole: bool = False) -> None:
        try:
            with self._locked() as store:
                if whole:
                    from papersearch.store.verify import repair

                    repair(store)
                self._notify(f"{done}: {str(damage).split(': ')[0]}")
        except (IndexLocked, IndexUnwritable):
            raise damage from None
