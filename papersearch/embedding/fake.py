"""A model that is none, for tests of all that needs one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np

from papersearch.embedding.identity import AT_ONCE
from papersearch.types.arrays import Embeddings
from papersearch.types.model_identity import ModelIdentity
from papersearch.types.normalise import normalise


class FakeEmbedder:
    """A deterministic :class:`Embedder`: texts that share character bigrams are similar.

    ``vectors`` are written by hand, by text, and are scaled to unit length. ``embedded`` collects
    the passages that were embedded, in order.
    """

    engine = "fake"
    at_once = AT_ONCE

    def __init__(
        self, dimension: int = 64, vectors: Mapping[str, Sequence[float]] | None = None
    ) -> None:
        self.identity = ModelIdentity("fake", "1", "", "", "none", dimension)
        self.embedded: list[str] = []
        self._vectors = dict(vectors or {})

    def embed_queries(self, texts: Sequence[str]) -> Embeddings:
        """Return (n, dimension) float32 unit rows."""
        rows = np.stack([self._vector(text) for text in texts]) if texts else self._none()
        unit: Embeddings = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    def beginning(self, text: str) -> str:
        """Return the text: all of it is read."""
        return normalise(text)

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        """Return (n, dimension) float32 unit rows."""
        self.embedded += texts
        return self.embed_queries(texts)

    def _none(self) -> Embeddings:
        return np.empty((0, self.identity.dimension), np.float32)

    def _vector(self, text: str) -> Embeddings:
        if text in self._vectors:
            return np.asarray(self._vectors[text], np.float32)
        text = normalise(text)
        vector = np.full(self.identity.dimension, 1e-3, np.float32)
        for start in range(len(text)):
            digest = hashlib.blake2b(text[start : start + 2].casefold().encode(), digest_size=4)
            vector[int.from_bytes(digest.digest(), "little") % self.identity.dimension] += 1.0
        return vector
