"""One segment: a file of vectors, memory-mapped, searched by their places in it."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from papersearch.errors import DerivedFileDamaged
from papersearch.store.codes_file import read_codes
from papersearch.store.engine import load_faiss
from papersearch.store.files import sha256
from papersearch.store.flat_file import read_flat
from papersearch.store.schema import MAX_ORDINAL, ORDINAL_BITS
from papersearch.store.shape import (
    LISTS,
    LOOKED_AT,
    PROBED,
    PROBED_FILTERED,
    SEARCH_ASKS_FOR,
    Shape,
)
from papersearch.store.vectors import Allowed, Ids, Mask, Vectors

Scores = NDArray[np.float32]

PLAIN_UP_TO = 1 << 13
"""Rows of a segment that are compared without FAISS by a process that asks once."""

READ_UP_TO = 1 << 13
"""Rows of a large segment that are read one by one before it is worth mapping them.

Each page that a scattered row is on brings its neighbours along: 2,000 rows map 400 MiB.
"""

_LOOKED_UP = 1 << 10
"""Papers that are looked for among the ids before a table of all is worth making."""

_BLOCK = 512  # rows that stay in the processor's cache while they are compared

_FEW = 20
"""Of this many papers, one may be left for them to be looked up one by one."""


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
    def codes_name(self) -> str:
        """The name of the file of codes."""
        return self.name.replace(".faiss", ".codes")


class OpenSegment:
    """The file of a segment. Never written to: that would kill the process."""

    def __init__(self, segment: Segment, path: Path, dimension: int) -> None:
        """Map the file.

        Raises:
            DerivedFileDamaged: it cannot be read, or holds something else.
        """
        self.passages = segment.passages
        self.is_exact = Shape(segment.factory).is_exact
        self._path = path
        self._codes_path = path.with_name(segment.codes_name)
        self._dimension = dimension
        self._row_reads = 0
        self._looked_up = 0
        self._starts: Ids | None = None
        self._places: Ids
        self.ids: Ids
        """The ascending ids of the passages."""
        self._rows: NDArray[np.float16]
        try:
            self.ids, self._rows, self._begin = read_flat(path)
        except ValueError:
            raise damaged(path, "cannot be read") from None
        if self._rows.shape != (self.passages, dimension):
            raise damaged(path, "has another size than the catalog says")

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
    def _codes(self) -> Any:
        """The codes, mapped as well."""
        try:
            index = read_codes(self._codes_path)
        except (ValueError, OSError):
            raise damaged(self._codes_path, "cannot be read") from None
        if index.d != self._dimension or index.ntotal != self.passages:
            raise damaged(self._codes_path, "has another size than the catalog says")
        return index

    @property
    def first_and_last(self) -> tuple[int, int]:
        """The lowest and the highest number of a paper."""
        return int(self.ids[0]) >> ORDINAL_BITS, int(self.ids[-1]) >> ORDINAL_BITS

    def load(self) -> None:
        """Open the codes, for which FAISS has to be imported."""
        if not self.is_exact:
            _ = self._codes

    def rows(self, places: Ids) -> Vectors:
        """Return the (n, d) float32 unit rows at these places."""
        self._row_reads += len(places)
        if self.is_exact or self._row_reads > READ_UP_TO or not hasattr(os, "pread"):
            rows: Vectors = self._rows[places].astype(np.float32)
            return rows
        width = 2 * self._dimension
        with self._path.open("rb") as file:
            number = file.fileno()
            begins = (self._begin + width * places).tolist()
            data = b"".join([os.pread(number, width, begin) for begin in begins])
        return np.frombuffer(data, "<f2").reshape(-1, self._dimension).astype(np.float32)

    def places(self, nums: Ids) -> Ids:
        """Return the ascending places of all passages of papers of ascending numbers."""
        first, last = self.first_and_last
        nums = nums[slice(*np.searchsorted(nums, [first, last + 1]))]
        self._looked_up += len(nums)
        if self._looked_up < _LOOKED_UP:
            starts = np.searchsorted(self.ids, nums << ORDINAL_BITS)
            lengths = np.searchsorted(self.ids, (nums + 1) << ORDINAL_BITS) - starts
        else:
            starts = self._first[nums - first]
            lengths = self._first[nums - first + 1] - starts
        offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        places: Ids = np.repeat(starts, lengths) + offsets
        return places

    def allowed(self, allowed: Allowed) -> Mask:
        """Return which of the passages filters leave, by place."""
        if allowed.flags is not None and allowed.starts is not None:
            flags: Mask = allowed.flags.take(self._places_in(allowed.starts), mode="clip")
            return flags
        if allowed.count * _FEW > len(allowed.papers):
            return allowed.has(self._nums)
        mask = np.zeros(self.passages, np.bool_)
        mask[self.places(allowed.nums)] = True
        return mask

    def _places_in(self, starts: Ids) -> Ids:
        """Return the place of each passage among all of the index, given where papers begin."""
        if self._starts is not starts:  # which is the same array until the index changes
            self._starts = starts
            own = starts.take(self._nums, mode="clip")
            self._places = own + (self.ids & MAX_ORDINAL)
        return self._places

    @functools.cached_property
    def _first(self) -> Ids:
        """The place of the first passage of each paper, by number from the first one's on."""
        counts = np.bincount(self._nums - self._nums[0])
        return np.concatenate([[0], np.cumsum(counts)])

    @functools.cached_property
    def _nums(self) -> Ids:
        """The number of each passage's paper."""
        return self.ids >> ORDINAL_BITS

    def alive(self, dead: Ids) -> Mask:
        """Return which of the passages are not among the ascending ``dead`` ids, by place."""
        mask = np.ones(self.passages, np.bool_)
        places = np.minimum(np.searchsorted(self.ids, dead), self.passages - 1)
        mask[places[self.ids[places] == dead]] = False
        return mask

    def search(
        self, query: Vectors, k: int, mask: Mask | None, *, once: bool = False
    ) -> tuple[Ids, Scores]:
        """Return the places most similar to a (d,) unit vector among those of ``mask``.

        Similarities are exact where ``is_exact``, else only nearly right. With ``once`` few rows
        are compared without FAISS, which takes longer to import than to be done without.
        """
        # FAISS does not order ties: ask for a few more, so that a tie at the end is all there.
        wanted = min(k + 16, self.passages)
        if once and self.is_exact and self.passages <= PLAIN_UP_TO and "faiss" not in sys.modules:
            return self._compare(query, wanted, mask)
        import faiss

        selector = bits = None
        if mask is not None:
            bits = np.packbits(mask, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
        if self.is_exact:
            return self._found(query, wanted, faiss.SearchParameters(sel=selector))
        probed = PROBED if mask is None else PROBED_FILTERED
        found = self._found(query, wanted, faiss.SearchParametersIVF(sel=selector, nprobe=probed))
        if len(found[0]) == wanted:
            return found
        return self._found(query, wanted, faiss.SearchParametersIVF(sel=selector, nprobe=LISTS))

    def _found(self, query: Vectors, k: int, parameters: Any) -> tuple[Ids, Scores]:
        index = self._flat if self.is_exact else self._codes
        similarities, places = index.search(query[None, :], k, params=parameters)
        there = places[0] >= 0
        return places[0][there], similarities[0][there]

    def _compare(self, query: Vectors, k: int, mask: Mask | None) -> tuple[Ids, Scores]:
        blocks = range(0, self.passages, _BLOCK)
        similarities = np.concatenate(
            [self._rows[at : at + _BLOCK].astype(np.float32) @ query for at in blocks]
        )
        places = np.arange(self.passages) if mask is None else np.flatnonzero(mask)
        similarities = similarities[places]
        if len(places) > k:
            best = np.argpartition(-similarities, k)[:k]
            return places[best], similarities[best]
        return places, similarities

    def recall(self, asked: Vectors) -> float:
        """Return recall@10 against exact search of (n, d) unit vectors."""
        found = 0.0
        for query in asked:
            places, _ = self.search(query, LOOKED_AT * SEARCH_ASKS_FOR, None)
            exact = self._flat.search(query[None, :], 10)[0][0]
            # Compared are similarities: one tie is as good as another.
            found += float(np.mean(np.sort(self.rows(places) @ query)[-10:] >= exact[-1] - 1e-4))
        return found / len(asked)


def check(path: Path, segment: Segment, *, whole: bool, read: bytes | None = None) -> None:
    """Compare files with what the catalog says of them: sizes, and checksums if ``whole``.

    ``read`` is the checksum of the file of rows where it was read before.

    Raises:
        DerivedFileDamaged: one is missing or differs.
    """
    if not Shape(segment.factory).is_known:
        raise damaged(path, "has a shape of an older papersearch")
    files = [(path, segment.size, segment.sha256, read)]
    if segment.codes_size:
        codes = path.with_name(segment.codes_name)
        files.append((codes, segment.codes_size, segment.codes_sha256, None))
    for file, size, digest, known in files:
        if not file.is_file():
            raise damaged(file, "is missing")
        if file.stat().st_size != size:
            raise damaged(file, "has the wrong size")
        if whole and (known or sha256(file)) != digest:
            raise damaged(file, "does not match its checksum")


def damaged(path: Path, what: str) -> DerivedFileDamaged:
    """Return the error that says what is wrong with a derived file, and the remedy."""
    return DerivedFileDamaged(
        f"{path} {what}: `papersearch index` rebuilds it from the catalog, embedding nothing"
    )
