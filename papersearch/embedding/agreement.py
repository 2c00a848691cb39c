"""Whether vectors that somebody else made are those that a model makes of the same texts."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from papersearch.embedding.identity import Embedder
from papersearch.types.arrays import Embeddings

LEAST = 0.99
"""Engines of one model agree to 0.998, half precision takes 0.0005."""


def alike(embedder: Embedder, texts: Sequence[str], rows: Embeddings) -> NDArray[np.float32]:
    """Return the (n,) cosines of ``rows``, (n, d) of unit length, with what the model makes."""
    found: NDArray[np.float32] = np.sum(embedder.embed_passages(texts) * rows, axis=1)
    return found


def sample(count: int, of: int) -> list[int]:
    """Return up to ``count`` of the numbers below ``of``, such that nobody can foresee which."""
    return sorted(random.SystemRandom().sample(range(of), min(count, of)))
