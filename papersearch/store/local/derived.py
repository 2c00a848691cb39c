"""Files that are made of the catalog, in segments: which are checked, which merge, what is damaged.

Segments of about one size merge into a larger one, so that what they hold is rewritten a
logarithmic number of times and they stay few.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from papersearch import files
from papersearch.errors import DerivedFileDamaged

MERGE_FACTOR = 4
MAX_DEAD_SHARE = 0.25
_CHECKED = 16 << 20  # bytes read against their checksums before use, smallest files first

_S = TypeVar("_S")


def damaged(path: Path, what: str) -> DerivedFileDamaged:
    """Return the error that says what is wrong with a derived file, and the remedy."""
    return DerivedFileDamaged(
        f"{path} {what}: `papersearch index` rebuilds it from the catalog, embedding nothing"
    )


def checksum(path: Path) -> bytes | None:
    """Return a file's checksum, None where it cannot be read."""
    try:
        return files.sha256(path)
    except OSError:
        return None


def checked(ascending: Sequence[_S], size: Callable[[_S], int]) -> list[_S]:
    """Return the segments that are read against their checksums: the smallest ones."""
    totals = itertools.accumulate(map(size, ascending))
    return [own for own, total in zip(ascending, totals, strict=True) if total <= _CHECKED]


def due(ascending: Sequence[_S], held: Callable[[_S], int], up_to: int) -> Sequence[_S]:
    """Return the segments to merge: the smallest ones while they are too many for their size.

    As in a number system of base MERGE_FACTOR: a run of segments merges when it is at least as
    large together as MERGE_FACTOR - 1 times its largest, so each merge multiplies sizes. None
    grows beyond ``up_to``, what memory is meant for.
    """
    found: Sequence[_S] = ()
    total = 0
    for count, own in enumerate(ascending, start=1):
        total += held(own)
        if total > up_to:
            break
        if count >= MERGE_FACTOR and total >= (MERGE_FACTOR - 1) * held(own):
            found = ascending[:count]
    return found
