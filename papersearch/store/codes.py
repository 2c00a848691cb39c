"""Building the codes of a large segment with FAISS.

Rows are projected onto the directions in which they vary most, turned at random so that all parts
of a code have as much to tell: codes in the space as it is need half as many bytes more for the
same recall (docs/decisions/0011-large-segments.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from papersearch.store.codes_file import Codes, put_empty_lists
from papersearch.store.shape import Matrix, Shape
from papersearch.store.training import Training, matrix_of, parts_of

_ROUNDS = 10  # of k-means: fifteen more change nothing
_ACROSS = 2.0
_BLOCK = 4096


def train(shape: Shape, some: Matrix) -> Training:
    """Return what codes of this shape are made with, trained on (n, d) unit rows."""
    import faiss

    matrix = _projection(some, shape.kept)
    projected = _linear(matrix).apply(some)
    lists = _empty(shape)
    clustering = faiss.Kmeans(
        shape.kept, lists.nlist, niter=_ROUNDS, seed=1, min_points_per_centroid=1
    )
    clustering.train(projected)
    lists.pq.train(projected)
    return Training(matrix, None, clustering.centroids, parts_of(lists.pq))


def build_codes(shape: Shape, training: Training, batches: Iterable[Matrix]) -> Codes:
    """Return the codes of the rows of ``batches``, by place.

    Each is in two lists, chosen by :func:`two_lists`.
    """
    import faiss

    assert training.matrix is not None
    projection = _linear(training.matrix)
    lists = _empty(shape)
    faiss.downcast_index(lists.quantizer).add(training.middles)
    faiss.copy_array_to_vector(training.parts.ravel(), lists.pq.centroids)
    lists.is_trained = True
    by_place = []
    for rows in _blocks(batches):
        own = projection.apply(rows)
        places = np.arange(len(own), dtype=np.int64) + lists.ntotal // 2
        for chosen in two_lists(own, training.middles):
            pointers = map(faiss.swig_ptr, (own, places, chosen))
            lists.add_core(len(own), *pointers)
        by_place.append(lists.pq.compute_codes(own))
    codes = faiss.IndexIVFPQFastScan(lists)  # which packs them as they are searched
    lists.own_fields, codes.own_fields = False, True
    return Codes(faiss.IndexPreTransform(projection, codes), np.concatenate(by_place), copies=2)


def like(shape: Shape, dimension: int, bits: int) -> bytes:
    """Return what FAISS writes of codes of a shape, where each number has these 32 ``bits``.

    What is learned, and, with as many bits again, how many codes there are.
    """
    import faiss

    value = np.uint32(bits).view(np.float32)
    lists = _empty(shape)
    quantizer = faiss.downcast_index(lists.quantizer)
    quantizer.add(np.full((lists.nlist, shape.kept), value, np.float32))
    parts = np.full(faiss.vector_to_array(lists.pq.centroids).shape, value, np.float32)
    faiss.copy_array_to_vector(parts, lists.pq.centroids)
    lists.is_trained = True
    codes = faiss.IndexIVFPQFastScan(lists)
    lists.own_fields, codes.own_fields = False, True
    matrix = np.full((shape.kept, dimension), value, np.float32)
    index = faiss.IndexPreTransform(_linear(matrix), codes)
    codes.ntotal = index.ntotal = bits << 32 | bits
    put_empty_lists(codes)
    written: bytes = faiss.serialize_index(index).tobytes()
    return written


def two_lists(rows: Matrix, middles: Matrix) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the lists that (n, d) rows are in: that of the nearest of (m, d) middles, and another.

    A query misses a row where what leads from the middle to the row points the way of the query.
    So the second list is one whose middle is near, but from where the row lies in another
    direction: with x the row, r what leads to it from its nearest middle, and c another one,
    the least |x - c|^2 + ``_ACROSS`` (r . (x - c) / |r|)^2. (Sun, Simcha, Dopson, Guo and Kumar
    2023, "SOAR: Improved Indexing for Approximate Nearest Neighbor Search", equation 3.)
    """
    n = np.arange(len(rows))
    losses = np.einsum("ij,ij->i", middles, middles) - 2 * rows @ middles.T  # less |x|^2
    nearest = losses.argmin(axis=1)
    ways = rows - middles[nearest]
    ways /= np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-12)
    along = np.einsum("ij,ij->i", rows, ways)[:, None] - ways @ middles.T
    losses += _ACROSS * along**2
    losses[n, nearest] = np.inf
    return nearest.astype(np.int64), losses.argmin(axis=1).astype(np.int64)


def _blocks(batches: Iterable[Matrix]) -> Iterator[Matrix]:
    for rows in batches:
        for begin in range(0, len(rows), _BLOCK):
            yield np.ascontiguousarray(rows[begin : begin + _BLOCK])


def _projection(some: Matrix, kept: int) -> Matrix:
    """Return the map onto the ``kept`` directions in which (n, d) rows vary most.

    It takes no mean away: of rows and not of queries that would change the order of products.
    """
    import faiss

    varying = faiss.PCAMatrix(some.shape[1], kept, 0, True)
    varying.train(some)
    return matrix_of(varying)


def _linear(matrix: Matrix) -> Any:
    import faiss

    kept, dimension = matrix.shape
    projection = faiss.LinearTransform(dimension, kept, False)
    faiss.copy_array_to_vector(matrix.ravel(), projection.A)
    projection.is_trained = True
    return projection


def _empty(shape: Shape) -> Any:
    """Return a FAISS index of codes in lists with nothing in it."""
    import faiss

    lists = faiss.index_factory(shape.kept, shape.lists_of_codes, faiss.METRIC_INNER_PRODUCT)
    lists.by_residual = False
    return lists
