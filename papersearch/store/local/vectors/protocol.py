"""The seam behind which vectors are stored and searched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from papersearch.types.filters import Allowed, Ids

Vectors = NDArray[np.float32]


class VectorStore(Protocol):
    """Unit vectors by id, searched by cosine similarity; higher is better everywhere."""

    dimension: int

    def __len__(self) -> int:
        """Return the number of vectors that can be found."""

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add (n, d) float32 unit rows under n new ids."""

    def remove(self, ids: Ids) -> None:
        """Let these ids never be found again; ids that are not there do no harm."""

    def prepare(self) -> None:
        """Open what searching needs, so that the first search need not."""

    def of_papers(self, nums: Sequence[int]) -> tuple[Ids, Vectors]:
        """Return the ascending ids of the passages of papers, and their (n, d) float32 rows."""

    def search(
        self, query: Vectors, k: int, allowed: Allowed | None = None
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return the ids most similar to one (d,) unit vector, and their similarities.

        Best first, equal ones in the order of the ids; at least min(k, how many there are) of
        them: all that are as similar as the k-th are there, so that what is found does not depend
        on when it was stored. With ``allowed`` only what that leaves counts.
        """
