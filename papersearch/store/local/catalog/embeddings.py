"""The embeddings of passages, as the catalog keeps them: half-precision rows, by passage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from papersearch.errors import IndexCorrupt
from papersearch.store.local.catalog.cursor import not_ours
from papersearch.types.passage_ids import ORDINAL_BITS

_PASSAGE = "pid, embedding, passages.crc = crc32(pid, label, hash, embedding)"

Pids = NDArray[np.int64]
Matrix = NDArray[np.float32]


class Embeddings:
    """The part of :class:`Catalog` that reads embeddings."""

    path: Path

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Return the first column of the first row."""
        raise NotImplementedError

    def select_many(self, sql: str, keys: Iterable[Any]) -> list[tuple[Any, ...]]:
        """Return the rows of ``sql``, whose one "?" stands for the JSON array of ``keys``."""
        raise NotImplementedError

    def meta(self, key: str) -> Any:
        """Return a fact about the whole index."""
        raise NotImplementedError

    def damaged(self, what: str) -> IndexCorrupt:
        """Return the error that says what of the catalog is damaged."""
        raise NotImplementedError

    def embeddings(self, pids: Iterable[int]) -> tuple[Pids, Matrix]:
        """Return the passages that exist among ``pids``, and their (n, d) float32 unit rows."""
        rows = self.select_many(
            f"SELECT {_PASSAGE} FROM passages WHERE pid IN (SELECT value FROM json_each(?)) "
            "ORDER BY pid",
            pids,
        )
        return self._matrix(rows)

    def passages(self) -> int:
        """Return the number of passages."""
        return int(self.value("SELECT coalesce(sum(length(labels)), 0) FROM facets")) // 8

    def embeddings_of(self, nums: Iterable[int]) -> tuple[Pids, Matrix]:
        """Return all passages of these papers, and their (n, d) float32 unit rows."""
        rows = self.select_many(
            f"SELECT {_PASSAGE} FROM json_each(?) CROSS JOIN passages "
            f"ON pid BETWEEN value << {ORDINAL_BITS} AND (value + 1 << {ORDINAL_BITS}) - 1 "
            f"ORDER BY pid",
            nums,
        )
        return self._matrix(rows)

    def _matrix(self, rows: Sequence[tuple[int, bytes, int]]) -> tuple[Pids, Matrix]:
        """Return the ids and the embeddings of rows.

        Raises:
            IndexCorrupt: one does not match its checksum, or has another length than all have.
        """
        for pid, _, sound in rows:
            if not sound:
                raise self.damaged(f"the row of passage {pid}")
        lengths = {len(data) for _, data, _ in rows}
        model = self.meta("model")
        if rows and (len(lengths) != 1 or lengths.pop() != 2 * _dimension(model, rows)):
            raise not_ours(self.path, "the length of an embedding")
        return _matrix([row[:2] for row in rows])


def _dimension(model: Mapping[str, Any] | None, rows: Sequence[tuple[int, bytes, int]]) -> int:
    """Return that of a model's vectors, of the first row where there is no model yet."""
    return int(model["dimension"]) if model else len(rows[0][1]) // 2


def _matrix(rows: Sequence[tuple[int, bytes]]) -> tuple[Pids, Matrix]:
    pids = np.fromiter((pid for pid, _ in rows), np.int64, len(rows))
    flat = np.frombuffer(b"".join(data for _, data in rows), np.dtype("<f2"))
    dimension = len(flat) // len(rows) if rows else 0
    return pids, flat.reshape(len(rows), dimension).astype(np.float32)
