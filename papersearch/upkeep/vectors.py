"""The vectors of papers, for other programs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from papersearch.store.protocol import SearchStore
from papersearch.types.arrays import Embeddings, middles
from papersearch.types.passage_ids import num_of


def vectors(store: SearchStore, ids: Sequence[str] | None = None) -> tuple[list[str], Embeddings]:
    """Return ids, and the (n, d) float32 unit rows that are the middles of their passages.

    Without ``ids`` it is those of all papers, in the order of their ids. They are as the model made
    them: not centred, and not adapted.
    """
    nums = store.numbers() if ids is None else store.nums(ids)
    names = store.ids_of(nums)
    pids, rows = store.embeddings_of(nums)
    order = np.argsort(pids)
    found, middle = middles(num_of(pids[order]), np.asarray(rows, np.float32)[order])
    place = {names[num]: at for at, num in enumerate(found.tolist())}
    wanted = sorted(place) if ids is None else list(ids)
    return wanted, middle[[place[own] for own in wanted]]
