"""One segment: a file of vectors, memory-mapped, searched by their places in it."""

from __future__ import annotations

import functools
import os
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from papersearch.errors import DerivedFileDamaged
from papersearch.files import opened, see, sha256
from papersearch.limits import PAPER_NUMBERS
from papersearch.store.coded import Coded
from papersearch.store.damage import damaged
from papersearch.store.engine import load_faiss, nearest
from papersearch.store.flat_file import read_flat
from papersearch.store.halves import to_floats
from papersearch.store.layout import CODES_SUFFIX, SEGMENT_NAME
from papersearch.store.mapped import Mapped
from papersearch.store.placed import Placed, most_similar
from papersearch.store.schema import ORDINAL_BITS, num_of
from papersearch.store.shape import Shape
from papersearch.store.training import Training
from papersearch.store.vectors import Ids, Mask, Vectors

Scores = NDArray[np.float32]

PLAIN_UP_TO = 1 << 13
"""Rows of a segment that are compared without FAISS by a process that asks once."""

READ_UP_TO = 1 << 13
"""Rows of a large segment that are read one by one before it is worth mapping them.

Each page that a scattered row is on brings its neighbours along: 2,000 rows map 400 MiB.
"""

_BLOCK = 512  # rows that stay in the processor's cache while they are compared


class Segment(NamedTuple):
    """One file of vectors, as the catalog knows it."""

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


class OpenSegment(Placed):
    """The file of a segment. Never written to: that would kill the process."""

    def __init__(self, segment: Segment, path: Path, dimension: int) -> None:
        """Map the file.

        Raises:
            DerivedFileDamaged: it cannot be read, or holds something else.
        """
        self.name = segment.name
        self.passages = segment.passages
        self.is_exact = Shape(segment.factory).is_exact
        self._factory = segment.factory
        self._path = path
        self._codes_path = path.with_name(segment.codes_name)
        self._dimension = dimension
        self._row_reads = 0
        self.mapped = Mapped([path])
        try:
            ids, self.halves, self._begin = read_flat(path)
        except ValueError:
            raise damaged(path, "cannot be read") from None
        super().__init__(ids)
        if self.halves.shape != (self.passages, dimension):
            raise damaged(path, "has another size than the catalog says")
        if ids[0] < 0 or not (ids[1:] > ids[:-1]).all() or num_of(int(ids[-1])) >= PAPER_NUMBERS:
            raise damaged(path, "has passages in another order")

    @functools.cached_property
    def _flat(self) -> Any:
        """The rows as FAISS compares them, by place; mapped as well."""
        faiss = load_faiss()
        try:
            self._index = faiss.read_index(str(self._path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise damaged(self._path, "cannot be read") from error
        return faiss.downcast_index(self._index.index)

    @functools.cached_property
    def _codes(self) -> Coded:
        """The codes, mapped as well."""
        self.mapped.add(self._codes_path)
        try:
            codes = Coded(self._codes_path, self._is_expected)
        except (ValueError, OSError):
            raise damaged(self._codes_path, "cannot be read") from None
        if codes.dimension != self._dimension or codes.passages != self.passages:
            raise damaged(self._codes_path, "has another size than the catalog says")
        return codes

    def _is_expected(self, part: bytes) -> bool:
        from papersearch.store.codes_header import is_expected

        return is_expected(part, self._factory, self._dimension)

    @property
    def training(self) -> Training:
        """What the codes were made with."""
        return self._codes.training

    def load(self) -> None:
        """Open the codes, for which FAISS has to be imported."""
        if not self.is_exact:
            _ = self._codes

    def rows(self, places: Ids) -> Vectors:
        """Return the (n, d) float32 unit rows at these places."""
        self._row_reads += len(places)
        if self.is_exact or self._row_reads > READ_UP_TO or not hasattr(os, "pread"):
            return to_floats(self.halves.take(places, axis=0))
        width = 2 * self._dimension
        with opened(self._path) as file:
            number = file.fileno()
            begins = (self._begin + width * places).tolist()
            data = b"".join([os.pread(number, width, begin) for begin in begins])
        if len(data) != width * len(places):
            raise damaged(self._path, "has become shorter")
        return to_floats(np.frombuffer(data, "<f2").reshape(-1, self._dimension))

    def search(
        self, query: Vectors, k: int, mask: Mask | None, *, once: bool = False
    ) -> tuple[Ids, Scores]:
        """Return the places most similar to a (d,) unit vector among those of ``mask``.

        Similarities are exact where ``is_exact``, else only nearly right, and a place may come
        twice. With ``once`` few rows are compared without FAISS, which takes longer to import than
        to be done without.
        """
        if once and self.is_exact and self.passages <= PLAIN_UP_TO and "faiss" not in sys.modules:
            return self._compare(query, min(k, self.passages), mask)
        if self.is_exact:
            return nearest(self._flat, query, k, mask)
        return self._codes.search(query, k, mask)

    def among(self, query: Vectors, k: int, places: Ids) -> tuple[Ids, Scores]:
        """Return what codes say is most similar among the ascending ``places``."""
        return self._codes.among(query, k, places)

    def _compare(self, query: Vectors, k: int, mask: Mask | None) -> tuple[Ids, Scores]:
        blocks = range(0, self.passages, _BLOCK)
        similarities = np.concatenate(
            [to_floats(self.halves[at : at + _BLOCK]) @ query for at in blocks]
        )
        places = np.arange(self.passages) if mask is None else np.flatnonzero(mask)
        return most_similar(places, similarities[places], k)

    def exact(self, query: Vectors, k: int) -> Scores:
        """Return the k highest similarities to a (d,) unit vector, comparing all rows."""
        similarities: Scores = self._flat.search(query[None, :], k)[0][0]
        return similarities


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


def check(path: Path, segment: Segment, *, whole: bool, read: bytes | None = None) -> None:
    """Compare files with what the catalog says of them: sizes, and checksums if ``whole``.

    ``read`` is the checksum of the file of rows where it was read before.

    Raises:
        DerivedFileDamaged: one is missing or differs.
    """
    if not segment.is_named_so:
        raise damaged(path, "is named by the catalog and no file of the index")
    if not Shape(segment.factory).is_known:
        raise damaged(path, "has a shape of an older papersearch")
    files = [(path, segment.size, segment.sha256, read)]
    if segment.codes_size:
        codes = path.with_name(segment.codes_name)
        files.append((codes, segment.codes_size, segment.codes_sha256, None))
    for file, size, digest, known in files:
        if not see(file):
            raise damaged(file, "is missing")
        if file.stat().st_size != size:
            raise damaged(file, "has the wrong size")
        if whole and (known or sha256(file)) != digest:
            raise damaged(file, "does not match its checksum")
