"""One segment: immutable files of FAISS, searched by the places of passages in them."""

from __future__ import annotations

import contextlib
import functools
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from papersearch.errors import DerivedFileDamaged
from papersearch.files import see, sha256
from papersearch.store.local.derived import damaged
from papersearch.store.local.layout import CODES_SUFFIX, SEGMENT_NAME
from papersearch.store.local.mapped import Mapped
from papersearch.store.local.vectors.engine import (
    Scores,
    load_faiss,
    nearest,
    read_codes,
    read_exact,
)
from papersearch.store.local.vectors.shape import is_known
from papersearch.types.arrays import Embeddings, Ids, Mask, Vector
from papersearch.types.filters import Allowed
from papersearch.types.limits import PAPER_NUMBERS
from papersearch.types.passage_ids import ORDINAL_BITS, num_of

READ_UP_TO = 1 << 10
"""Rows of a coded segment that are read before it is mapped anew, a millisecond's work.

Each row that lies alone brings 64 KiB of the file into the process's memory: of four segments the
1,024 last ones are 200 MiB, where the files of a million papers are 1.8 GiB.
"""


class Segment(NamedTuple):
    """A segment as the catalog knows it: a file of vectors, and perhaps one of codes."""

    name: str
    factory: str
    passages: int
    size: int
    sha256: bytes
    recall: float
    codes_size: int = 0
    codes_sha256: bytes = b""

    @property
    def is_named_so(self) -> bool:
        """Whether its name is one that segments get, and of no file elsewhere."""
        return bool(SEGMENT_NAME.fullmatch(self.name))

    @property
    def codes_name(self) -> str:
        """The name of the file of codes."""
        return self.name.replace(".faiss", CODES_SUFFIX)


class OpenSegment:
    """The files of a segment. Never written to: that would kill the process."""

    def __init__(self, segment: Segment, folder: Path, dimension: int) -> None:
        """Map the vectors and read the codes.

        Raises:
            DerivedFileDamaged: they cannot be read, or hold something else.
        """
        path = folder / segment.name
        self.passages = segment.passages
        self.is_exact = not segment.codes_size
        self.mapped = Mapped([path])
        self._read = 0
        self._again = functools.partial(read_exact, path, dimension, segment.passages)
        self._codes: Any = None
        try:
            self._outer, self._exact = self._again()
            if not self.is_exact:
                path = folder / segment.codes_name
                self._codes = read_codes(path, dimension, segment.passages)
        except (ValueError, OSError):
            raise damaged(path, "cannot be read") from None
        self.ids: Ids = load_faiss().vector_to_array(self._outer.id_map)
        """The ascending ids of the passages."""
        first, last = int(self.ids[0]), num_of(int(self.ids[-1]))
        if first < 0 or last >= PAPER_NUMBERS or not (self.ids[1:] > self.ids[:-1]).all():
            raise damaged(folder / segment.name, "has passages in another order")

    @functools.cached_property
    def _nums(self) -> Ids:
        """The number of each passage's paper."""
        return num_of(self.ids)

    def places(self, nums: Ids) -> Ids:
        """Return the ascending places of all passages of papers of ascending numbers."""
        starts = np.searchsorted(self.ids, nums << ORDINAL_BITS)
        lengths = np.searchsorted(self.ids, (nums + 1) << ORDINAL_BITS) - starts
        before = np.cumsum(lengths) - lengths
        places: Ids = np.arange(lengths.sum()) + np.repeat(starts - before, lengths)
        return places

    def rows(self, places: Ids) -> Embeddings:
        """Return the (n, d) float32 unit rows at these places."""
        if not len(places):
            return np.empty((0, self._exact.d), np.float32)
        rows: Embeddings = self._exact.reconstruct_batch(places)
        self._read += len(places)
        if not self.is_exact and self._read > READ_UP_TO:
            self._read = 0
            with contextlib.suppress(ValueError, OSError):  # it has lost its name meanwhile
                self._outer, self._exact = self._again()
        return rows

    def nearest(self, query: Vector, k: int, mask: Mask | None) -> tuple[Ids, Scores]:
        """Return the places most similar to a (d,) unit vector, best first, and how similar.

        By FAISS's arithmetic, exactly or by codes.
        """
        return nearest(self._exact if self.is_exact else self._codes, query, k, mask)

    def exact(self, query: Vector, k: int) -> Ids:
        """Return the k places most similar to a (d,) unit vector, comparing all rows."""
        return nearest(self._exact, query, k, None)[0]

    def mask(self, allowed: Allowed | None, alive: Mask | None) -> Mask | None:
        """Return which passages filters leave of those that are alive, None for all."""
        if allowed is None:
            return alive
        mask = allowed.has(self._nums) if allowed.flags is None else allowed.of(self.ids)
        return mask if alive is None else mask & alive

    def alive(self, dead: Ids) -> Mask | None:
        """Return which passages are not among the ascending ``dead`` ids, None for all."""
        places = np.minimum(np.searchsorted(self.ids, dead), self.passages - 1)
        places = places[self.ids[places] == dead]
        if not len(places):
            return None
        mask = np.ones(self.passages, np.bool_)
        mask[places] = False
        return mask


def check_row(segment: Segment) -> None:
    """Check what the catalog says of a segment, whose name becomes a path.

    Raises:
        DerivedFileDamaged: it is not what we write.
    """
    sums = {len(segment.sha256), len(segment.codes_sha256) if segment.codes_size else 32}
    if (
        not re.fullmatch(SEGMENT_NAME, segment.name)
        or not re.fullmatch(r"[\w,. ]{1,100}", segment.factory, re.ASCII)
        or not 0 < segment.passages < PAPER_NUMBERS << ORDINAL_BITS
        or not 0 <= segment.recall <= 1
        or sums != {32}
    ):
        raise DerivedFileDamaged(
            "the catalog names a segment that papersearch has not written: `papersearch index` "
            "rebuilds it from the catalog, embedding nothing"
        )


def check(
    folder: Path, segment: Segment, dimension: int, *, whole: bool, read: bytes | None = None
) -> None:
    """Compare files with what the catalog says of them: sizes, and checksums if ``whole``.

    ``read`` is the checksum of the file of vectors where it was read before.

    Raises:
        DerivedFileDamaged: one is missing or differs.
    """
    path = folder / segment.name
    if not segment.is_named_so:
        raise damaged(path, "is named by the catalog and no file of the index")
    if not is_known(segment.factory, dimension, coded=segment.codes_size > 0):
        raise damaged(path, "has a shape of an older papersearch")
    files = [(path, segment.size, segment.sha256, read)]
    if segment.codes_size:
        files.append((folder / segment.codes_name, segment.codes_size, segment.codes_sha256, None))
    for file, size, digest, known in files:
        if not see(file):
            raise damaged(file, "is missing")
        if file.stat().st_size != size:
            raise damaged(file, "has the wrong size")
        if whole and (known or sha256(file)) != digest:
            raise damaged(file, "does not match its checksum")


@dataclass(frozen=True, slots=True)
class NamedSegments:
    """What the catalog says in one generation: segments, largest first, and ascending dead ids.

    ``open`` are those that are searched, each with its passages that are alive, None for all; it
    is filled when they are first needed.
    """

    segments: tuple[Segment, ...]
    dead: Ids
    open: list[tuple[OpenSegment, Mask | None]] = field(default_factory=list)

    @property
    def stored(self) -> int:
        """How many passages are in the files, with those that are dead."""
        return sum(segment.passages for segment in self.segments)
