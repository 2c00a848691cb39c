"""Vectors in FAISS segments: immutable files, memory-mapped, named by the catalog.

New vectors go into a new small segment, and segments merge (derived.py). Whatever changes here
becomes visible with the catalog's transaction and not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import orjson

from papersearch.files import sweep, touch
from papersearch.ranking.space import inner_products
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.derived import MAX_DEAD_SHARE, damaged, due
from papersearch.store.local.layout import SEGMENT_FILES, VECTORS
from papersearch.store.local.vectors.engine import Scores
from papersearch.store.local.vectors.segment import OpenSegment, Segment
from papersearch.store.local.vectors.segment_files import SegmentFiles
from papersearch.store.local.vectors.segment_writer import SegmentWriter
from papersearch.store.local.vectors.shape import EXACT_UP_TO, PROPOSED, SEGMENT_UP_TO, WANTED
from papersearch.types.arrays import Embeddings, Ids, Mask, Vector
from papersearch.types.filters import Allowed

_ROUNDING = 1e-5
"""More than two ways to sum up the products of unit vectors differ by."""

_TIES = 16  # asked for beyond what is wanted, so that those as good as the last are there


class FaissStore:
    """Unit vectors by id, searched by cosine similarity, in the segments that a catalog names.

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

    @property
    def dimension(self) -> int:
        """Of the vectors; 0 until there is a model."""
        return self.files.dimension

    @dimension.setter
    def dimension(self, dimension: int) -> None:
        self.files.dimension = dimension

    def prepare(self) -> None:
        """Open and check all segments; see :class:`SegmentFiles`."""
        self.files.parts()

    def __len__(self) -> int:
        generation = self.files.named()
        return generation.stored - len(generation.dead)

    def add(self, ids: Ids, vectors: Embeddings) -> None:
        """Add (n, d) float32 unit rows under n new ids, and merge what is due."""
        if len(ids):
            order = np.argsort(ids)
            self._writer.write(ids[order], np.ascontiguousarray(vectors[order], np.float32))
            ascending = self.files.segments()[::-1]
            self._merge(due(ascending, lambda segment: segment.passages, self._writer.up_to))

    def remove(self, ids: Ids) -> None:
        """Mark these ids as dead, which leave the files with the next merge.

        Called while the catalog still has their passages.
        """
        self._catalog.execute(
            "INSERT OR IGNORE INTO dead SELECT value FROM json_each(?) "
            "WHERE value IN (SELECT pid FROM passages)",
            (orjson.dumps(ids.tolist()).decode(),),
        )
        generation = self.files.named()
        if len(generation.dead) > MAX_DEAD_SHARE * generation.stored:
            self._merge(generation.segments)

    def rebuild(self) -> None:
        """Write all segments anew from the embeddings in the catalog."""
        self._catalog.execute("DELETE FROM segments")
        self._catalog.execute("DELETE FROM dead")
        pids = self._catalog.execute("SELECT pid FROM passages ORDER BY pid")
        self._writer.write_all(np.fromiter((pid for (pid,) in pids), np.int64))

    def all_ids(self) -> Ids:
        """Return the ascending ids that can be found."""
        found = [
            segment.ids if alive is None else segment.ids[alive]
            for segment, alive in self.files.parts()
        ]
        return np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)

    def sweep(self, older_than: float = 0.0) -> int:
        """Delete files that no generation names, if so many seconds old; return how many."""
        known = {name for s in self.files.segments() for name in (s.name, s.codes_name)}
        return sweep(self.folder, SEGMENT_FILES, known, older_than)

    def search(self, query: Vector, k: int, allowed: Allowed | None = None) -> tuple[Ids, Scores]:
        """Return the ids most similar to one (d,) unit vector, and their similarities.

        Best first, equal ones in the order of the ids; at least min(k, how many there are) of
        them: all that are as similar as the k-th are there, so that what is found does not depend
        on when it was stored. With ``allowed`` only what that leaves counts.

        Whatever FAISS computes, similarities are those of :func:`inner_products`: the same ones in
        any segment, and those that ranking sees.
        """
        parts = [(own, own.mask(allowed, alive)) for own, alive in self.files.parts()]
        compared = _compared([part for part in parts if part[0].is_exact], query, k)
        proposed = _proposed([part for part in parts if not part[0].is_exact], query, k)
        found = [
            (segment.ids[places], inner_products(segment.rows(places), query))
            for segment, places in (*compared, *proposed)
        ]
        if not found:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        ids, similarities = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.lexsort((ids, -similarities))
        ids, similarities = ids[order], similarities[order]
        kept = similarities >= similarities[k - 1] if k <= len(ids) else slice(None)
        return ids[kept], similarities[kept]

    def of_papers(self, nums: Sequence[int] | Ids) -> tuple[Ids, Embeddings]:
        """Return the ascending ids of the passages of papers, and their (n, d) float32 rows.

        Read from the mapped files, which is several times faster than from the catalog.
        """
        wanted = np.sort(np.asarray(nums, np.int64))
        found = []
        for segment, alive in self.files.parts():
            places = segment.places(wanted)
            if alive is not None:
                places = places[alive[places]]
            if len(places):
                found.append((segment.ids[places], segment.rows(places)))
        if not found:
            return np.empty(0, np.int64), np.empty((0, self.dimension), np.float32)
        if not all(np.isfinite(rows).all() for _, rows in found):
            raise damaged(self.folder, "has vectors that are no numbers")
        if len(found) == 1:
            return found[0]
        ids, rows = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.argsort(ids)
        return ids[order], rows[order]

    def _merge(self, merged: Sequence[Segment]) -> None:
        """Replace these segments by one, or as few as can be, that hold what is alive of them."""
        if not merged:
            return
        ids = np.concatenate([self.files.opened(segment).ids for segment in merged])
        dead = np.isin(ids, self.files.named().dead)
        self._catalog.executemany(
            "DELETE FROM segments WHERE name = ?", [(segment.name,) for segment in merged]
        )
        self._catalog.executemany("DELETE FROM dead WHERE pid = ?", [(int(p),) for p in ids[dead]])
        self._writer.write_all(np.sort(ids[~dead]))
        for segment in merged:
            for name in (segment.name, segment.codes_name):
                touch(self.folder / name)


