"""The embeddings of passages, as the catalog keeps them: half-precision rows, by passage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.catalog.cursor import not_ours
from papersearch.types.arrays import Embeddings, Ids
from papersearch.types.passage_ids import ORDINAL_BITS

_PASSAGE = "pid, embedding, passages.crc = crc32(pid, label, hash, embedding)"


def embeddings(catalog: Catalog, pids: Iterable[int]) -> tuple[Ids, Embeddings]:
    """Return the passages that exist among ``pids``, and their (n, d) float32 unit rows."""
    rows = catalog.select_many(
        f"SELECT {_PASSAGE} FROM passages WHERE pid IN (SELECT value FROM json_each(?)) "
        "ORDER BY pid",
        pids,
    )
    return _checked(catalog, rows)


def embeddings_of(catalog: Catalog, nums: Iterable[int]) -> tuple[Ids, Embeddings]:
    """Return all passages of these papers, and their (n, d) float32 unit rows."""
    rows = catalog.select_many(
        f"SELECT {_PASSAGE} FROM json_each(?) CROSS JOIN passages "
        f"ON pid BETWEEN value << {ORDINAL_BITS} AND (value + 1 << {ORDINAL_BITS}) - 1 "
        f"ORDER BY pid",
        nums,
    )
    return _checked(catalog, rows)


def _checked(catalog: Catalog, rows: Sequence[tuple[int, bytes, int]]) -> tuple[Ids, Embeddings]:
    """Return the ids and the embeddings of rows.

    Raises:
        IndexCorrupt: one does not match its checksum, or has another length than all have.
    """
    for pid, _, sound in rows:
        if not sound:
            raise catalog.damaged(f"the row of passage {pid}")
    lengths = {len(data) for _, data, _ in rows}
    model = catalog.meta("model")
    if rows and (len(lengths) != 1 or lengths.pop() != 2 * _dimension(model, rows)):
        raise not_ours(catalog.path, "the length of an embedding")
    return _matrix([row[:2] for row in rows])


def _dimension(model: Mapping[str, Any] | None, rows: Sequence[tuple[int, bytes, int]]) -> int:
    """Return that of a model's vectors, of the first row where there is no model yet."""
    return int(model["dimension"]) if model else len(rows[0][1]) // 2


def _matrix(rows: Sequence[tuple[int, bytes]]) -> tuple[Ids, Embeddings]:
    pids = np.fromiter((pid for pid, _ in rows), np.int64, len(rows))
    flat = np.frombuffer(b"".join(data for _, data in rows), np.dtype("<f2"))
    dimension = len(flat) // len(rows) if rows else 0
    return pids, flat.reshape(len(rows), dimension).astype(np.float32)
