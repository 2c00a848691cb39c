"""Switching an index to another model: vectors beside the present ones, and the switch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.vectors.faiss_store import FaissStore
from papersearch.types.arrays import Embeddings


class Switching:
    """The switch of an index, of this catalog and these vectors, to another model."""

    def __init__(self, catalog: Catalog, vectors: FaissStore) -> None:
        self._catalog = catalog
        self._vectors = vectors

    def begin(self, key: str) -> None:
        """Forget what was embedded for other models; ``key`` is that of the new one."""
        with self._catalog.transaction():
            self._catalog.execute("DELETE FROM reembedded")
            self._catalog.set_meta("reembedding", key)

    def there(self, pids: Iterable[int]) -> set[int]:
        """Return those passages of which the new model's embedding is there."""
        rows = self._catalog.select_many(
            "SELECT pid FROM reembedded WHERE pid IN (SELECT value FROM json_each(?))", pids
        )
        return {pid for (pid,) in rows}

    def keep(self, pids: Sequence[int], hashes: Sequence[bytes], vectors: Embeddings) -> None:
        """Keep (n, d) unit rows of the new model and their texts' hashes, in one commit."""
        rows = [
            (pid, digest, row.astype("<f2").tobytes())
            for pid, digest, row in zip(pids, hashes, vectors, strict=True)
        ]
        with self._catalog.transaction():
            self._catalog.executemany("REPLACE INTO reembedded VALUES (?, ?, ?)", rows)

    def switch(self, identity: Mapping[str, Any]) -> None:
        """Make the new model the index's, once all passages are embedded; call within a commit.

        What was learned of the old model's space is forgotten, and the segments are written anew.
        """
        self._catalog.execute(
            "UPDATE passages SET hash = r.hash, embedding = r.embedding, "
            "crc = crc32(passages.pid, label, r.hash, r.embedding) "
            "FROM reembedded r WHERE r.pid = passages.pid"
        )
        for table in ("reembedded", "pending", "arrays"):
            self._catalog.execute(f"DELETE FROM {table}")
        self._catalog.execute("DELETE FROM meta WHERE key IN ('reembedding', 'learned')")
        self._catalog.set_meta("model", dict(identity))
        self._vectors.dimension = identity["dimension"]
        self._vectors.rebuild()
