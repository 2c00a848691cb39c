"""A file of the counted words of papers, mapped: what the catalog's rows say, read where they lie.

SQLite takes 12 us to find and copy one row, which for the two hundred candidates of a query over a
million papers is more than all that is then done with them. The file is the bytes of one paper
after the other, by ascending number; then a uint64 for each number from 0 on, where its bytes
begin, and one where the last ones end; then how many numbers that are. Everything is little-endian.
A number that has no bytes is not in the file.
"""

from __future__ import annotations

import os
import struct
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from papersearch.files import Writer, opened, sha256, write_atomic
from papersearch.store.bm25 import COUNTED, Counted
from papersearch.store.mapped import Mapped

_TAIL = struct.Struct("<8sQ")
_MAGIC = b"PSwords1"
_BATCH = 1 << 20


class Named(NamedTuple):
    """A file as the catalog knows it: its name, size and checksum, and how many numbers it has."""

    name: str
    size: int
    sha256: str
    numbers: int


def write_words(folder: Path, papers: Iterable[tuple[int, Counted]]) -> Named:
    """Write a new file of the words of papers of ascending numbers, and return what it is.

    Raises:
        IndexUnwritable: it cannot be written.
    """
    begins = array("Q")

    def to(file: Writer) -> None:
        written, batch = 0, bytearray()
        for num, data in papers:
            begins.extend([written] * (num + 1 - len(begins)))  # those that are gone are empty
            batch += data
            written += len(data)
            if len(batch) >= _BATCH:
                file.write(bytes(batch))
                batch.clear()
        begins.append(written)
        file.write(bytes(batch) + np.array(begins, "<u8").tobytes())
        file.write(_TAIL.pack(_MAGIC, len(begins) - 1))

    path = folder / f"{os.urandom(8).hex()}.words"
    digest = write_atomic(path, to)
    return Named(path.name, path.stat().st_size, digest.hex(), len(begins) - 1)


class WordsFile:
    """An open file of words. Never changed."""

    def __init__(self, folder: Path, named: Named) -> None:
        """Map it.

        Raises:
            OSError: it cannot be read.
            ValueError: it is not what the catalog says.
        """
        self.named = named
        path = folder / named.name
        table = 8 * (named.numbers + 1)
        end = named.size - _TAIL.size - table
        self.mapped = Mapped([path])
        with opened(path) as file:
            data: Any = np.memmap(file, np.uint8, mode="r").view(np.ndarray)
        tail = data[-_TAIL.size :].tobytes()
        if len(data) != named.size or end < 0 or tail != _TAIL.pack(_MAGIC, named.numbers):
            raise ValueError(f"{path} is laid out in another way")
        self._data = memoryview(data)[:end]
        self._begins = data[end : end + table].view("<u8")

    def of(self, nums: Sequence[int]) -> dict[int, Counted]:
        """Return the counted words of those of the papers that are in the file."""
        asked = np.fromiter(nums, np.int64, len(nums))
        asked = asked[(asked >= 0) & (asked < self.named.numbers)]
        begins, ends = self._begins[asked].tolist(), self._begins[asked + 1].tolist()
        found: dict[int, Counted] = {
            num: self._data[begin:end]
            for num, begin, end in zip(asked.tolist(), begins, ends, strict=True)
            if end > begin
        }
        # A file that somebody else has made may say that the words of all are one and the same.
        lengths = [len(data) for data in found.values()]
        sound = sum(lengths) <= len(self._data) and not any(n % COUNTED for n in lengths)
        return found if sound else {}


def is_sound(folder: Path, named: Named) -> bool:
    """Whether all of a file is as it was written."""
    try:
        return sha256(folder / named.name).hex() == named.sha256
    except OSError:
        return False
