"""Papers in two dimensions, alike ones near each other: t-SNE over exact neighbours.

Source: van der Maaten and Hinton, Visualizing data using t-SNE, 2008; initialised by principal
components, as Kobak and Berens, The art of using t-SNE for single-cell transcriptomics, 2019.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from papersearch.atlas.neighbours import nearest
from papersearch.errors import MissingExtra, extra
from papersearch.runtime.threads import in_one_thread
from papersearch.types.arrays import Embeddings

Points = NDArray[np.float64]

PERPLEXITY = 15
"""About how many neighbours a paper is drawn to."""

_GATHERING, _SETTLING = 150, 350  # iterations
_ISLANDS = 1.5  # exaggeration: more parts groups better and loses who was whose neighbour
_JITTER = 0.01  # parts papers that are the same; what the seed is for
_FEW = 5  # papers that a layout of neighbours needs


def layout(vectors: Embeddings, seed: int = 0) -> Points:
    """Return (n, 2) points within -1 to 1 for (n, d) unit rows; the same for the same seed.

    Raises:
        MissingExtra: openTSNE is not installed.
    """
    openTSNE = _library()  # noqa: N806
    start = _principal(vectors)
    if len(vectors) < _FEW:
        return _framed(start)
    perplexity = min(PERPLEXITY, (len(vectors) - 1) / 3)
    neighbours, distances = nearest(vectors, min(len(vectors) - 1, int(3 * perplexity)))
    known = openTSNE.nearest_neighbors.PrecomputedNeighbors(neighbours, distances)
    pull = openTSNE.affinity.PerplexityBasedNN(
        perplexity=perplexity, knn_index=known, n_jobs=1, random_state=seed
    )
    # One thread: threads change the order of sums, and with it the picture.
    start = start / max(float(start[:, 0].std()), 1e-12)
    start += _JITTER * np.random.default_rng(seed).normal(size=start.shape)
    points = openTSNE.TSNEEmbedding(1e-4 * start, pull, n_jobs=1, random_state=seed)
    points = points.optimize(n_iter=_GATHERING, exaggeration=12, momentum=0.5)
    points = points.optimize(n_iter=_SETTLING, exaggeration=_ISLANDS, momentum=0.8)
    return _framed(np.asarray(points))


def _principal(vectors: Embeddings) -> Points:
    """Return the first two principal components, with signs that do not depend on the machine."""
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64)
    with in_one_thread():
        _, axes = np.linalg.eigh(centred.T @ centred)
    points: Points = centred @ axes[:, :-3:-1]
    signs = np.sign(points[np.abs(points).argmax(axis=0), np.arange(points.shape[1])])
    return points * np.where(signs == 0, 1.0, signs)


def _framed(points: Points) -> Points:
    """Return points moved and scaled into -1 to 1, their proportions kept."""
    low, high = points.min(axis=0), points.max(axis=0)
    framed: Points = 2 * (points - (low + high) / 2) / max(float((high - low).max()), 1e-12)
    return framed


def _library() -> Any:
    try:
        import openTSNE
        import openTSNE.affinity
        import openTSNE.nearest_neighbors
    except ImportError:
        raise MissingExtra(f"a map needs openTSNE and matplotlib: {extra('map')}") from None
    return openTSNE
