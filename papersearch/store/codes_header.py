"""What FAISS's part of a file of codes has to be, but for the numbers that were learned.

FAISS believes what it reads: lengths that do not fit each other make it read beyond its memory. An
index that was made elsewhere may hold anything under a checksum that is right. So what is read is
compared with what FAISS itself writes of codes of the same shape; only numbers may differ.
"""

from __future__ import annotations

import functools
import re

import numpy as np
from numpy.typing import NDArray

from papersearch.store.codes import like
from papersearch.store.shape import FLAT, Shape

_SHAPE = re.compile(
    re.escape(FLAT) + r" behind mapped PCAR(\d{1,5}),IVF(\d{1,5})x2,PQ(\d{1,5})x4fs"
)
_MOST = 1 << 13
"""Lists, parts of a code and elements of a projected vector that there may be."""


def is_expected(data: bytes, factory: str, dimension: int) -> bool:
    """Whether FAISS's part of a file is that of codes of a shape, whatever was learned.

    How many codes there are is compared with the lists and the catalog once it is read.
    """
    found = _SHAPE.fullmatch(factory)
    if found is None:
        return False
    kept, lists, parts = map(int, found.groups())
    if not (0 < kept <= dimension and 0 < lists <= _MOST and 0 < parts <= _MOST) or kept % parts:
        return False
    template, learned = _template(factory, dimension)
    read = np.frombuffer(data, np.uint8)
    return len(read) == len(template) and bool(((read == template) | learned).all())


@functools.lru_cache(maxsize=4)
def _template(factory: str, dimension: int) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Return such a part, and where it is that of no other codes of the shape."""
    one, other = (
        np.frombuffer(like(Shape(factory), dimension, bits), np.uint8) for bits in (0, 0x01010101)
    )
    return one, one != other
