"""What embeds for one collection of papers: loaded when it is needed, and its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from papersearch.api.access import Access, identity_of
from papersearch.api.loading import Loading
from papersearch.embedding import Embedder
from papersearch.errors import ModelMismatch
from papersearch.runtime.background import Background
from papersearch.store.protocol import Store
from papersearch.types.arrays import Embeddings, Vector
from papersearch.types.model_identity import ModelIdentity
from papersearch.types.normalise import normalise

if TYPE_CHECKING:
    from papersearch.embedding.reranker import Reranker


class Embedded(NamedTuple):
    """A query as a (d,) float32 unit vector, and of how many characters, None for all of them."""

    vector: Vector
    read: int | None


class Models:
    """The embedders of the store behind ``access``, loaded as ``loading`` says."""

    def __init__(self, loading: Loading, access: Access[Any]) -> None:
        self.loading = loading
        self._access = access
        self._embedder: Embedder | None = None
        self._reranker: tuple[str, Reranker] | None = None

    def close(self) -> None:
        """Release what is loaded; it is loaded again when it is needed."""
        self._embedder = self._reranker = None

    def reranker(self, name: str | Reranker) -> Reranker:
        """Return the model that the user has named to rerank with; the last one stays loaded.

        One that is loaded is returned as it is.

        Raises:
            ModelNotFound, ModelRefused, MissingExtra, EmbeddingError: it cannot be loaded.
        """
        if not isinstance(name, str):
            return name
        if self._reranker is None or self._reranker[0] != name:
            self._reranker = name, self.loading.load_reranker(name)
        return self._reranker[1]

    def embedding(self, text: str) -> Background[Embedded]:
        """Begin to embed a query."""
        stored = identity_of(self._access.reader())

        def embed() -> Embedded:
            embedder = self._of(stored)
            read = embedder.beginning(text)
            return Embedded(
                embedder.embed_queries([read])[0],
                len(read) if len(read) < len(normalise(text)) else None,
            )

        return Background(embed)

    def embedded(self, texts: Sequence[str]) -> Embeddings:
        """Return (n, d) float32 unit rows for n texts of queries."""
        rows: Embeddings = self._of(identity_of(self._access.reader())).embed_queries(list(texts))
        return rows

    def passages(self, texts: Sequence[str]) -> Embeddings:
        """Return (n, d) float32 unit rows for n passages, as indexing makes them."""
        stored = identity_of(self._access.reader())
        rows: Embeddings = self._of(stored).embed_passages(list(texts))
        return rows

    def _of(self, stored: ModelIdentity | None) -> Embedder:
        known = self._embedder
        if known is None or (stored is not None and stored.key != known.identity.key):
            self._embedder = known = self.loaded(stored, 0)
        return known

    def bulk(
        self, store: Store, characters: int, theirs: ModelIdentity | None = None, source: str = ""
    ) -> Embedder:
        """Return what embeds for a store; one without a model takes that of a ``source``."""
        stored = identity_of(store)
        if stored is None and theirs is not None:
            embedder = self.loaded(theirs, characters, fetch=True, place=source)
        else:
            embedder = self.loaded(stored, characters, fetch=True)
        if stored is None:
            store.adopt(embedder.identity.to_json())
        return embedder

    def loaded(
        self,
        stored: ModelIdentity | None,
        characters: int,
        *,
        fetch: bool = False,
        place: str = "",
    ) -> Embedder:
        """Load the model that the index needs, and see that it is the same one.

        Raises:
            ModelMismatch: what is installed is another version.
        """
        place = place or self._access.place
        embedder = self.loading.load(stored, characters, place, fetch=fetch)
        if stored and stored.key != embedder.identity.key:
            raise ModelMismatch(
                f"{place} holds embeddings of {stored}, but what is installed "
                f"is {embedder.identity}: install that version, or build the index anew in "
                f"{self._access.elsewhere}"
            )
        return embedder

    def check(self, store: Store) -> None:
        """See that the user has not named another model than a store's.

        Raises:
            ModelMismatch: the user has.
        """
        stored = identity_of(store)
        if stored and not self.loading.means(stored):
            raise ModelMismatch(
                f"{self._access.place} holds embeddings of {stored.name}, not of "
                f"{self.loading.model}: leave --model out, {self._access.instead}"
            )
