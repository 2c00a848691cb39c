"""The segments that a catalog names: opened when they are needed, and checked before."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from papersearch.runtime.background import Background
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.derived import checked, checksum
from papersearch.store.local.vectors.engine import load_faiss
from papersearch.store.local.vectors.segment import (
    NamedSegments,
    OpenSegment,
    Segment,
    check,
    check_row,
)
from papersearch.types.arrays import Mask


class SegmentFiles:
    """The open files of one index; ``dimension`` is that of the vectors."""

    def __init__(self, folder: Path, catalog: Catalog, dimension: int) -> None:
        self.folder = folder
        self.dimension = dimension
        self._catalog = catalog
        self._open: dict[str, OpenSegment] = {}
        self._checksums: Background[dict[str, bytes | None]] | None = None

    def named(self) -> NamedSegments:
        """Return what the catalog says; within a snapshot it is read once.

        Raises:
            DerivedFileDamaged: the catalog says of a segment what we do not write.
        """
        known = self._catalog.generation
        if known.segments is None:
            known.segments = self._read()
        return known.segments

    def segments(self) -> tuple[Segment, ...]:
        """Return the segments of this generation, largest first; raises as :meth:`named` does."""
        return self.named().segments

    def _read(self) -> NamedSegments:
        rows = self._catalog.execute(
            "SELECT name, factory, passages, bytes, sha256, recall, codes_bytes, codes_sha256 "
            "FROM segments ORDER BY passages DESC, name"
        )
        segments = tuple(Segment(*row) for row in rows)
        for segment in segments:
            check_row(segment)
        pids = self._catalog.execute("SELECT pid FROM dead ORDER BY pid").fetchall()
        return NamedSegments(segments, np.fromiter((pid for (pid,) in pids), np.int64, len(pids)))

    def parts(self) -> list[tuple[OpenSegment, Mask | None]]:
        """Return all segments, open, and which of their passages are alive, None for all.

        Raises:
            DerivedFileDamaged: one is missing or damaged.
        """
        generation = self.named()
        if not generation.open:
            segments = [self.opened(segment) for segment in generation.segments]
            generation.open[:] = [(own, own.alive(generation.dead)) for own in segments]
        return generation.open

    def check(self, *, whole: bool = False) -> None:
        """Compare every segment with what the catalog says, large ones by size unless ``whole``.

        Raises:
            DerivedFileDamaged: one is missing or differs.
        """
        read = self._checked()
        for segment in self.segments():
            check(self.folder, segment, self.dimension, whole=whole or segment in read)

    def reload(self) -> None:
        """Let go of files that this generation no longer names."""
        known = {name for (name,) in self._catalog.execute("SELECT name FROM segments")}
        self._open = {name: index for name, index in self._open.items() if name in known}

    def let_go(self) -> bool:
        """Let go of files that have changed in their places; return whether there were any."""
        changed = [name for name, segment in self._open.items() if segment.mapped.changed()]
        for name in changed:
            del self._open[name]
        return bool(changed)

    def begin_checking(self) -> None:
        """Begin to read checksums and to import FAISS, before both are needed."""
        names = [segment.name for segment in self._checked() if segment.name not in self._open]
        self._checksums = Background(lambda: self._checked_sums(names)) if names else None

    def _checked_sums(self, names: list[str]) -> dict[str, bytes | None]:
        load_faiss()
        return {name: checksum(self.folder / name) for name in names}

    def opened(self, segment: Segment) -> OpenSegment:
        """Open a segment's files, checked first, once."""
        if segment.name not in self._open:
            checksums = self._checksums.result() if self._checksums else {}
            whole = segment.name in checksums or segment in self._checked()
            read = checksums.get(segment.name)
            check(self.folder, segment, self.dimension, whole=whole, read=read)
            self._open[segment.name] = OpenSegment(segment, self.folder, self.dimension)
        return self._open[segment.name]

    def _checked(self) -> list[Segment]:
        """Return the segments that are read against their checksums: the smallest ones."""
        ascending = self.segments()[::-1]
        fitting = checked(ascending, lambda segment: segment.size + segment.codes_size)
        return [segment for segment in fitting if segment.is_named_so]
