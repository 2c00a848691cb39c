"""Writing segments: the vectors of passages, and codes of these where there are many."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from papersearch.files import Writer, make_folder, write_atomic, writing
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.catalog.embeddings import embeddings
from papersearch.store.local.vectors import engine, shape
from papersearch.store.local.vectors.segment import OpenSegment, Segment
from papersearch.store.local.vectors.segment_files import SegmentFiles
from papersearch.types.arrays import Embeddings, Ids

_BATCH = 4096
_MEASURED = 10  # passages whose recall is measured


class SegmentWriter:
    """Writes segments of a catalog's passages, and names them there.

    Beyond ``exact_up_to`` passages a segment has codes, and none has more than ``up_to``. Methods
    are called inside ``catalog.transaction()``.
    """

    def __init__(self, files: SegmentFiles, catalog: Catalog, exact_up_to: int, up_to: int) -> None:
        self.files = files
        self.catalog = catalog
        self.exact_up_to = exact_up_to
        self.up_to = up_to

    def write_all(self, ids: Ids) -> None:
        """Write segments of these ascending ids from the embeddings in the catalog."""
        for start in range(0, len(ids), self.up_to):
            self.write(ids[start : start + self.up_to])

    def write(self, ids: Ids, vectors: Embeddings | None = None) -> None:
        """Write a segment of ascending ids, whose (n, d) rows the catalog has unless given."""
        folder, dimension = self.files.folder, self.files.dimension
        with writing(folder):
            make_folder(folder)
        path = folder / f"{os.urandom(8).hex()}.faiss"
        factory = shape.factory_of(len(ids), dimension, self.exact_up_to)
        digest = _written(
            path, lambda: engine.build_exact(ids, dimension, self._rows(ids, vectors))
        )
        written = Segment(path.name, factory, len(ids), path.stat().st_size, digest, 1.0)
        if factory != shape.EXACT:
            written = self._coded(written, ids, vectors)
        self.catalog.execute("INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?)", written)

    def _coded(self, segment: Segment, ids: Ids, vectors: Embeddings | None) -> Segment:
        """Write the codes of a segment whose vectors are written."""
        path = self.files.folder / segment.codes_name
        chosen = np.random.default_rng(0).permutation(len(ids))[: shape.TRAINED_ON]
        chosen.sort()
        some = np.concatenate(
            list(self._rows(ids[chosen], None if vectors is None else vectors[chosen]))
        )
        digest = _written(path, lambda: engine.build_codes(some, self._rows(ids, vectors)))
        segment = segment._replace(codes_size=path.stat().st_size, codes_sha256=digest)
        opened = OpenSegment(segment, self.files.folder, self.files.dimension)
        return segment._replace(recall=_recall(opened, shape.directions(some)))

    def _rows(self, ids: Ids, vectors: Embeddings | None) -> Iterator[Embeddings]:
        """Yield the rows of passages, which the catalog has unless given."""
        if vectors is not None:
            yield vectors
            return
        for start in range(0, len(ids), _BATCH):
            yield embeddings(self.catalog, ids[start : start + _BATCH].tolist())[1]


def _recall(opened: OpenSegment, asked: Iterable[Embeddings]) -> float:
    """Return which share codes propose of the ten passages most similar to (d,) vectors."""
    proposed = shape.PROPOSED * shape.WANTED
    shares = [
        np.isin(opened.exact(one, _MEASURED), opened.nearest(one, proposed, None)[0]).mean()
        for one in asked
    ]
    return float(np.mean(shares))


def _written(path: Path, build: Callable[[], Any]) -> bytes:
    """Write what ``build`` builds and return its checksum; memory is for one index at a time."""

    def to(file: Writer) -> None:
        engine.write(build(), file.try_to_write)

    return write_atomic(path, to)
