"""Switching an index to another model: vectors beside the present ones, and the switch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from papersearch.store.catalog import Catalog
from papersearch.store.faiss_store import FaissStore

Vectors = NDArray[np.float32]


class Switching:
    """The part of :class:`IndexStore` that changes the model."""

    catalog: Catalog
    vectors: FaissStore

    def begin_reembedding(self, key: str) -> None:
        """Forget what was embedded for other models; ``key`` is that of the new one."""
        with self.catalog.transaction():
            self.catalog.execute("DELETE FROM reembedded")
            self.catalog.set_meta("reembedding", key)

    def reembedded(self) -> dict[int, Vectors]:
        """Return the (d,) vectors that are there for the new model, by passage."""
        rows = self.catalog.execute("SELECT pid, embedding FROM reembedded").fetchall()
        return {pid: np.frombuffer(data, "<f2").astype(np.float32) for pid, data in rows}

    def keep_reembedded(self, pids: Sequence[int], vectors: Vectors) -> None:
        """Keep vectors of the new model, in a commit of its own."""
        rows = [(pid, row.astype("<f2").tobytes()) for pid, row in zip(pids, vectors, strict=True)]
        with self.catalog.transaction():
            self.catalog.executemany("REPLACE INTO reembedded VALUES (?, ?)", rows)

    def switch(
        self,
        identity: Mapping[str, Any],
        pids: Sequence[int],
        hashes: Sequence[bytes],
        vectors: Vectors,
    ) -> None:
        """Make the new model the index's, with (n, d) unit rows; call within a commit.

        What was learned of the old model's space is forgotten, and the segments are written anew.
        """
        rows = [
            (digest, row.astype("<f2").tobytes(), pid)
            for pid, digest, row in zip(pids, hashes, vectors, strict=True)
        ]
        self.catalog.executemany(
            "UPDATE passages SET hash = ?1, embedding = ?2, crc = crc32(pid, label, ?1, ?2) "
            "WHERE pid = ?3",
            rows,
        )
        for table in ("reembedded", "pending", "arrays"):
            self.catalog.execute(f"DELETE FROM {table}")
        self.catalog.execute("DELETE FROM meta WHERE key IN ('reembedding', 'learned')")
        self.catalog.set_meta("model", dict(identity))
        self.vectors.dimension = identity["dimension"]
        self.vectors.rebuild()
