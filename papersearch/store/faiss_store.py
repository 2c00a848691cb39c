"""Vectors in FAISS segments: immutable files, memory-mapped, named by the catalog.

New vectors go into a new small segment. Segments of about one size merge into a larger one, so
that a vector is rewritten a logarithmic number of times and the segments stay few. Whatever
changes here becomes visible with the catalog's transaction and not before.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from papersearch.background import Background
from papersearch.errors import DerivedFileDamaged
from papersearch.store.catalog import Catalog
from papersearch.store.files import sha256, write_atomic, writing
from papersearch.store.schema import ORDINAL_BITS
from papersearch.store.shape import EXACT_UP_TO, FLAT, build
from papersearch.store.vectors import Ids, Vectors

FOLDER = "vectors"
MERGE_FACTOR = 4
MAX_DEAD_SHARE = 0.25
_CHECKED_UP_TO = 64 << 20


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of vectors, as the catalog knows it."""

    name: str
    factory: str
    passages: int
    size: int
    sha256: bytes
    recall: float


class FaissStore:
    """A :class:`VectorStore` over the segments that a catalog names.

    Writing methods are called inside ``catalog.transaction()``.
    """

    def __init__(
        self, folder: Path, catalog: Catalog, dimension: int, *, exact_up_to: int = EXACT_UP_TO
    ) -> None:
        self.folder = folder / FOLDER
        self.dimension = dimension
        self._catalog = catalog
        self._exact_up_to = exact_up_to
        self._open: dict[str, Any] = {}
        self._checksums: Background[dict[Path, bytes | None]] | None = None

    def __len__(self) -> int:
        total = self._catalog.value("SELECT coalesce(sum(passages), 0) FROM segments")
        return int(total) - int(self._catalog.value("SELECT count(*) FROM dead"))

    def segments(self) -> list[Segment]:
        """Return the segments of this generation, largest first."""
        rows = self._catalog.execute(
            "SELECT name, factory, passages, bytes, sha256, recall FROM segments "
            "ORDER BY passages DESC, name"
        )
        return [Segment(*row) for row in rows]

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add (n, d) float32 unit rows under n new ids, and merge what has become alike."""
        if len(ids):
            self._write(ids, vectors)
            self._merge(self._due())

    def remove(self, ids: Ids) -> None:
        """Mark these ids as dead, which leave the files with the next merge.

        Called while the catalog still has their passages.
        """
        self._catalog.execute(
            "INSERT OR IGNORE INTO dead SELECT value FROM json_each(?) "
            "WHERE value IN (SELECT pid FROM passages)",
            (orjson.dumps(ids.tolist()).decode(),),
        )
        if len(self._dead()) > MAX_DEAD_SHARE * self._stored():
            self._merge(self.segments())

    def rebuild(self) -> None:
        """Write all segments anew from the embeddings in the catalog."""
        self._catalog.execute("DELETE FROM segments")
        self._catalog.execute("DELETE FROM dead")
        pids = [pid for (pid,) in self._catalog.execute("SELECT pid FROM passages")]
        if pids:
            self._write(*self._catalog.embeddings(pids))

    def check(self, *, whole: bool = False) -> None:
        """Compare every segment with what the catalog says, large ones by size unless ``whole``.

        Raises:
            DerivedFileDamaged: one is missing or differs.
        """
        for segment in self.segments():
            whole_file = whole or segment.size <= _CHECKED_UP_TO
            _verify(self.folder / segment.name, segment, whole=whole_file)

    def all_ids(self) -> Ids:
        """Return the ascending ids that can be found."""
        found = [self._ids(segment) for segment in self.segments()]
        ids = np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)
        return ids[~np.isin(ids, self._dead())]

    def reload(self) -> None:
        """Let go of files that this generation no longer names."""
        known = {segment.name for segment in self.segments()}
        self._open = {name: index for name, index in self._open.items() if name in known}

    def sweep(self) -> int:
        """Delete files that no generation names, and return how many."""
        known = {segment.name for segment in self.segments()}
        stray = [path for path in self.folder.glob("*") if path.name not in known]
        for path in stray:
            with writing(path):
                path.unlink(missing_ok=True)
        return len(stray)

    def begin_checking(self) -> None:
        """Begin to read the files' checksums in the background, before they are needed."""
        unopened = [s for s in self.segments() if s.name not in self._open]
        paths = [self.folder / s.name for s in unopened if s.size <= _CHECKED_UP_TO]
        self._checksums = None
        if paths:
            self._checksums = Background(lambda: {path: _checksum(path) for path in paths})

    def prepare(self) -> None:
        """Open and check all segments, so that searching need not.

        Raises:
            DerivedFileDamaged: one is missing or damaged.
        """
        for segment in self.segments():
            self._index(segment)

    def search(
        self, query: Vectors, k: int, allowed: Ids | None = None
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return the ids most similar to one (d,) unit vector; see :class:`VectorStore`."""
        selector = _selector(self._dead(), allowed)
        if allowed is not None and not len(allowed):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        found = [self._search_one(segment, query, k, selector) for segment in self.segments()]
        if not found:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        ids = np.concatenate([ids for ids, _ in found])
        similarities = np.concatenate([similarities for _, similarities in found])
        best = np.lexsort((ids, -similarities))[:k]
        return ids[best], similarities[best]

    def of_papers(self, nums: Sequence[int]) -> tuple[Ids, Vectors]:
        """Return the ascending ids of the passages of papers, and their (n, d) float32 rows.

        Read from the mapped files where these are flat, which is ten times faster than the
        catalog, else from the catalog.
        """
        segments = self.segments()
        if not all(segment.factory == FLAT for segment in segments):
            return self._catalog.embeddings_of(nums)
        bounds = np.sort(np.fromiter(nums, np.int64, len(nums)))
        found = [self._of_papers(segment, bounds) for segment in segments]
        if not found:
            return np.empty(0, np.int64), np.empty((0, self.dimension), np.float32)
        ids = np.concatenate([own for own, _ in found])
        alive = np.argsort(ids)
        alive = alive[~np.isin(ids[alive], self._dead())]
        return ids[alive], np.concatenate([rows for _, rows in found])[alive]

    def _of_papers(self, segment: Segment, nums: Ids) -> tuple[Ids, Vectors]:
        ids, codes = self._mapped(segment)
        starts = np.searchsorted(ids, nums << ORDINAL_BITS)
        ends = np.searchsorted(ids, (nums + 1) << ORDINAL_BITS)
        lengths = ends - starts
        offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        places = np.repeat(starts, lengths) + offsets
        return ids[places], codes[places].astype(np.float32)

    def _mapped(self, segment: Segment) -> tuple[Ids, NDArray[np.float16]]:
        """Return views of a flat segment's ascending (n,) ids and (n, d) float16 rows."""
        import faiss

        index = self._index(segment)
        flat = faiss.downcast_index(index.index)
        size = segment.passages * self.dimension * 2
        codes = faiss.rev_swig_ptr(flat.codes.data(), size).view("<f2")
        ids = faiss.rev_swig_ptr(index.id_map.data(), segment.passages)
        return ids, codes.reshape(segment.passages, self.dimension)

    def _search_one(
        self, segment: Segment, query: Vectors, k: int, selector: Any
    ) -> tuple[Ids, NDArray[np.float32]]:
        import faiss

        index = self._index(segment)
        # FAISS does not order ties: ask for a few more, so that a tie at the end is all there.
        wanted = min(k + 16, segment.passages)
        if segment.factory == FLAT:
            parameters = faiss.SearchParameters(sel=selector)
        else:
            probes = index.nlist if selector is not None else index.nprobe
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=probes)
        similarities, ids = index.search(query[None, :], wanted, params=parameters)
        there = ids[0] >= 0
        return ids[0][there], similarities[0][there]

    def _index(self, segment: Segment) -> Any:
        """Map a segment's file, checked first, once."""
        if segment.name not in self._open:
            import faiss

            faiss.omp_set_num_threads(1)
            path = self.folder / segment.name
            read = self._checksums.result().get(path) if self._checksums else None
            _verify(path, segment, whole=segment.size <= _CHECKED_UP_TO, read=read)
            try:
                index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
            except RuntimeError as error:
                raise _damaged(path, "cannot be read") from error
            if index.d != self.dimension or index.ntotal != segment.passages:
                raise _damaged(path, "has another size than the catalog says")
            self._open[segment.name] = index
        return self._open[segment.name]

    def _stored(self) -> int:
        return int(self._catalog.value("SELECT coalesce(sum(passages), 0) FROM segments"))

    def _dead(self) -> Ids:
        rows = self._catalog.execute("SELECT pid FROM dead ORDER BY pid").fetchall()
        return np.fromiter((pid for (pid,) in rows), np.int64, len(rows))

    def _write(self, ids: Ids, vectors: Vectors) -> None:
        import faiss

        built = build(ids, np.ascontiguousarray(vectors, np.float32), self._exact_up_to)
        data = faiss.serialize_index(built.index).tobytes()
        with writing(self.folder):
            self.folder.mkdir(exist_ok=True)
        name = f"{os.urandom(8).hex()}.faiss"
        digest = write_atomic(self.folder / name, data)
        self._catalog.execute(
            "INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?)",
            (name, built.factory, len(ids), len(data), digest, built.recall),
        )

    def _due(self) -> list[Segment]:
        """Return the segments to merge: the smallest ones while they are too many for their size.

        As in a number system of base MERGE_FACTOR: a run of segments merges when it is at least
        as large together as MERGE_FACTOR - 1 times its largest, so each merge multiplies sizes.
        """
        ascending = self.segments()[::-1]
        due: list[Segment] = []
        total = 0
        for count, segment in enumerate(ascending, start=1):
            total += segment.passages
            if count >= MERGE_FACTOR and total >= (MERGE_FACTOR - 1) * segment.passages:
                due = ascending[:count]
        return due

    def _merge(self, due: list[Segment]) -> None:
        """Replace these segments by one that holds what is alive of them."""
        if not due:
            return
        ids = np.concatenate([self._ids(segment) for segment in due])
        dead = self._dead()
        alive = np.sort(ids[~np.isin(ids, dead)])
        self._catalog.executemany(
            "DELETE FROM segments WHERE name = ?", [(segment.name,) for segment in due]
        )
        self._catalog.executemany("DELETE FROM dead WHERE pid = ?", [(int(p),) for p in ids])
        if len(alive):
            self._write(*self._catalog.embeddings(alive.tolist()))

    def _ids(self, segment: Segment) -> Ids:
        """Return the ids of a segment; an inverted file keeps them list by list."""
        import faiss

        index = self._index(segment)
        if segment.factory == FLAT:
            return np.array(faiss.vector_to_array(index.id_map))
        lists = index.invlists
        return np.concatenate(
            [
                np.array(faiss.rev_swig_ptr(lists.get_ids(i), lists.list_size(i)), np.int64)
                for i in range(lists.nlist)
            ]
        )


