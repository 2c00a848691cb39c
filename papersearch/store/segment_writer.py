"""Writing segments: the rows of passages, and codes where there are many."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from papersearch.errors import DerivedFileDamaged
from papersearch.files import Writer, make_folder, write_atomic, writing
from papersearch.store import shape
from papersearch.store.catalog import Catalog
from papersearch.store.codes import build_codes, train
from papersearch.store.codes_file import write_codes
from papersearch.store.proposals import recall
from papersearch.store.segment import OpenSegment, Segment
from papersearch.store.segment_files import SegmentFiles
from papersearch.store.shape import Shape
from papersearch.store.training import Training
from papersearch.store.vectors import Ids, Vectors

_BATCH = 4096
_ENOUGH = 0.95
"""Recall below which large codes are trained anew, and not made as those of another segment are."""


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

    def write(self, ids: Ids, vectors: Vectors | None = None) -> None:
        """Write a segment of ascending ids, whose (n, d) rows the catalog has unless given."""
        with writing(self.files.folder):
            make_folder(self.files.folder)

        def rows() -> Iterable[Vectors]:
            return self._embeddings(ids) if vectors is None else [vectors]

        found = Shape.of(len(ids), self.files.dimension, self._exact_up_to(len(ids)))
        path = self.files.folder / f"{os.urandom(8).hex()}.faiss"
        digest = _written(
            path, lambda: shape.build_rows(ids, self.files.dimension, rows()), shape.write
        )
        written = Segment(path.name, found.factory, len(ids), path.stat().st_size, digest, 1.0)
        if not found.is_exact:
            written = self._coded(written, self._some(ids, vectors), rows)
        self.catalog.execute("INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?)", written)

    def _coded(
        self, segment: Segment, some: Vectors, rows: Callable[[], Iterable[Vectors]]
    ) -> Segment:
        """Write the codes of a segment that is written, of which ``some`` rows are given."""
        path = self.files.folder / segment.name
        codes = self.files.folder / segment.codes_name
        found = Shape(segment.factory)
        for training in self._trainings(found, some):
            build = functools.partial(build_codes, found, training, rows())
            digest = _written(codes, build, write_codes)
            opened = OpenSegment(segment, path, self.files.dimension)
            segment = segment._replace(
                recall=recall(opened, shape.directions(some)),
                codes_size=codes.stat().st_size,
                codes_sha256=digest,
            )
            del opened  # Windows replaces nothing that is mapped
            if segment.recall >= _ENOUGH:
                break
        return segment

    def _trainings(self, found: Shape, some: Vectors) -> Iterator[Training]:
        """Yield what codes of a shape may be made with: large ones as others are, or their own."""
        alike = [segment for segment in self.files.segments() if segment.factory == found.factory]
        for segment in alike[:1] if found.is_large else []:
            with contextlib.suppress(DerivedFileDamaged):
                yield self.files.opened(segment).training
        yield train(found, some)

    def _exact_up_to(self, added: int) -> int:
        """Return how many passages one segment has without codes: fewer where others have them."""
        if self.files.stored() + added <= self.exact_up_to:
            return self.exact_up_to
        return min(self.exact_up_to, shape.EXACT_BESIDE_CODES)

    def _some(self, ids: Ids, vectors: Vectors | None) -> Vectors:
        """Return rows to train codes on."""
        chosen = np.sort(np.random.default_rng(0).permutation(len(ids))[: shape.TRAINED_ON])
        if vectors is not None:
            return vectors[chosen]
        return np.concatenate(list(self._embeddings(ids[chosen])))

    def _embeddings(self, ids: Ids) -> Iterator[Vectors]:
        for start in range(0, len(ids), _BATCH):
            yield self.catalog.embeddings(ids[start : start + _BATCH].tolist())[1]


def _written(
    path: Path, build: Callable[[], Any], write: Callable[[Any, Callable[[bytes], None]], None]
) -> bytes:
    """Write what ``build`` builds and return its checksum; memory is for one index at a time."""

    def to(file: Writer) -> None:
        write(build(), file.try_to_write)

    return write_atomic(path, to)
