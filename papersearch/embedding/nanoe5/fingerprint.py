"""Telling files of weights apart without reading all of them."""

from __future__ import annotations

import hashlib
from pathlib import Path

BLOCKS = 64
BLOCK_BYTES = 4096


def fingerprint(path: Path) -> str:
    """Return 32 hexadecimal digits that stand for the content of a file.

    They are BLAKE2b of the size and of ``BLOCKS`` evenly spaced blocks, first and last
    included, so that half a gigabyte costs a millisecond. Two trainings of one model differ
    in every block; a single flipped bit may go unnoticed.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.blake2b(digest_size=16)
    size = path.stat().st_size
    digest.update(size.to_bytes(8, "little"))
    last = max(0, size - BLOCK_BYTES)
    starts = sorted({last * block // (BLOCKS - 1) for block in range(BLOCKS)})
    with path.open("rb", buffering=0) as file:
        for start in starts:
            file.seek(start)
            digest.update(file.read(BLOCK_BYTES))
    return digest.hexdigest()
