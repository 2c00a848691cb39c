"""Candidates speak for each other: what answers a query lies near other papers that do.

Source: Diaz, Regularizing ad hoc retrieval scores, CIKM 2005, after the cluster hypothesis (Jardine
and van Rijsbergen, 1971). See docs/decisions/0043-candidates-speak-for-each-other.md.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from papersearch.ranking.fuse import Scores

NEAREST = 5
"""Neighbours that speak for a candidate."""

SHARE = 0.12
"""What their mean score, by how similar they are, counts beside its own."""


def smooth(scores: Scores, named: Collection[int] = ()) -> None:
    """Put the first candidates, but for those ``named``, into the order of smoothed scores.

    They share out the fused scores that they had among them; equal ones stay as they were.
    """
    dense = scores.dense
    if dense is None or scores.lexical is None:
        return
    chosen = [num for num in scores.first(named) if num in dense.best]
    if len(chosen) <= NEAREST:
        return
    rows = dense.best_rows(chosen)
    # Not by BLAS: equal papers must have equal scores, wherever they stand.
    alike = np.einsum("id,jd->ij", rows, rows)
    np.fill_diagonal(alike, -1.0)
    nearest = np.argsort(-alike, axis=1, kind="stable")[:, :NEAREST]
    weights = np.maximum(np.take_along_axis(alike, nearest, axis=1), 1e-3)
    own = np.array([scores.fused[num] for num in chosen])
    said = np.sum(own[nearest] * weights, axis=1) / np.sum(weights, axis=1)
    smoothed = (1 - SHARE) * own + SHARE * said
    scores.share_out(dict(zip(chosen, smoothed.tolist(), strict=True)))
