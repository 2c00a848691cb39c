"""Reading FAISS's file of a flat half-precision index without FAISS.

Importing FAISS takes a fifth of a cold query. The layout is that of ``faiss/impl/index_write.cpp``:
an IndexIDMap around an IndexScalarQuantizer, each with a header; little-endian, unpadded.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from papersearch.files import opened

_HEADER = struct.Struct("<4siqqq?i")  # name, dimension, rows, two unused, is trained, metric
_QUANTIZER = struct.Struct("<iifQQQ")  # kind, two about ranges, dimension, bytes a row, ranges
_LENGTH = struct.Struct("<Q")
Bytes = NDArray[np.uint8]
_FP16, _INNER_PRODUCT = 4, 0


def read_flat(path: Path) -> tuple[NDArray[np.int64], NDArray[np.float16], int]:
    """Return the (n,) ids and (n, d) rows of an "IDMap,SQfp16" file, memory-mapped.

    And the place in the file where the rows begin.

    Raises:
        ValueError: it is laid out in another way.
        OSError: it cannot be read.
    """
    with opened(path) as file:
        data: Bytes = np.memmap(file, np.uint8, mode="r").view(np.ndarray)
    try:
        outer, inner = (_unpacked(_HEADER, data, n * _HEADER.size) for n in (0, 1))
        at = 2 * _HEADER.size
        kind, _, _, dimension, width, ranges = _unpacked(_QUANTIZER, data, at)
        count = outer[2]
        found = (outer[0], outer[6], inner[0], inner[1], inner[2], inner[6], kind, width, ranges)
        expected = (b"IxMp", _INNER_PRODUCT, b"IxSQ", dimension, count, _INNER_PRODUCT)
        if found != (*expected, _FP16, 2 * dimension, 0):
            raise ValueError(f"{path} is not laid out as expected")
        codes, at = _vector(data, at + _QUANTIZER.size, 1)
        ids, at = _vector(data, at, 8)
    except struct.error:
        raise ValueError(f"{path} is cut off") from None
    if len(codes) != count * width or len(ids) != 8 * count or at != len(data):
        raise ValueError(f"{path} is not as long as it says")
    begin = 2 * _HEADER.size + _QUANTIZER.size + _LENGTH.size
    return ids.view("<i8"), codes.view("<f2").reshape(count, dimension), begin


def _vector(data: Bytes, at: int, width: int) -> tuple[Bytes, int]:
    """Return the bytes of the vector at a place, whose elements have ``width``, and its end."""
    (length,) = _unpacked(_LENGTH, data, at)
    start = at + _LENGTH.size
    return data[start : start + width * length], start + width * length


def _unpacked(layout: struct.Struct, data: Bytes, at: int) -> tuple[Any, ...]:
    return layout.unpack(data[at : at + layout.size].tobytes())
