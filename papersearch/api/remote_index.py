"""The Python interface to papers on a Milvus server, or in a file of Milvus Lite."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from papersearch.api.library import Library
from papersearch.api.loading import Loading
from papersearch.embedding import Embedder
from papersearch.errors import StoreFailed
from papersearch.store.milvus.address import Address, is_address, parse
from papersearch.store.milvus.scope import FEW
from papersearch.store.milvus.store import MilvusStore
from papersearch.types.damage import Damage
from papersearch.types.query import Query

if TYPE_CHECKING:
    from papersearch.upkeep.remote_status import RemoteStatus

_T = TypeVar("_T")


class MilvusAccess:
    """Access to the store at ``address``; ``notify`` is told what its server cannot do."""

    elsewhere = "another collection (--store)"
    instead = "or index into another collection with --store"

    def __init__(self, address: Address, token: str, notify: Callable[[str], None]) -> None:
        self.address = address
        self.place = f"the index at {address}"
        self.called = str(address)
        self._token = token
        self._notify = notify
        self._store: MilvusStore | None = None

    def reader(self) -> MilvusStore:
        """Return the store for reading."""
        if self._store is None:
            self._store = MilvusStore.open(self.address, self._token)
        return self._store

    def close(self) -> None:
        """Release the connection."""
        if self._store is not None:
            self._store.close()
        self._store = None

    @contextlib.contextmanager
    def writing(self, wait: float) -> Iterator[MilvusStore]:
        """Open the store for writing, once no other writer is at work."""
        self.close()
        with MilvusStore.create(self.address, self._token, wait) as store:
            yield store

    def damages(self) -> Iterable[Damage]:
        """Return everything that is wrong with the rows of the store."""
        from papersearch.store.milvus.verify import damages

        return damages(self.reader())

    def repair(self, wait: float) -> None:
        """Make again what is derived from the papers' documents."""
        from papersearch.store.milvus.verify import repair

        with self.writing(wait) as store:
            repair(store)

    def healed(self, answer: Callable[[MilvusStore], _T]) -> _T:
        """Return ``answer`` of the store, of which nothing needs mending."""
        return answer(self.reader())

    def asked(self, query: Query) -> Query:
        """Return the query as the server can answer it.

        Raises:
            StoreFailed: it is of words alone, which the server cannot search for.
        """
        store = self.reader()
        if query.mode == "dense" or store.lexical:
            return query
        lacks = f"{self.address} has no full-text search, which Milvus has from 2.5 on"
        if query.mode == "hybrid":
            self._notify(f"{lacks}: of more than {FEW:,} papers, meaning alone says which to score")
        elif not store.scope(query.filters).searches_words():
            raise StoreFailed(
                f"{lacks}: words alone are searched for among {FEW:,} papers at most, and filters "
                "leave more: ask with --mode hybrid, which scores the words of what meaning finds"
            )
        return query


class RemoteIndex(Library[MilvusStore]):
    """A searchable collection of papers on Milvus.

    ::

        with RemoteIndex.open("milvus://host:19530/papers", create=True) as index:
            index.index(["digests/"])
            hits = index.query("visual token compression", k=5)

    Not for use from several threads at once.
    """

    @staticmethod
    def is_at(place: str) -> bool:
        """Whether a place means to be the address of a store rather than a folder."""
        return is_address(place)

    def __init__(self, address: Address, *, token: str = "", **options: Any) -> None:
        """Take the options of :meth:`open`."""
        self.address = address
        loading = Loading.of(**options)
        super().__init__(MilvusAccess(address, token, loading.notify), loading)

    @classmethod
    def open(
        cls,
        address: str,
        *,
        create: bool = False,
        token: str = "",
        model: str | None = None,
        revision: str | None = None,
        device: str | None = None,
        cache: Path | None = None,
        load: Callable[..., Embedder] | None = None,
        default: Callable[..., Embedder] | None = None,
        models: Path | None = None,
        notify: Callable[[str], None] | None = None,
    ) -> RemoteIndex:
        """Open the index at ``address``; with ``create``, one that need not exist yet.

        ``token`` is what the server wants to see: a token or user:password. The other options are
        those of :meth:`papersearch.PaperIndex.open`.

        Raises:
            InvalidAddress: ``address`` is none.
            MissingExtra: the packages of ``papersearch[milvus]`` are not installed.
            StoreUnreachable, IndexNotFound, IndexVersionMismatch: it cannot be opened.
            ModelMismatch: it holds embeddings of another model than ``model``.
        """
        index = cls(
            parse(address),
            token=token,
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

    def status(self) -> RemoteStatus:
        """Return what the collections hold."""
        from papersearch.upkeep.remote_status import status

        return status(self._reader())
