"""Which FAISS index holds how many vectors, and how well it finds what is there.

Exact search over half-precision vectors costs 30 ms for a million on one core of a server with
AVX-512. Beyond ``EXACT_UP_TO``, codes of a twenty-fourth of the size are looked at first, in an
eighth of the lists that they lie in, and the best of those exactly
(docs/decisions/0011-large-segments.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

FLAT = "IDMap,SQfp16"
_BEHIND = " behind mapped "
EXACT_UP_TO = 1 << 15
"""Passages of an index that are compared one by one, for which no codes are needed."""

EXACT_BESIDE_CODES = 1 << 12
"""Passages of one segment that are, in an index of more."""

SEGMENT_UP_TO = 1 << 20
"""Passages in one segment, which is what building one needs memory for."""

_MOST_LISTS = 1024
_PROBED, _PROBED_FILTERED = 128, 160
_PROBED_ONCE, _PROBED_ONCE_FILTERED = 11, 14  # times the root of how many lists there are
_ELEMENTS = 6  # of a vector in four bits of its code
_PROJECTED = 4  # elements that these become, along the directions that vary most

TRAINED_ON = 100_000
LOOKED_AT = 5
"""Vectors compared exactly for each one asked for, where codes propose them."""

SEARCH_ASKS_FOR = 500
"""Passages that search asks for at the least, which recall is measured with."""

_ASKED = 50
_OVERLAP = 3


def probed(lists: int, copies: int, *, filtered: bool = False) -> int:
    """Return in how many of a segment's lists queries look, where each code is in ``copies``.

    In as many at the most as are an eighth of the lists of a large segment, and all of a small one.
    Where filters leave a part, the best of it lie farther away.
    """
    if copies > 1:
        return min(lists, _PROBED_FILTERED if filtered else _PROBED)
    roots = _PROBED_ONCE_FILTERED if filtered else _PROBED_ONCE
    return min(lists, math.ceil(roots * math.sqrt(lists)))


Ids = NDArray[np.int64]
Matrix = NDArray[np.float32]


class Shape(NamedTuple):
    """How a segment is built: FAISS's name for it, and whether its codes are exact."""

    factory: str

    @classmethod
    def of(cls, count: int, dimension: int, exact_up_to: int) -> Shape:
        """Return what suits ``count`` vectors."""
        if count <= exact_up_to:
            return cls(FLAT)
        lists = min(2 << (count.bit_length() - 1) // 2, _MOST_LISTS)  # about twice the root
        parts = min(2 * math.ceil(dimension / _ELEMENTS / 2), dimension)
        kept = parts * min(_PROJECTED, dimension // parts)
        return cls(f"{FLAT}{_BEHIND}PCAR{kept},IVF{lists}x2,PQ{parts}x4fs")

    @property
    def is_known(self) -> bool:
        """Whether this papersearch can search it."""
        return self.is_exact or self.factory.startswith(FLAT + _BEHIND)

    @property
    def kept(self) -> int:
        """How many elements vectors are projected to before they are coded."""
        return int(self._codes[0].removeprefix("PCAR"))

    @property
    def lists_of_codes(self) -> str:
        """FAISS's name for the index of codes of projected vectors, each in one list."""
        return self._codes[2].replace("x2,", ",").removesuffix("fs")

    @property
    def _codes(self) -> tuple[str, str, str]:
        return self.factory.partition(_BEHIND)[2].partition(",")

    @property
    def is_large(self) -> bool:
        """Whether it has as many lists as there may be, which are much to read."""
        return f",IVF{_MOST_LISTS}x" in self.factory

    @property
    def is_exact(self) -> bool:
        """Whether searching it compares whole vectors."""
        return self.factory == FLAT


def build_rows(ids: Ids, dimension: int, batches: Iterable[Matrix]) -> Any:
    """Return the exact FAISS index of (n,) ascending ``ids`` and the unit rows of ``batches``."""
    import faiss

    index = faiss.index_factory(dimension, FLAT, faiss.METRIC_INNER_PRODUCT)
    start = 0
    for rows in batches:
        index.add_with_ids(np.ascontiguousarray(rows), ids[start : start + len(rows)])
        start += len(rows)
    return index


def write(index: Any, to: Callable[[bytes], None]) -> None:
    """Write an index bit by bit, without a second copy of it in memory."""
    import faiss

    faiss.write_index(index, faiss.PyCallbackIOWriter(to, 1 << 20))


def directions(rows: Matrix) -> Matrix:
    """Return unit directions to ask for, as far from the passages as queries are.

    Each is the middle of three of the centred (n, d) ``rows``: the passages that a query finds
    have about the same similarity to it.
    """
    random = np.random.default_rng(1)
    centred = rows - rows.mean(axis=0)
    mixed = centred[random.integers(0, len(rows), (_ASKED, _OVERLAP))].sum(axis=1)
    unit: Matrix = (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)
    return unit
