"""Vectors in FAISS segments: immutable files, memory-mapped, named by the catalog.

New vectors go into a new small segment. Segments of about one size merge into a larger one, so
that a vector is rewritten a logarithmic number of times and the segments stay few. Whatever
changes here becomes visible with the catalog's transaction and not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import orjson

from papersearch.files import sweep, touch
from papersearch.space import Matrix
from papersearch.store.catalog import Catalog
from papersearch.store.layout import SEGMENT_FILES, VECTORS
from papersearch.store.merged import Merged
from papersearch.store.proposals import least_of, proposed
from papersearch.store.segment import OpenSegment, Scores, Segment
from papersearch.store.segment_files import SegmentFiles
from papersearch.store.segment_writer import SegmentWriter
from papersearch.store.shape import EXACT_UP_TO, LOOKED_AT, SEARCH_ASKS_FOR, SEGMENT_UP_TO
from papersearch.store.vectors import Allowed, Ids, Mask, Vectors

MERGE_FACTOR = 4
MAX_DEAD_SHARE = 0.25
_Part = OpenSegment | Merged
_FEW_PAPERS = 300  # that filters leave: comparing all of these is faster than searching


class FaissStore:
    """A :class:`VectorStore` over the segments that a catalog names.

    Writing methods are called inside ``catalog.transaction()``.
    """

    def __init__(
        self,
        folder: Path,
        catalog: Catalog,
        dimension: int,
        *,
        exact_up_to: int = EXACT_UP_TO,
        segment_up_to: int = SEGMENT_UP_TO,
    ) -> None:
        self.folder = folder / VECTORS
        self._catalog = catalog
        self.files = SegmentFiles(self.folder, catalog, dimension)
        self._writer = SegmentWriter(self.files, catalog, exact_up_to, segment_up_to)
        self._searches = 0

    @property
    def dimension(self) -> int:
        """Of the vectors; 0 until there is a model."""
        return self.files.dimension

    @dimension.setter
    def dimension(self, dimension: int) -> None:
        self.files.dimension = dimension

    def prepare(self) -> None:
        """Open and check all segments; see :class:`SegmentFiles`."""
        self.files.prepare()

    def __len__(self) -> int:
        return self.files.stored() - len(self.files.dead())

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add (n, d) float32 unit rows under n new ids, and merge what is due."""
        if len(ids):
            order = np.argsort(ids)
            self._writer.write(ids[order], np.ascontiguousarray(vectors[order], np.float32))
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
        if len(self.files.dead()) > MAX_DEAD_SHARE * self.files.stored():
            self._merge(self.files.segments())

    def rebuild(self) -> None:
        """Write all segments anew from the embeddings in the catalog."""
        self._catalog.execute("DELETE FROM segments")
        self._catalog.execute("DELETE FROM dead")
        pids = self._catalog.execute("SELECT pid FROM passages ORDER BY pid")
        self._writer.write_all(np.fromiter((pid for (pid,) in pids), np.int64))

    def all_ids(self) -> Ids:
        """Return the ascending ids that can be found."""
        found = [self.files.opened(segment).ids for segment in self.files.segments()]
        ids = np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)
        return ids[~np.isin(ids, self.files.dead())]

    def sweep(self, older_than: float = 0.0) -> int:
        """Delete files that no generation names, if so many seconds old; return how many."""
        known = {name for s in self.files.segments() for name in (s.name, s.codes_name)}
        return sweep(self.folder, SEGMENT_FILES, known, older_than)

    def search(self, query: Vectors, k: int, allowed: Allowed | None = None) -> tuple[Ids, Scores]:
        """Return the ids most similar to one (d,) unit vector; see :class:`VectorStore`."""
        if allowed is not None and allowed.count <= _FEW_PAPERS:
            ids, rows = self.of_papers(allowed.nums)
            mask = allowed.of(ids)
            return _best(ids[mask], rows[mask] @ query, k)
        proposed = self._proposed(query, k, allowed)
        if not proposed:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        least = least_of(np.concatenate([own for _, _, own in proposed]), k)
        ids = np.concatenate([part.ids[places[own >= least]] for part, places, own in proposed])
        return _best(ids, np.concatenate([own[own >= least] for _, _, own in proposed]), k)

    def of_papers(self, nums: Sequence[int] | Ids) -> tuple[Ids, Vectors]:
        """Return the ascending ids of the passages of papers, and their (n, d) float32 rows.

        Read from the mapped files, which is ten times faster than from the catalog.
        """
        ids, rows = self.passages_of(nums)
        return ids, np.asarray(rows)

    def passages_of(self, nums: Sequence[int] | Ids) -> tuple[Ids, Matrix]:
        """Return what :meth:`of_papers` does, the rows where they lie if these are in memory."""
        wanted = np.sort(np.asarray(nums, np.int64))
        parts = self._parts()
        if len(parts) == 1 and isinstance(parts[0], Merged):
            places = parts[0].places(wanted)
            return parts[0].ids[places], parts[0].held(places)
        found = []
        for part in parts:
            places = part.places(wanted)
            if len(places):
                # Not `take`, which first copies all of what lies at no multiple of eight bytes.
                found.append((part.ids[places], part.rows(places)))
        if not found:
            return np.empty(0, np.int64), np.empty((0, self.dimension), np.float32)
        ids = np.concatenate([own for own, _ in found])
        rows = np.concatenate([own for _, own in found]) if len(found) > 1 else found[0][1]
        alive = np.argsort(ids)
        if len(self.files.dead()):
            alive = alive[~np.isin(ids[alive], self.files.dead())]
        return ids[alive], rows.take(alive, axis=0)

    def _parts(self) -> list[_Part]:
        """Return what is searched: a process that asks once does better with files as they are."""
        merged = self._searches > 1
        return self._catalog.memo(f"parts.{merged}", lambda: self.files.parts(merged=merged))

    def _proposed(
        self, query: Vectors, k: int, allowed: Allowed | None
    ) -> list[tuple[_Part, Ids, Scores]]:
        """Return from each segment the places of its best passages, and their similarities.

        Where only codes are compared, the best of all such segments are then compared exactly.
        """
        exact, coded = [], []
        looked_at = LOOKED_AT * max(k, SEARCH_ASKS_FOR)
        self._searches += 1
        once = self._searches == 1
        for part in self._parts():
            if isinstance(part, Merged) or part.is_exact:
                mask = self._mask(part, allowed)
                exact.append((part, *part.search(query, k, mask, once=once)))
            else:
                coded.append((part, self._mask(part)))
        best = proposed(coded, query, looked_at, allowed)
        for (part, _), places in zip(coded, best, strict=True):
            exact.append((part, places, part.rows(places) @ query))
        return exact

    def _mask(self, segment: _Part, allowed: Allowed | None = None) -> Mask | None:
        """Return what may be found of a segment, None for all."""
        dead = self.files.dead()
        alive = None
        if len(dead) and isinstance(segment, OpenSegment):  # a Merged leaves them out
            alive = self._catalog.memo(f"alive.{segment.name}", lambda: segment.alive(dead))
        if allowed is None:
            return alive
        mask = segment.allowed(allowed)
        return mask if alive is None else mask & alive

    def _due(self) -> list[Segment]:
        """Return the segments to merge: the smallest ones while they are too many for their size.

        As in a number system of base MERGE_FACTOR: a run of segments merges when it is at least
        as large together as MERGE_FACTOR - 1 times its largest, so each merge multiplies sizes.
        None grows beyond what memory is meant for.
        """
        ascending = self.files.segments()[::-1]
        due: list[Segment] = []
        total = 0
        for count, segment in enumerate(ascending, start=1):
            total += segment.passages
            if total > self._writer.up_to:
                break
            if count >= MERGE_FACTOR and total >= (MERGE_FACTOR - 1) * segment.passages:
                due = ascending[:count]
        return due

    def _merge(self, due: list[Segment]) -> None:
        """Replace these segments by one, or as few as can be, that hold what is alive of them."""
        if not due:
            return
        ids = np.concatenate([self.files.opened(segment).ids for segment in due])
        dead = np.isin(ids, self.files.dead())
        self._catalog.executemany(
            "DELETE FROM segments WHERE name = ?", [(segment.name,) for segment in due]
        )
        self._catalog.executemany("DELETE FROM dead WHERE pid = ?", [(int(p),) for p in ids[dead]])
        self._writer.write_all(np.sort(ids[~dead]))
        for segment in due:
            for name in (segment.name, segment.codes_name):
                touch(self.folder / name)


def _best(ids: Ids, similarities: Scores, k: int) -> tuple[Ids, Scores]:
    best = np.lexsort((ids, -similarities))[:k]
    return ids[best], similarities[best]
