"""Looking after an index: what it holds, what is wrong with it, and what to do about that."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from papersearch.embedding import Embedder, ModelIdentity
from papersearch.library import identity_of
from papersearch.loading import Loading
from papersearch.store.index_store import IndexStore

if TYPE_CHECKING:
    from papersearch.duplicates import Duplicates
    from papersearch.status import Status
    from papersearch.store.salvage import Salvaged
    from papersearch.store.verify import Damage
    from papersearch.tuning import Tuned


class Upkeep:
    """The part of :class:`PaperIndex` that looks after the index."""

    folder: Path
    _loading: Loading

    def _reader(self) -> IndexStore:
        raise NotImplementedError

    def _loaded(self, stored: ModelIdentity | None, characters: int) -> Embedder:
        raise NotImplementedError

    def _bulk_embedder(self, store: IndexStore, characters: int) -> Embedder:
        raise NotImplementedError

    def close(self) -> None:
        """Release files and model."""
        raise NotImplementedError

    def _writing(self, wait: float) -> contextlib.AbstractContextManager[IndexStore]:
        raise NotImplementedError

    def duplicates(self, threshold: float | None = None) -> Duplicates:
        """Return papers that are one under several ids, and days that repeat other days' papers.

        ``threshold`` is the share of words, 0 to 1, from which two summaries are one.
        """
        from papersearch.duplicates import SAME_SUMMARY, duplicates

        return duplicates(self._reader(), SAME_SUMMARY if threshold is None else threshold)

    def tune(self, *, wait: float = 0.0) -> Tuned:
        """Learn an adapter from titles and summaries; it is kept where held-out papers agree.

        Raises:
            TuningImpossible: there are too few papers.
        """
        from papersearch.tuning import tune

        self._reader()
        with self._writing(wait) as store:
            return tune(store, lambda characters: self._bulk_embedder(store, characters))

    def untune(self, *, wait: float = 0.0) -> bool:
        """Forget the adapter, and return whether there was one."""
        from papersearch.tuning import untune

        self._reader()
        with self._writing(wait) as store:
            return untune(store)

    def reembed(
        self,
        model: str,
        *,
        revision: str | None = None,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        wait: float = 0.0,
    ) -> int:
        """Switch the index to another model, in one commit; return how many passages it has.

        Until then it answers with the old one. An interrupted run goes on where it was.

        Raises:
            ModelNotFound, EmbeddingError: the model cannot be loaded; the index is as it was.
        """
        from papersearch.learning import is_due, learn
        from papersearch.reembedding import reembed

        characters = sum(
            len(s.text) for p in self._reader().catalog.all_papers() for s in p.sections
        )
        with self._writing(wait) as store:
            embedder = self._loading.load_named(model, revision, characters)
            count = reembed(store, embedder, progress)
            if is_due(store):
                learn(store, lambda _characters: embedder)
        self.close()
        return count

    def verify(self, *, sample: int = 20, repair: bool = False, wait: float = 0.0) -> list[Damage]:
        """Check everything, and return what is damaged.

        ``sample`` passages are embedded again and compared. With ``repair``, what is derived
        from the catalog is made again, if anything is damaged and the catalog is not.
        """
        from papersearch.store import verify

        found = list(verify.damages(self._reader()))
        if not found and sample:
            found = self._resembled(sample)
        if repair and found and all(damage.derived for damage in found):
            with self._writing(wait) as store:
                verify.repair(store)
            self.close()
        return found

    def salvage(self, to: str | os.PathLike[str]) -> Salvaged:
        """Save what a damaged catalog still holds as a new index in the folder ``to``.

        Raises:
            IndexUnwritable: there is something in ``to``.
        """
        from papersearch.store.salvage import salvage

        self.close()  # to read its file beside a connection would take the connection's locks
        return salvage(self.folder, Path(to))

    def _resembled(self, count: int) -> list[Damage]:
        """Embed some passages again, and return those that have become something else."""
        from papersearch.resemblance import different
        from papersearch.store.verify import Damage

        store = self._reader()
        stored = identity_of(store)
        if stored is None:
            return []
        wrong = different(store, lambda: self._loaded(stored, 0), count)
        return [
            Damage(f"{self.folder}: passage {pid} is embedded as something else", derived=False)
            for pid in wrong
        ]

    def status(self) -> Status:
        """Return what the index holds and what of it is stale."""
        from papersearch.status import status

        return status(self._reader())