def _selector(dead: Ids, allowed: Ids | None) -> Any:
    """Return what FAISS may find: all, all but the dead, or the allowed (which are alive)."""
    if allowed is None and not len(dead):
        return None
    import faiss

    if allowed is not None:
        return faiss.IDSelectorBatch(np.setdiff1d(allowed, dead, assume_unique=True))
    return faiss.IDSelectorNot(faiss.IDSelectorBatch(dead))


def _checksum(path: Path) -> bytes | None:
    """Return a file's checksum, None where it cannot be read."""
    try:
        return sha256(path)
    except OSError:
        return None


def _verify(path: Path, segment: Segment, *, whole: bool, read: bytes | None = None) -> None:
    """Compare a file with what the catalog says of it: its size, and its checksum if ``whole``.

    ``read`` is the checksum where it was read before.
    """
    if not path.is_file():
        raise _damaged(path, "is missing")
    if path.stat().st_size != segment.size:
        raise _damaged(path, "has the wrong size")
    if whole and (read or sha256(path)) != segment.sha256:
        raise _damaged(path, "does not match its checksum")


def _damaged(path: Path, what: str) -> DerivedFileDamaged:
    return DerivedFileDamaged(
        f"{path} {what}: `papersearch index` rebuilds it from the catalog, embedding nothing"
    )
