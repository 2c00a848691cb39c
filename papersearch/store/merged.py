"""Small segments held in memory as one, for a process that goes on asking.

Each segment costs every query a call of FAISS and a look for the passages of candidates, whatever
its size; three of them a third of what a query over 5,000 papers takes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from papersearch.store.engine import load_faiss, nearest
from papersearch.store.halves import to_floats
from papersearch.store.placed import Placed
from papersearch.store.segment import OpenSegment, Scores
from papersearch.store.vectors import Ids, Mask, Vectors


class Merged(Placed):
    """The passages of exact segments that are alive, searched as those of one segment are."""

    is_exact = True

    def __init__(self, segments: Sequence[OpenSegment], dead: Ids) -> None:
        """Copy what is not among the ascending ``dead`` ids."""
        ids = np.concatenate([segment.ids for segment in segments])
        order = np.argsort(ids)
        order = order[~np.isin(ids[order], dead)]
        super().__init__(ids[order])
        self._halves: NDArray[np.float16] = np.concatenate([s.halves for s in segments])[order]
        faiss = load_faiss()
        self._index = faiss.IndexScalarQuantizer(
            self._halves.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        self._index.is_trained = True  # half precision has nothing to learn
        faiss.copy_array_to_vector(self._halves.view(np.uint8).ravel(), self._index.codes)
        self._index.ntotal = len(self)

    def rows(self, places: Ids) -> Vectors:
        """Return the (n, d) float32 unit rows at these places."""
        return to_floats(self._halves[places])

    def search(
        self, query: Vectors, k: int, mask: Mask | None, *, once: bool = False
    ) -> tuple[Ids, Scores]:
        """Return the places most similar to a (d,) unit vector; see :class:`OpenSegment`."""
        del once
        return nearest(self._index, query, k, mask)
