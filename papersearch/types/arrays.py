"""Arrays by what they hold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Embeddings = NDArray[np.float32]
"""(n, d) float32, unit rows."""

Vector = NDArray[np.float32]
"""(d,) float32; or (n,) float32, one value of each of n."""

Ids = NDArray[np.int64]
"""(n,) int64: numbers of papers, or ids of passages."""

Mask = NDArray[np.bool_]
"""(n,) bool: which of n."""

_UNIT = 1e-2  # how far a length may be from one; half precision makes up a twentieth of it


def unit(rows: Embeddings) -> Embeddings:
    """Return (n, d) rows divided by their lengths; those of length zero stay what they are."""
    found: Embeddings = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return found


def middles(nums: Ids, rows: Embeddings) -> tuple[Ids, Embeddings]:
    """Return the distinct ones of (m,) ascending papers, and the (n, d) unit middles of their rows.

    ``rows`` are those of passages, (m, d) float32.
    """
    distinct, starts = np.unique(nums, return_index=True)
    if not len(distinct):
        return distinct, rows[:0]
    return distinct, unit(np.add.reduceat(rows, starts))


def are_unit(rows: Embeddings) -> bool:
    """Whether (n, d) rows that were float16 have a length of one; damaged numbers may be any."""
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(rows, axis=1)
        return bool((np.abs(lengths - 1) < _UNIT).all())  # not so of NaN
