"""The Python interface: one class over the read path and the write path."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from papersearch.background import Background
from papersearch.embedding import (
    DEFAULT_MODEL,
    Embedder,
    ModelIdentity,
    load_embedder,
)
from papersearch.errors import (
    DerivedFileDamaged,
    IndexLocked,
    IndexOutdated,
    IndexUnwritable,
    ModelMismatch,
    PaperIndexError,
)
from papersearch.exploring import Exploring
from papersearch.following import Following
from papersearch.paper import Paper, arxiv_id
from papersearch.query import Answer, Filters, Query
from papersearch.store.index_store import IndexStore
from papersearch.upkeep import Upkeep, identity_of

if TYPE_CHECKING:
    from papersearch.indexing import Progress, Report
    from papersearch.ranking import Weights
    from papersearch.search import Vector

_T = TypeVar("_T")


class PaperIndex(Upkeep, Exploring, Following):
    """A searchable collection of papers in one folder.

    ::

        with PaperIndex.open("index", create=True) as index:
            index.index(["digests/"])
            for hit in index.query("visual token compression", k=5):
                print(hit.rank, hit.similarity, hit.paper.title)

    Every method sees the newest committed state, also where another process writes. Not for
    use from several threads at once.
    """

    def __init__(
        self,
        folder: Path,
        *,
        model: str | None = None,
        revision: str | None = None,
        device: str | None = None,
        cache: Path | None = None,
        load: Callable[..., Embedder] = load_embedder,
        notify: Callable[[str], None] = lambda _message: None,
    ) -> None:
        self.folder = folder
        self._model = model
        self._revision = revision
        self._device = device
        self._cache = cache
        self._load = load
        self._notify = notify
        self._store: IndexStore | None = None
        self._opened_with: ModelIdentity | None = None
        self._embedder: Embedder | None = None

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
        load: Callable[..., Embedder] = load_embedder,
        notify: Callable[[str], None] = lambda _message: None,
    ) -> PaperIndex:
        """Open the index in ``folder``; with ``create``, one that need not exist yet.

        ``model`` is a sentence-transformers model by name or folder; without it the index's own
        counts, and for a new index ``intfloat/multilingual-e5-small``. ``load`` makes embedders
        (a fake one for tests, say); ``notify`` is told of repairs.

        Raises:
            IndexNotFound, IndexVersionMismatch, IndexCorrupt: it cannot be opened.
            ModelMismatch: it holds embeddings of another model than ``model``.
        """
        index = cls(
            Path(folder),
            model=model,
            revision=revision,
            device=device,
            cache=cache,
            load=load,
            notify=notify,
        )
        if not create:
            index._check_model(index._reader())
        return index

    def __enter__(self) -> PaperIndex:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._reader().facets)

    def close(self) -> None:
        """Release files and model; the object opens them again when it is used again."""
        if self._store is not None:
            self._store.close()
        self._store = None
        self._embedder = None

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
                lambda characters: self._bulk_embedder(store, characters),
                model=self._model,
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
        # Loading the model and embedding are C code, loading FAISS and opening files wait: the
        # one is done while the other goes on.
        vector = self._embedding_query(query.text) if query.mode != "lexical" else None
        self._reader().begin_checking(vectors=query.mode != "lexical")
        from papersearch.ranking import Weights
        from papersearch.search import search

        return self._healed(
            lambda store: search(
                store, query, vector.result if vector else None, weights or Weights()
            )
        )

    def similar(self, paper_id: str, k: int = 10, *, filters: Filters | None = None) -> Answer:
        """Return the k papers most like one of the index, best first, without that one.

        Raises:
            PaperNotFound: the index has no such paper.
        """
        from papersearch.search import similar

        wanted = arxiv_id(paper_id) or paper_id
        return self._healed(lambda store: similar(store, wanted, k, filters))

    def paper(self, paper_id: str) -> Paper:
        """Return a paper by id or link, whatever version it names.

        Raises:
            PaperNotFound: the index has no such paper.
        """
        return self._reader().catalog.paper(arxiv_id(paper_id) or paper_id)[1]

    def newest(self, count: int) -> list[Paper]:
        """Return the ``count`` papers that were added last, newest first."""
        return list(self._reader().catalog.newest(count).values())[::-1]

    def wanted_tokens(self, text: str) -> frozenset[str]:
        """Return what to mark for a query, for :func:`papersearch.text.marks`."""
        from papersearch.search import wanted_tokens

        return wanted_tokens(self._reader(), text)

    def papers(self) -> Iterator[Paper]:
        """Yield all papers of one generation, in the order of their ids."""
        catalog = self._reader().catalog
        with catalog.snapshot():
            yield from catalog.all_papers()

    def _reader(self) -> IndexStore:
        if self._store is None:
            self._store = self._opened()
            self._opened_with = identity_of(self._store)
        self._store.refresh()
        if identity_of(self._store) == self._opened_with:
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
        """Return ``answer`` of the index; where a derived file is damaged, mend it first."""
        self._catch_up()
        try:
            return answer(self._reader())
        except DerivedFileDamaged as damage:
            self._mend(damage, "rebuilt from the catalog")
        self.close()
        return answer(self._reader())

    def _catch_up(self) -> None:
        """Let lexical search catch up where a writer died before it could.

        A writer that is alive is about to, and a folder that cannot be written has to wait.
        """
        if self._reader().catalog.value("SELECT 1 FROM changes LIMIT 1") is None:
            return
        from papersearch.store.lock import writer_lock

        with (
            contextlib.suppress(IndexLocked, IndexUnwritable),
            writer_lock(self.folder),
            IndexStore.create(self.folder),
        ):
            self._notify("caught up: a writer had been stopped halfway")

    def _mend(self, damage: PaperIndexError, done: str) -> None:
        from papersearch.store.lock import writer_lock

        try:
            with writer_lock(self.folder), IndexStore.create(self.folder):
                self._notify(f"{done}: {str(damage).split(': ')[0]}")
        except (IndexLocked, IndexUnwritable):
            raise damage from None

    def _embedding_query(self, text: str) -> Background[Vector]:
        stored = identity_of(self._reader())

        def embed() -> Vector:
            if self._embedder is None:
                self._embedder = self._loaded(stored, 0)
            vector: Vector = self._embedder.embed_queries([text])[0]
            return vector

        return Background(embed)

    def _bulk_embedder(self, store: IndexStore, characters: int) -> Embedder:
        embedder = self._loaded(identity_of(store), characters)
        if store.catalog.meta("model") is None:
            store.adopt(embedder.identity.to_json())
        return embedder

    def _load_model(self, model: str, revision: str | None, characters: int) -> Embedder:
        return self._load(
            model,
            revision=revision,
            device=self._device,
            characters=characters,
            cache=self._cache,
        )

    def _loaded(self, stored: ModelIdentity | None, characters: int) -> Embedder:
        """Load the model that the index needs, and see that it is the same one."""
        embedder = self._load_model(
            stored.name if stored else self._model or DEFAULT_MODEL,
            stored.revision if stored and stored.name != DEFAULT_MODEL else self._revision,
            characters,
        )
        if stored and stored.key != embedder.identity.key:
            raise ModelMismatch(
                f"the index in {self.folder} holds embeddings of {stored}, but what is installed "
                f"is {embedder.identity}: install that version, or build the index anew in "
                "another folder (--index)"
            )
        return embedder

    def _check_model(self, store: IndexStore) -> None:
        stored = identity_of(store)
        if stored and self._model and stored.name != self._model:
            with contextlib.suppress(OSError):
                if Path(stored.name).samefile(self._model):
                    return
            raise ModelMismatch(
                f"the index in {self.folder} holds embeddings of {stored.name}, not of "
                f"{self._model}: leave --model out, switch with `papersearch reembed`, or build "
                "another index with --index"
            )
