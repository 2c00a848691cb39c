"""Exact nearest neighbours, which layout and topics both start from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from papersearch.types.arrays import Embeddings

_BLOCK = 1024  # rows at a time, so that memory grows with the papers and not with their square


def nearest(vectors: Embeddings, k: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the k nearest others of each of (n, d) unit rows, and 1 - their cosines, ascending."""
    neighbours = np.empty((len(vectors), k), np.int64)
    distances = np.empty((len(vectors), k))
    for begin in range(0, len(vectors), _BLOCK):
        cosines = vectors[begin : begin + _BLOCK] @ vectors.T
        rows = np.arange(len(cosines))
        cosines[rows, begin + rows] = -2.0
        best = np.argpartition(-cosines, k - 1, axis=1)[:, :k]
        values = np.take_along_axis(cosines, best, axis=1)
        order = np.lexsort((best, -values))
        neighbours[begin : begin + _BLOCK] = np.take_along_axis(best, order, axis=1)
        distances[begin : begin + _BLOCK] = np.maximum(
            1 - np.take_along_axis(values, order, axis=1), 0
        )
    return neighbours, distances
