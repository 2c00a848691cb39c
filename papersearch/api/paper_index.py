"""The Python interface to an index in a folder: all that a collection can do, and its upkeep."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from papersearch.api.folder_access import FolderAccess
from papersearch.api.library import Library
from papersearch.api.loading import Loading
from papersearch.embedding import Embedder
from papersearch.store.local.index_store import IndexStore
from papersearch.types.progress import Progress, silent

if TYPE_CHECKING:
    from papersearch.indexing.tuning import Tuned
    from papersearch.store.local.salvage import Salvaged
    from papersearch.upkeep.checkup import Check
    from papersearch.upkeep.status import Status


class PaperIndex(Library[IndexStore]):
    """A searchable collection of papers in one folder.

    ::

        with PaperIndex.open("index", create=True) as index:
            index.index(["digests/"])
            for hit in index.query("visual token compression", k=5):
                print(hit.rank, hit.relevance, hit.paper.title)

    Every method sees the newest committed state, also where another process writes. Not for
    use from several threads at once.
    """

    def __init__(self, folder: str | os.PathLike[str], **options: Any) -> None:
        """Take the options of :meth:`open`."""
        loading = Loading.of(**options)
        self._folder = FolderAccess(Path(folder), loading.notify)
        super().__init__(self._folder, loading)

    @classmethod
    def open(
        cls,
        folder: str | os.PathLike[str] = "index",
        *,
        create: bool = False,
        model: str | None = None,
        revision: str | None = None,
        device: str | None = None,
        cache: Path | None = None,
        load: Callable[..., Embedder] | None = None,
        default: Callable[..., Embedder] | None = None,
        models: Path | None = None,
        notify: Callable[[str], None] | None = None,
    ) -> PaperIndex:
        """Open the index in ``folder``; with ``create``, one that need not exist yet.

        ``model`` is a sentence-transformers model by name or folder; without it the index's own
        counts, if it is one that was named before, and for a new index
        ``intfloat/multilingual-e5-small``. ``revision`` is that of a model from a hub, ``device``
        where it runs, ``cache`` where the default model is unpacked, ``models`` the file that
        remembers which models were named. ``load`` makes embedders (a fake one for tests, say),
        ``default`` those of the default model; ``notify`` is told of repairs.

        Raises:
            IndexNotFound, IndexVersionMismatch, IndexCorrupt: it cannot be opened.
            ModelMismatch: it holds embeddings of another model than ``model``.
        """
        index = cls(
            folder,
            model=model,
            revision=revision,
            device=device,
            cache=cache,
            load=load,
            default=default,
            models=models,
            notify=notify,
        )
        if not create:
            index._check()
        return index

    @property
    def folder(self) -> Path:
        """Where the index is."""
        return self._folder.folder

    def state(self) -> tuple[object, ...]:
        """Return what tells the present state of the index from any other: commits change it."""
        from papersearch.api.folder_access import place_of

        return place_of(self.folder), self._reader().catalog.meta("generation")

    def interrupt(self) -> None:
        """Let what another thread reads from the catalog just now end, with an error for it."""
        self._folder.interrupt()

    def tune(self, *, wait: float = 0.0) -> Tuned:
        """Learn an adapter from titles and summaries; it is kept where held-out papers agree.

        Raises:
            TuningImpossible: there are too few papers.
        """
        from papersearch.indexing.tuning import tune

        self._reader()
        with self._writing(wait) as store:
            return tune(store, lambda characters: self._models.bulk(store, characters))

    def untune(self, *, wait: float = 0.0) -> bool:
        """Forget the adapter, and return whether there was one."""
        from papersearch.indexing.tuning import untune

        self._reader()
        with self._writing(wait) as store:
            return untune(store)

    def reembed(
        self,
        model: str,
        *,
        revision: str | None = None,
        progress: Progress | None = None,
        wait: float = 0.0,
    ) -> int:
        """Switch the index to another model, in one commit; return how many passages it has.

        Until then it answers with the old one. An interrupted run goes on where it was.
        ``progress`` is told of the steps "embedding" and "learning".

        Raises:
            ModelNotFound, EmbeddingError: the model cannot be loaded; the index is as it was.
        """
        from papersearch.indexing.learning import is_due, learn
        from papersearch.indexing.reembedding import reembed

        characters = sum(len(s.text) for p in self._reader().all_papers() for s in p.sections)
        with self._writing(wait) as store:
            embedder = self._models.loading.load_named(model, revision, characters)
            told = progress or silent
            count = reembed(store, embedder, told)
            if is_due(store):
                learn(store, lambda _characters: embedder, told)
        self.close()
        return count

    def salvage(self, to: str | os.PathLike[str]) -> Salvaged:
        """Save what a damaged catalog still holds as a new index in the folder ``to``.

        Raises:
            IndexUnwritable: there is something in ``to``.
        """
        from papersearch.store.local.salvage import salvage

        self.close()  # to read its file beside a connection would take the connection's locks
        return salvage(self.folder, Path(to))

    def status(self) -> Status:
        """Return what the index holds and what of it is stale."""
        from papersearch.upkeep.status import status

        return status(self._reader())

    def checkup(self) -> list[Check]:
        """Look at everything that may be wrong: files, digests, model, disk; with the remedies."""
        from papersearch.upkeep.checkup import checkup

        damages = self.verify(sample=0)
        status = self.status()
        return list(checkup(status, damages, lambda: self._models.embedded(["any"])))
