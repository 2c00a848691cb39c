"""The segments that a catalog names: opened when they are needed, and checked before."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from papersearch.background import Background
from papersearch.files import sha256
from papersearch.store.catalog import Catalog
from papersearch.store.merged import Merged
from papersearch.store.segment import OpenSegment, Segment, check, check_row
from papersearch.store.vectors import Ids

_CHECKED = 16 << 20  # bytes read against their checksums before use, smallest files first
_MERGED_UP_TO = 1 << 15  # passages of small segments that are held in memory as one


class SegmentFiles:
    """The open files of one index; ``dimension`` is that of the vectors."""

    def __init__(self, folder: Path, catalog: Catalog, dimension: int) -> None:
        self.folder = folder
        self.dimension = dimension
        self._catalog = catalog
        self._open: dict[str, OpenSegment] = {}
        self._merged: tuple[tuple[str, ...], Ids, Merged] | None = None
        self._checksums: Background[dict[str, bytes | None]] | None = None
        self._loading: Background[dict[str, OpenSegment]] | None = None

    def segments(self) -> list[Segment]:
        """Return the segments of this generation, largest first.

        Raises:
            DerivedFileDamaged: the catalog says of one what we do not write.
        """

        def read() -> list[Segment]:
            rows = self._catalog.execute(
                "SELECT name, factory, passages, bytes, sha256, recall, codes_bytes, codes_sha256 "
                "FROM segments ORDER BY passages DESC, name"
            )
            segments = [Segment(*row) for row in rows]
            for segment in segments:
                check_row(segment)
            return segments

        return self._catalog.memo("segments", read)

    def stored(self) -> int:
        """Return how many passages are in the files, with those that are dead."""
        return sum(segment.passages for segment in self.segments())

    def dead(self) -> Ids:
        """Return the ascending ids of passages that are still in files and are not to be found."""

        def read() -> Ids:
            rows = self._catalog.execute("SELECT pid FROM dead ORDER BY pid").fetchall()
            return np.fromiter((pid for (pid,) in rows), np.int64, len(rows))

        return self._catalog.memo("dead", read)

    def check(self, *, whole: bool = False) -> None:
        """Compare every segment with what the catalog says, large ones by size unless ``whole``.

        Raises:
            DerivedFileDamaged: one is missing or differs.
        """
        checked = {segment.name for segment in self._checked()}
        for segment in self.segments():
            check(self.folder / segment.name, segment, whole=whole or segment.name in checked)

    def reload(self) -> None:
        """Let go of files that this generation no longer names."""
        known = {name for (name,) in self._catalog.execute("SELECT name FROM segments")}
        self._open = {name: index for name, index in self._open.items() if name in known}

    def let_go(self) -> bool:
        """Let go of files that have changed in their places; return whether there were any."""
        changed = [name for name, segment in self._open.items() if segment.mapped.changed()]
        for name in changed:
            del self._open[name]
            self._merged = None
        return bool(changed)

    def begin_checking(self) -> None:
        """Begin to read checksums and to open codes in the background, before they are needed."""
        names = [segment.name for segment in self._checked() if segment.name not in self._open]
        self._checksums = None
        if names:
            self._checksums = Background(lambda: {n: _checksum(self.folder / n) for n in names})
        large = [s for s in self.segments() if s.codes_size and s.name not in self._open]
        self._loading = None
        if large:  # which imports FAISS
            self._loading = Background(lambda: {s.name: self._loaded(s) for s in large})

    def prepare(self) -> None:
        """Open and check all segments, so that searching need not.

        Raises:
            DerivedFileDamaged: one is missing or damaged.
        """
        for segment in self.segments():
            self.opened(segment).load()

    def parts(self, *, merged: bool) -> list[OpenSegment | Merged]:
        """Return the open segments; if ``merged`` the small ones as one, without what is dead.

        To read them takes longer than to search each of them a few times.
        """
        small = self._small() if merged else []
        if not small:
            return [self.opened(segment) for segment in self.segments()]
        large = [self.opened(segment) for segment in self.segments() if segment not in small]
        as_one = self._as_one(small)
        return [*large, as_one] if len(as_one) else [*large]

    def _as_one(self, small: Sequence[Segment]) -> Merged:
        """Return segments merged, which is done once for the same ones and the same dead."""
        names = tuple(segment.name for segment in small)
        dead = self.dead()
        if self._merged is not None:
            of_names, of_dead, merged = self._merged
            if of_names == names and np.array_equal(of_dead, dead):
                return merged
        merged = Merged([self.opened(segment) for segment in small], dead)
        self._merged = names, dead, merged
        return merged

    def _small(self) -> list[Segment]:
        """Return the exact segments that are held in memory as one, smallest first."""
        chosen = self._smallest(lambda segment: segment.passages, _MERGED_UP_TO)
        return [segment for segment in chosen if not segment.codes_size]

    def opened(self, segment: Segment) -> OpenSegment:
        """Map a segment's file, checked first, once."""
        if self._loading is not None:
            loading, self._loading = self._loading, None
            self._open.update(loading.result())
        if segment.name not in self._open:
            path = self.folder / segment.name
            checksums = self._checksums.result() if self._checksums else {}
            whole = segment.name in checksums or segment in self._checked()
            check(path, segment, whole=whole, read=checksums.get(segment.name))
            self._open[segment.name] = OpenSegment(segment, path, self.dimension)
        return self._open[segment.name]

    def _loaded(self, segment: Segment) -> OpenSegment:
        path = self.folder / segment.name
        check(path, segment, whole=False)
        opened = OpenSegment(segment, path, self.dimension)
        opened.load()
        return opened

    def _checked(self) -> list[Segment]:
        """Return the segments that are read against their checksums: the smallest ones."""
        return self._smallest(lambda segment: segment.size + segment.codes_size, _CHECKED)

    def _smallest(self, size: Callable[[Segment], int], most: int) -> list[Segment]:
        """Return the smallest segments, whose sizes together are at most ``most``."""
        ascending = self.segments()[::-1]
        fitting = zip(ascending, itertools.accumulate(map(size, ascending)), strict=True)
        return [segment for segment, total in fitting if total <= most and segment.is_named_so]


def _checksum(path: Path) -> bytes | None:
    """Return a file's checksum, None where it cannot be read."""
    try:
        return sha256(path)
    except OSError:
        return None