_Parts = Sequence[tuple[OpenSegment, Mask | None]]
_Places = list[tuple[OpenSegment, Ids]]


def _compared(parts: _Parts, query: Vector, k: int) -> _Places:
    """Return what may be among the k most similar, or as similar as the last, of exact segments.

    FAISS leaves out some of those that tie, so it is asked for more until the last one that it
    finds does not.
    """
    found = []
    for segment, mask in parts:
        wanted = k + _TIES
        while True:
            places, scores = segment.nearest(query, wanted, mask)
            if len(places) < wanted or scores[-1] < scores[k - 1] - _ROUNDING:
                break
            wanted *= 2
        found.append((segment, places, scores))
    return _best(found, k, _ROUNDING)


def _proposed(parts: _Parts, query: Vector, k: int) -> _Places:
    """Return what codes say is most similar, more than is asked for."""
    wanted = PROPOSED * max(k, WANTED)
    found = [(segment, *segment.nearest(query, wanted, mask)) for segment, mask in parts]
    return _best(found, wanted, 0)


def _best(found: Sequence[tuple[OpenSegment, Ids, Scores]], k: int, less: float) -> _Places:
    """Return the places of the k highest scores of all segments, and of those a bit ``less``."""
    scores = np.concatenate([own for _, _, own in found]) if found else np.empty(0)
    least = -np.partition(-scores, k - 1)[k - 1] - less if len(scores) > k else -np.inf
    return [(segment, places[own >= least]) for segment, places, own in found]
