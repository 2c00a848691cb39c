"""The Python interface to papers on a Milvus server, or in a file of Milvus Lite."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Unpack

from papersearch.errors import StoreFailed
from papersearch.library import Library, Options
from papersearch.query import Query
from papersearch.store.milvus.address import Address, parse
from papersearch.store.milvus.store import MilvusStore

if TYPE_CHECKING:
    from papersearch.remote_status import RemoteStatus


class RemoteIndex(Library[MilvusStore]):
    """A searchable collection of papers on Milvus.

    ::

        with RemoteIndex.open("milvus://host:19530/papers", create=True) as index:
            index.index(["digests/"])
            hits = index.query("visual token compression", k=5)

    Not for use from several threads at once.
    """

    elsewhere = "another collection (--store)"
    instead = "or index into another collection with --store"

    def __init__(
        self,
        address: Address,
        *,
        token: str = "",
        **options: Unpack[Options],
    ) -> None:
        super().__init__(**options)
        self.address = address
        self.place = f"the index at {address}"
        self._token = token
        self._store: MilvusStore | None = None

    @classmethod
    def open(
        cls,
        address: str,
        *,
        create: bool = False,
        token: str = "",
        **options: Unpack[Options],
    ) -> RemoteIndex:
        """Open the index at ``address``; with ``create``, one that need not exist yet.

        ``token`` is what the server wants to see: a token or user:password. The other
        options are those of :class:`papersearch.library.Options`.

        Raises:
            InvalidAddress: ``address`` is none.
            MissingExtra: the packages of ``papersearch[milvus]`` are not installed.
            StoreUnreachable, IndexNotFound, IndexVersionMismatch: it cannot be opened.
            ModelMismatch: it holds embeddings of another model than ``model``.
        """
        index = cls(parse(address), token=token, **options)
        if not create:
            index._check_model(index._reader())
        return index

    def close(self) -> None:
        """Release the connection and the model."""
        self._release()
        super().close()

    def status(self) -> RemoteStatus:
        """Return what the collections hold."""
        from papersearch.remote_status import status

        return status(self._reader())

    def _reader(self) -> MilvusStore:
        if self._store is None:
            self._store = MilvusStore.open(self.address, self._token)
        return self._store

    @contextlib.contextmanager
    def _writing(self, wait: float) -> Iterator[MilvusStore]:  # noqa: ARG002
        """Open the store for writing; nothing keeps a second writer away."""
        self._release()
        with MilvusStore.create(self.address, self._token) as store:
            yield store

    def _asked(self, query: Query) -> Query:
        if query.mode == "dense" or self._reader().lexical:
            return query
        lacks = f"{self.address} has no full-text search, which Milvus has from 2.5 on"
        if query.mode == "lexical":
            raise StoreFailed(f"{lacks}: ask by meaning, with --mode dense")
        self._notify(f"{lacks}: answered by meaning alone")
        return dataclasses.replace(query, mode="dense")

    def _release(self) -> None:
        if self._store is not None:
            self._store.close()
        self._store = None
