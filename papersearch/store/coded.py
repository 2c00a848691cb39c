"""The codes of a large segment: searched in lists, or one by one where filters leave few."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from papersearch.store.codes_file import in_lists, read_codes
from papersearch.store.damage import damaged
from papersearch.store.engine import TIES, found, load_faiss, nearest
from papersearch.store.shape import probed
from papersearch.store.training import Near, training_of
from papersearch.store.vectors import Ids, Mask, Vectors

Scores = NDArray[np.float32]

FEW = 0.07
"""Share of the passages that are faster compared one by one than searched for in lists."""

_REPEATED = 1.5
"""Times as many codes as places that are asked for where few of all lists are looked at.

Both codes of a place are in these less often: of what came to 40 queries over a million papers, 0.7
were places of their own, and 0.55 at the least.
"""
_FEW_LISTS = 0.25  # of all

_ONE_BY_ONE = 11
"""What FAISS calls its way of a query at a time, a tenth faster for one than that for many."""


class Coded:
    """Codes of passages by place, memory-mapped."""

    def __init__(self, path: Path, is_expected: Callable[[bytes], bool] = lambda _: True) -> None:
        """Open them; see :func:`read_codes`."""
        self._path = path
        self._index, self._by_place, self._copies = read_codes(path, is_expected)
        self._in_lists = in_lists(self._index)
        self._in_lists.implem = _ONE_BY_ONE
        self.training = training_of(self._index)
        self.dimension = int(self._index.d)
        self.passages = int(self._index.ntotal) // self._copies
        self.lists = int(self._in_lists.nlist)

    def search(self, query: Vectors, k: int, mask: Mask | None) -> tuple[Ids, Scores]:
        """Return the k places whose codes are most similar to a (d,) vector, of those of ``mask``.

        A place may come as often as it is in a list. Of a large segment they may be a few less than
        k, or somewhat more, unless there are not so many; similarities are nearly right.
        """
        some = probed(self.lists, self._copies, filtered=mask is not None)
        every = self._copies * min(k, self.passages)
        few = some <= _FEW_LISTS * self.lists
        wanted = min(int(_REPEATED * k), every) if few else every
        near = self.training.near(query, some)
        if mask is None:
            best = self._within(near, wanted)
        else:
            best = nearest(self._in_lists, near.vector, wanted, mask, probed=some)
        if len(best[0]) < wanted:
            best = nearest(self._in_lists, near.vector, every, mask, probed=self.lists)
        if len(best[0]) and best[0].max() >= self.passages:
            raise damaged(self._path, "names passages that there are not")
        return best

    def _within(self, near: Near, k: int) -> tuple[Ids, Scores]:
        """Return what :func:`nearest` does, looking at these lists."""
        self._in_lists.nprobe = len(near.lists)
        return found(
            *self._in_lists.search_preassigned(
                near.vector[None, :],
                min(k + TIES, self._in_lists.ntotal),
                near.lists[None, :],
                near.similarities[None, :],
            )
        )

    def among(self, query: Vectors, k: int, places: Ids) -> tuple[Ids, Scores]:
        """Return the k most similar of ascending ``places``, or about so many, each once."""
        if self._by_place is not None and len(places) <= max(k, FEW * self.passages):
            return self._compare(query, k, places)
        mask = np.zeros(self.passages, np.bool_)
        mask[places] = True
        often, similarities = self.search(query, k, mask)
        once, first = np.unique(often, return_index=True)
        return once, similarities[first]

    def _compare(self, query: Vectors, k: int, places: Ids) -> tuple[Ids, Scores]:
        """Return the k of these places whose codes are most similar to a (d,) vector."""
        assert self._by_place is not None
        pointer, bytes_ = load_faiss().swig_ptr, self._bytes
        codes = self._by_place.take(places, axis=0)
        projected = np.zeros(bytes_.d, np.float32)
        projected[: self._in_lists.d] = self.training.projected(query)
        best = np.empty(min(k, len(places)), np.int64)
        similarities = np.empty(len(best), np.float32)
        heap = load_faiss().float_minheap_array_t()
        heap.nh, heap.k, heap.ids, heap.val = 1, len(best), pointer(best), pointer(similarities)
        bytes_.search_ip(pointer(projected), 1, pointer(codes), len(codes), heap)
        return places[best], similarities

    @functools.cached_property
    def _bytes(self) -> Any:
        """FAISS's quantizer of codes one by one, a byte at a time: twice as fast as two halves.

        A byte stands for what its halves do, the lower one first; the last one may have but one.
        """
        faiss = load_faiss()
        parts = self.training.parts
        if len(parts) % 2:
            parts = np.concatenate([parts, np.zeros_like(parts[:1])])
        _, half, elements = parts.shape
        values = np.arange(half**2)
        lower, upper = parts[0::2, values % half], parts[1::2, values // half]
        stood_for = np.concatenate([lower, upper], axis=2)
        quantizer = faiss.ProductQuantizer(len(parts) * elements, len(stood_for), 8)
        faiss.copy_array_to_vector(stood_for.ravel(), quantizer.centroids)
        return quantizer
