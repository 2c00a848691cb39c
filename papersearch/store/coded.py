"""The codes of a large segment: searched in lists, or one by one where filters leave few."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from papersearch.store.codes_file import in_lists, read_codes
from papersearch.store.engine import load_faiss, nearest
from papersearch.store.placed import most_similar
from papersearch.store.shape import probed
from papersearch.store.vectors import Ids, Mask, Vectors

Scores = NDArray[np.float32]

_FEW = 0.07
"""Share of the passages that are faster compared one by one than searched for in lists."""

_BLOCK = 4096  # codes that stay in the processor's cache while they are compared


class Coded:
    """Codes of passages by place, memory-mapped."""

    def __init__(self, path: Path) -> None:
        """Open them; raises as :func:`read_codes` does."""
        self._index, self._by_place = read_codes(path)
        self._in_lists = in_lists(self._index)
        self.dimension = int(self._index.d)
        self.passages = int(self._index.ntotal)
        self.lists = int(self._in_lists.nlist)

    def search(self, query: Vectors, k: int, mask: Mask | None) -> tuple[Ids, Scores]:
        """Return the k places whose codes are most similar to a (d,) vector, of those of ``mask``.

        Where there are so many; similarities are nearly right.
        """
        some = probed(self.lists, filtered=mask is not None)
        found = nearest(self._index, query, k, mask, probed=some)
        if len(found[0]) >= min(k, self.passages):
            return found
        return nearest(self._index, query, k, mask, probed=self.lists)

    def among(self, query: Vectors, k: int, places: Ids) -> tuple[Ids, Scores]:
        """Return what :meth:`search` does, among the ascending ``places`` that filters leave."""
        if self._by_place is not None and len(places) <= max(k, _FEW * self.passages):
            return most_similar(places, self.similarities(query, places), k)
        mask = np.zeros(self.passages, np.bool_)
        mask[places] = True
        return self.search(query, k, mask)

    def similarities(self, query: Vectors, places: Ids) -> Scores:
        """Return how similar the codes at these places are to a (d,) vector."""
        assert self._by_place is not None
        table = self._table(query)
        found = np.zeros(len(places), np.float32)
        for begin in range(0, len(places), _BLOCK):
            block = found[begin : begin + _BLOCK]
            codes = self._by_place.take(places[begin : begin + _BLOCK], axis=0)
            columns = np.ascontiguousarray(codes.T).astype(np.intp)  # at once, not one by one
            for products, column in zip(table, columns, strict=True):
                block += products.take(column, mode="clip")
        return found

    def _table(self, query: Vectors) -> Vectors:
        """Return the products of a (d,) vector with what bytes of codes stand for, as (bytes, 256).

        Four bits of a byte, the lower ones first, are of one part of the vector each.
        """
        projected = query
        if self._projection is not None:
            matrix, added = self._projection
            projected = query @ matrix + added
        parts, values, width = self._middles.shape
        products = np.zeros((parts + parts % 2, values), np.float32)
        products[:parts] = (self._middles @ projected.reshape(parts, width, 1))[:, :, 0]
        pairs = products[1::2, :, None] + products[0::2, None, :]
        return pairs.reshape(len(pairs), -1)

    @functools.cached_property
    def _projection(self) -> tuple[Vectors, Vectors] | None:
        """The (d, kept) map that vectors go through before they are coded, and what it adds."""
        if self._index is self._in_lists:
            return None
        faiss = load_faiss()
        found = faiss.downcast_VectorTransform(self._index.chain.at(0))
        added: Vectors = found.apply(np.zeros((1, found.d_in), np.float32))[0]
        matrix = faiss.vector_to_array(found.A).reshape(found.d_out, found.d_in)
        return np.ascontiguousarray(matrix.T), added

    @functools.cached_property
    def _middles(self) -> Vectors:
        """What each of 16 values of each part of a code stands for, as (parts, 16, d/parts)."""
        quantizer = self._in_lists.pq
        middles: Vectors = load_faiss().vector_to_array(quantizer.centroids)
        return middles.reshape(quantizer.M, quantizer.ksub, quantizer.dsub)
