"""What every collection of papers can do, in a folder or on a server: index, search, tidy up."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypedDict, TypeVar, Unpack

from papersearch.background import Background
from papersearch.closing import Closing
from papersearch.embedding import Embedder, ModelIdentity
from papersearch.errors import ModelMismatch
from papersearch.loading import Loading
from papersearch.paper import Paper
from papersearch.query import Answer, Filters, Query, id_named
from papersearch.store.protocol import CopyStore, SearchStore

if TYPE_CHECKING:
    from papersearch.audit import Finding
    from papersearch.copying import Copied
    from papersearch.indexing import Progress, Report
    from papersearch.ranking import Weights
    from papersearch.search import Vector

_S = TypeVar("_S", bound=CopyStore)
_T = TypeVar("_T")


class Options(TypedDict, total=False):
    """How a collection is opened, wherever it is.

    ``model`` is a sentence-transformers model by name or folder; without it the index's own
    counts, if it is one that was named before, and for a new index
    ``intfloat/multilingual-e5-small``. ``revision`` is that of a model from a hub, ``device`` where
    it runs, ``cache`` where the default model is unpacked, ``models`` the file that remembers which
    models were named. ``load`` makes embedders (a fake one for tests, say), ``default`` those of
    the default model; ``notify`` is told of repairs.
    """

    model: str | None
    revision: str | None
    device: str | None
    cache: Path | None
    load: Callable[..., Embedder]
    default: Callable[..., Embedder]
    models: Path
    notify: Callable[[str], None]


class Library(Closing, Generic[_S]):
    """The part of :class:`PaperIndex` and :class:`RemoteIndex` that does not care where papers are.

    ``place`` is how messages name the collection, ``elsewhere`` where they say to build another,
    and ``instead`` what to do to have another model.
    """

    place: str
    elsewhere: str
    instead: str

    def __init__(self, **options: Unpack[Options]) -> None:
        self._loading = Loading(**options)
        self._notify: Callable[[str], None] = options.get("notify") or _ignore
        self._embedder: Embedder | None = None

    def __len__(self) -> int:
        return len(self._reader())

    def close(self) -> None:
        """Release what is open and the model; the object opens them again when it is used again."""
        self._embedder = None

    def _reader(self) -> _S:
        raise NotImplementedError

    def _writing(self, wait: float) -> contextlib.AbstractContextManager[_S]:
        raise NotImplementedError

    def _healed(self, answer: Callable[[_S], _T]) -> _T:
        """Return ``answer`` of the store, once what is wrong with it is mended."""
        return answer(self._reader())

    def _asked(self, query: Query) -> Query:
        """Prepare for a query, and return it as the store can answer it."""
        return query

    def index(
        self,
        paths: Sequence[str | os.PathLike[str]],
        *,
        prune: bool = False,
        wait: float = 0.0,
        stdin: Callable[[], bytes] | None = None,
        progress: Progress = lambda _done, _total: None,
    ) -> Report:
        """Bring the index up to date with digest files, folders and globs.

        ``prune`` drops papers that are gone from the given folders and files. ``wait`` is how
        many seconds to wait for another writer, negative for as long as it takes. ``stdin``
        returns what the path "-" stands for. ``progress`` is told how many passages of how
        many are embedded.

        Raises:
            NoDigests: a path holds none.
            IndexLocked, IndexUnwritable, ModelMismatch, EmbeddingError: see their descriptions;
                what was committed before stays.
        """
        from papersearch import indexing
        from papersearch.sources import sources, within

        names = [os.fspath(path) for path in paths]
        found = sources(names, stdin)
        with self._writing(wait) as store:
            self._check_model(store)
            return indexing.index(
                store,
                found,
                lambda characters, *theirs: self._bulk_embedder(store, characters, *theirs),
                means=self._loading.means,
                within=within(names) if prune else None,
                progress=progress,
            )

    def query(
        self,
        text: str,
        k: int = 10,
        *,
        mode: str = "hybrid",
        filters: Filters | None = None,
        diverse: bool = False,
        explain: bool = False,
        weights: Weights | None = None,
    ) -> Answer:
        """Return the k papers that best answer ``text``, best first; a sequence of hits.

        ``mode`` is "hybrid", "dense" (meaning alone) or "lexical" (words alone); ``diverse``
        spreads papers that are nearly alike, ``explain`` says why each hit stands where it does;
        ``weights`` are ranking's, to compare.

        Raises:
            InvalidQuery: see :class:`Query`.
            ModelMismatch: the model at hand is not that of the index.
        """
        return self.ask(Query(text, k, mode, filters or Filters(), diverse, explain), weights)

    def ask(self, query: Query, weights: Weights | None = None) -> Answer:
        """Return the answer to ``query``, as :meth:`query` does."""
        # Loading the model and embedding are C code, opening files and asking servers wait: the
        # one is done while the other goes on.
        vector = self._embedding_query(query.text) if query.mode != "lexical" else None
        asked = self._asked(query)
        from papersearch.ranking import Weights
        from papersearch.search import search

        return self._healed(
            lambda store: search(
                store, asked, vector.result if vector else None, weights or Weights()
            )
        )

    def similar(self, paper_id: str, k: int = 10, *, filters: Filters | None = None) -> Answer:
        """Return the k papers most like one of the index, best first, without that one.

        Raises:
            PaperNotFound: the index has no such paper.
        """
        from papersearch.search import similar

        wanted = id_named(paper_id)
        return self._healed(lambda store: similar(store, wanted, k, filters))

    def paper(self, paper_id: str) -> Paper:
        """Return a paper by id or link, whatever version it names.

        Raises:
            PaperNotFound: the index has no such paper.
        """
        return self._reader().paper(id_named(paper_id))[1]

    def newest(self, count: int) -> list[Paper]:
        """Return the ``count`` papers that were added last, newest first."""
        return list(self._reader().newest(count).values())[::-1]

    def wanted_tokens(self, text: str) -> frozenset[str]:
        """Return what to mark for a query, for :func:`papersearch.text.marks`."""
        from papersearch.search import wanted_tokens

        return wanted_tokens(self._reader(), text)

    def papers(self) -> Generator[Paper, None, None]:
        """Yield all papers of one state; an index in a folder does so in the order of their ids."""
        store = self._reader()
        with store.snapshot():
            yield from store.all_papers()

    def remove(self, paper_ids: Iterable[str], *, wait: float = 0.0) -> int:
        """Remove papers so that indexing does not bring them back; return how many.

        Raises:
            PaperNotFound: one of them is not there; none is removed.
        """
        ids = [self.paper(paper_id).id for paper_id in paper_ids]
        with self._writing(wait) as store:
            return store.remove(ids)

    def restore(self, paper_ids: Iterable[str], *, wait: float = 0.0) -> int:
        """Let indexing bring removed papers back; return how many of them were removed."""
        self._reader()
        ids = [id_named(paper_id) for paper_id in paper_ids]
        with self._writing(wait) as store:
            return store.restore(ids)

    def copy_to(
        self,
        target: Library[Any],
        *,
        wait: float = 0.0,
        progress: Progress = lambda _done, _total: None,
    ) -> Copied:
        """Copy all papers to ``target``, embedding nothing, and see that the copy is the same.

        Interrupted, the same call goes on. ``progress`` is told how many papers of how many are
        done.

        Raises:
            ModelMismatch, CopyFailed: see :func:`papersearch.copying.copy`.
        """
        from papersearch.copying import copy

        store = self._reader()
        with target._writing(wait) as there:
            return copy(store, there, progress)

    def audit(self, threshold: float | None = None) -> list[Finding]:
        """Return the papers whose summary seems to be of another paper, most doubtful first.

        ``threshold`` is how doubtful at the least, 0 to 1, by default what search heeds.
        """
        from papersearch.audit import audit
        from papersearch.doubt import DOUBTFUL

        return audit(self._reader(), DOUBTFUL if threshold is None else threshold)

    def _embedding_query(self, text: str) -> Background[Vector]:
        stored = identity_of(self._reader())

        def embed() -> Vector:
            if self._embedder is None:
                self._embedder = self._loaded(stored, 0)
            vector: Vector = self._embedder.embed_queries([text])[0]
            return vector

        return Background(embed)

    def _bulk_embedder(
        self, store: _S, characters: int, theirs: ModelIdentity | None = None, source: str = ""
    ) -> Embedder:
        """Return what embeds for a store; one without a model takes that of a ``source``."""
        stored = identity_of(store)
        if stored is None and theirs is not None:
            embedder = self._loaded(theirs, characters, fetch=True, place=source)
        else:
            embedder = self._loaded(stored, characters, fetch=True)
        if stored is None:
            store.adopt(embedder.identity.to_json())
        return embedder

    def _loaded(
        self,
        stored: ModelIdentity | None,
        characters: int,
        *,
        fetch: bool = False,
        place: str = "",
    ) -> Embedder:
        """Load the model that the index needs, and see that it is the same one."""
        place = place or self.place
        embedder = self._loading.load(stored, characters, place, fetch=fetch)
        if stored and stored.key != embedder.identity.key:
            raise ModelMismatch(
                f"{place} holds embeddings of {stored}, but what is installed "
                f"is {embedder.identity}: install that version, or build the index anew in "
                f"{self.elsewhere}"
            )
        return embedder

    def _check_model(self, store: _S) -> None:
        stored = identity_of(store)
        if stored and not self._loading.means(stored):
            raise ModelMismatch(
                f"{self.place} holds embeddings of {stored.name}, not of "
                f"{self._loading.model}: leave --model out, {self.instead}"
            )


def identity_of(store: SearchStore) -> ModelIdentity | None:
    """Return the model that a store belongs to, None for none yet."""
    stored = store.model()
    return ModelIdentity.from_json(stored) if stored else None


def _ignore(_message: str) -> None:
    """Tell nobody."""
