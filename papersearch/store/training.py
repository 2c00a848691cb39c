"""What the codes of large segments are made with: how vectors are projected, listed and coded.

Segments that are alike share it, so that a query is projected, and finds the lists to look at, once
for all of them.
"""

from __future__ import annotations

import weakref
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from papersearch.store.engine import load_faiss
from papersearch.store.vectors import Ids, Vectors


class Near(NamedTuple):
    """A projected (e,) vector, the numbers of the lists nearest to it, best first, and how near."""

    vector: Vectors
    lists: Ids
    similarities: NDArray[np.float32]


class Training:
    """Never changed.

    ``matrix`` is the (e, d) map that vectors go through, None for none, after which the (e,)
    ``added`` is added; ``middles`` are the (m, e) middles of lists, and ``parts`` the
    (p, 16, e / p) vectors that a part of a code stands for.
    """

    def __init__(
        self,
        matrix: Vectors | None,
        added: Vectors | None,
        middles: Vectors,
        parts: NDArray[np.float32],
    ) -> None:
        self.matrix = matrix
        self.middles = middles
        self.parts = parts
        self._added = added
        self._last: tuple[Vectors, int, Near] | None = None

    def projected(self, vector: Vectors) -> Vectors:
        """Return the (e,) float32 vector that codes are compared with.

        Not by a product, for which BLAS would take all processors.
        """
        if self.matrix is None:
            return vector
        found: Vectors = np.einsum("ij,j->i", self.matrix, vector)
        return found if self._added is None else found + self._added

    def near(self, query: Vectors, count: int) -> Near:
        """Return a (d,) vector as it is compared, and the ``count`` lists nearest to it.

        The last ones are remembered by the array that the vector is in, which nobody writes to.
        """
        last = self._last
        if last is not None and last[0] is query and last[1] == count:
            return last[2]
        vector = self.projected(query)
        similarities = np.einsum("ij,j->i", self.middles, vector)
        lists = np.argsort(-similarities)[:count]
        found = Near(vector, lists, similarities[lists])
        self._last = query, count, found
        return found


def matrix_of(linear: Any) -> Vectors:
    """Return the (e, d) map of a FAISS LinearTransform."""
    found: Vectors = load_faiss().vector_to_array(linear.A)
    return found.reshape(linear.d_out, linear.d_in)


def parts_of(pq: Any) -> NDArray[np.float32]:
    """Return what the parts of codes of a FAISS ProductQuantizer stand for."""
    found: NDArray[np.float32] = load_faiss().vector_to_array(pq.centroids)
    return found.reshape(pq.M, pq.ksub, pq.dsub)


_KNOWN: weakref.WeakValueDictionary[bytes, Training] = weakref.WeakValueDictionary()


def training_of(index: Any) -> Training:
    """Return what a FAISS index of codes in lists was made with; one object for the same.

    Which is told by the first row of the map and the first middle: no two trainings share them.
    """
    faiss = load_faiss()
    matrix = added = None
    if isinstance(index, faiss.IndexPreTransform):
        linear = faiss.downcast_VectorTransform(index.chain.at(0))
        matrix = matrix_of(linear)
        added = faiss.vector_to_array(linear.b) if linear.have_bias else None
        index = faiss.downcast_index(index.index)
    quantizer = faiss.downcast_index(index.quantizer)
    key = quantizer.reconstruct(0).tobytes() + (b"" if matrix is None else matrix[0].tobytes())
    if (known := _KNOWN.get(key)) is not None:
        return known
    middles = quantizer.reconstruct_n(0, index.nlist)
    return _KNOWN.setdefault(key, Training(matrix, added, middles, parts_of(index.pq)))
