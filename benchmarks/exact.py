"""The answers of a search that leaves nothing out: all vectors are compared.

What recall is measured against. Words leave nothing out in any case.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from unittest import mock

from papersearch.store.local.vectors.engine import Scores, nearest
from papersearch.store.local.vectors.segment import OpenSegment
from papersearch.types.arrays import Embeddings, Ids, Mask


@contextlib.contextmanager
def exact() -> Iterator[None]:
    """Let segments compare whole vectors, whatever their shape."""

    def compared(
        self: OpenSegment, query: Embeddings, k: int, mask: Mask | None
    ) -> tuple[Ids, Scores]:
        return nearest(self._exact, query, k, mask)

    with mock.patch.object(OpenSegment, "nearest", compared):
        yield
