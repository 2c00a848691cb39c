"""Small segments held in memory as one, for a process that goes on asking.

Each segment costs every query a call of FAISS and a look for the passages of candidates, whatever
its size. As one matrix in memory all passages are compared by one product, and what it says of
candidates need not be computed again. The matrix lies by columns: a vector times it is then twice
as fast as FAISS over half-precision rows, and three times as fast as by rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from papersearch.store.engine import TIES, one_thread
from papersearch.store.halves import to_floats
from papersearch.store.placed import Placed, most_similar
from papersearch.store.segment import OpenSegment, Scores
from papersearch.store.vectors import Ids, Mask, Vectors

_REMEMBERED = 4  # vectors whose products with all rows are

_FEW = 64
"""Rows whose product with a vector is no reason to multiply all of them."""


class Merged(Placed):
    """The passages of exact segments that are alive, searched as those of one segment are."""

    def __init__(self, segments: Sequence[OpenSegment], dead: Ids) -> None:
        """Copy what is not among the ascending ``dead`` ids."""
        ids = np.concatenate([segment.ids for segment in segments])
        order = np.argsort(ids)
        order = order[~np.isin(ids[order], dead)]
        super().__init__(ids[order])
        self._halves = np.concatenate([segment.halves for segment in segments])[order]
        self._columns = np.ascontiguousarray(to_floats(self._halves).T)
        self._every = np.arange(len(self))
        self._products: dict[int, tuple[Vectors, Scores | None]] = {}  # last used last

    def rows(self, places: Ids) -> Vectors:
        """Return the (n, d) float32 unit rows at these places."""
        return to_floats(self._halves.take(places, axis=0))

    def held(self, places: Ids) -> HeldRows:
        """Return the rows at these places, without taking them out."""
        return HeldRows(self, places)

    def search(
        self, query: Vectors, k: int, mask: Mask | None, *, once: bool = False
    ) -> tuple[Ids, Scores]:
        """Return the places most similar to a (d,) unit vector; see :class:`OpenSegment`."""
        del once
        similarities = self._all_times(query)
        if mask is None:
            return most_similar(self._every, similarities, k + TIES)
        places = np.flatnonzero(mask)
        return most_similar(places, similarities[places], k + TIES)

    def times(self, vector: Vectors, places: Ids) -> Scores:
        """Return the (n,) products of the rows at these places with a (d,) vector.

        A vector that is asked for once more is multiplied with all rows: the mean of passages is,
        by every query. It is known by the array that it is in, which nobody writes to.
        """
        if id(vector) in self._products:
            return self._all_times(vector)[places]
        if len(places) > _FEW:
            self._remember(vector, None)
        found: Scores = self.rows(places) @ vector
        return found

    def _all_times(self, vector: Vectors) -> Scores:
        found = self._products.pop(id(vector), (vector, None))[1]
        if found is None:
            with one_thread():
                found = vector @ self._columns
        self._remember(vector, found)
        return found

    def _remember(self, vector: Vectors, products: Scores | None) -> None:
        self._products[id(vector)] = vector, products  # which keeps the array, and so its id
        while len(self._products) > _REMEMBERED:
            self._products.pop(next(iter(self._products)), None)


class HeldRows:
    """Rows of a :class:`Merged`, as far as an (n, d) array is needed."""

    def __init__(self, merged: Merged, places: Ids) -> None:
        self._merged = merged
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, places: slice | Mask | Ids) -> HeldRows:
        return HeldRows(self._merged, self._places[places])

    def __matmul__(self, vector: Vectors) -> Scores:
        return self._merged.times(vector, self._places)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        del copy  # they are one in any case
        return self._merged.rows(self._places).astype(dtype or np.float32, copy=False)
