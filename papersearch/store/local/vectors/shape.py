"""Which FAISS index holds how many vectors.

Every segment has its vectors in half precision, all of which are compared: 9 ms for the 240,000
passages of 100,000 papers on one core. Beyond ``EXACT_UP_TO`` a second file has 4-bit codes of
them, a sixteenth of the size, which propose the vectors that are compared exactly
(docs/decisions/0030-one-path-for-vectors.md).
"""

from __future__ import annotations

import numpy as np

from papersearch.types.arrays import Embeddings, unit

EXACT = "IDMap,SQfp16"
_CODED = EXACT + " behind "

EXACT_UP_TO = 1 << 18
"""Passages of a segment that are all compared exactly."""

SEGMENT_UP_TO = 1 << 20
"""Passages in one segment, which is what building one needs memory for."""

PROPOSED, WANTED = 5, 500
"""How many times as many vectors codes propose as are wanted, of so many at the least."""

TRAINED_ON = 1 << 16
"""Vectors that codes are trained on, a few seconds' work."""

_WIDTHS = (4, 3, 2, 1)  # elements of a vector that share four bits of its code

_DIRECTIONS = 50
_OVERLAP = 3


def factory_of(count: int, dimension: int, exact_up_to: int) -> str:
    """Return the shape of a segment of ``count`` vectors: FAISS's name for each of its files."""
    return EXACT if count <= exact_up_to else _CODED + codes_of(dimension)


def codes_of(dimension: int) -> str:
    """Return FAISS's name for codes: in one list, since FAISS filters fast-scan codes in lists."""
    width = next(width for width in _WIDTHS if dimension % width == 0)
    return f"IVF1,PQ{dimension // width}x4fs"


def is_known(factory: str, dimension: int, *, coded: bool) -> bool:
    """Whether it is a shape that segments get, those that have codes or those without."""
    return factory == (_CODED + codes_of(dimension) if coded else EXACT)


def directions(rows: Embeddings) -> Embeddings:
    """Return unit directions to ask for, as far from the passages as queries are.

    Each is the middle of three of the centred (n, d) ``rows``: the passages that a query finds
    have about the same similarity to it.
    """
    random = np.random.default_rng(1)
    centred = rows - rows.mean(axis=0)
    mixed = centred[random.integers(0, len(rows), (_DIRECTIONS, _OVERLAP))].sum(axis=1)
    return unit(mixed)
