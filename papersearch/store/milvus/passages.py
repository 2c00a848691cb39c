"""The passages of papers on Milvus: their vectors, float32 of what float16 holds exactly."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from papersearch.store.milvus.connection import Connection
from papersearch.store.milvus.encoding import digest
from papersearch.store.milvus.facets import facets
from papersearch.store.protocol import EmbeddedPaper
from papersearch.text.passages import passage_label, text_hash
from papersearch.types.arrays import Embeddings, Ids
from papersearch.types.passage_ids import num_of, ordinal_of, pid_of

_SOME = 4000  # ids that are read at a time


@dataclass(frozen=True, slots=True)
class Found:
    """Passages that were read: ascending ids, (n, d) float32 unit rows, keys of their labels."""

    pids: Ids = field(default_factory=lambda: np.empty(0, np.int64))
    rows: Embeddings = field(default_factory=lambda: np.empty((0, 0), np.float32))
    labels: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ()


class Passages:
    """The collection of passages. ``counts`` returns how many passages papers have, by number.

    That number decides: passages beyond it, and those of papers that are not there, are what an
    interruption left behind.
    """

    def __init__(
        self,
        connection: Connection,
        collection: str,
        counts: Callable[[Collection[int]], dict[int, int]],
    ) -> None:
        self._connection = connection
        self._collection = collection
        self._counts = counts
        self._there: bool | None = None

    @property
    def there(self) -> bool:
        """Whether the collection is there: it is made when the model is known."""
        if not self._there:
            self._there = self._connection.has(self._collection)
        return self._there

    def of(self, nums: Collection[int]) -> Found:
        """Return all passages of these papers."""
        counts = self._counts(nums) if nums else {}
        pids = [pid_of(num, n) for num in sorted(counts) for n in range(counts[num])]
        if not pids or not self.there:
            return Found()
        rows = self._connection.rows(
            self._collection, "pid", pids, ["pid", "vector", "label", "digest"]
        )
        rows.sort(key=lambda row: row["pid"])
        return Found(
            np.array([row["pid"] for row in rows], np.int64),
            np.array([row["vector"] for row in rows], np.float32),
            tuple(row["label"] for row in rows),
            tuple(row["digest"] for row in rows),
        )

    def alive(self, nums: Collection[int]) -> list[int]:
        """Return those of ``nums`` that are papers, in their order."""
        counts = self._counts(nums) if nums else {}
        return [num for num in nums if num in counts]

    def put(self, papers: Sequence[tuple[int, EmbeddedPaper]]) -> None:
        """Write the passages of papers, by number."""
        self._connection.upsert(
            self._collection, [row for num, paper in papers for row in _rows(num, paper)]
        )

    def cut(self, num: int, first: int, end: int) -> None:
        """Delete the passages of a paper from the ordinal ``first`` on, up to ``end``."""
        pids = [pid_of(num, ordinal) for ordinal in range(first, end)]
        self._connection.delete_keys(self._collection, "pid", pids)

    def sweep(self) -> None:
        """Delete the passages that belong to no paper, which a stopped writer leaves behind."""
        if not self.there:
            return
        rows = self._connection.all_rows(self._collection, "", ["pid"], _SOME, "pid")
        while some := [row["pid"] for row in itertools.islice(rows, _SOME)]:
            counts = self._counts({num_of(pid) for pid in some})
            gone = [pid for pid in some if ordinal_of(pid) >= counts.get(num_of(pid), 0)]
            self._connection.delete_keys(self._collection, "pid", gone)


def _rows(num: int, embedded: EmbeddedPaper) -> Iterator[dict[str, Any]]:
    looked_at = facets(embedded.paper)
    for passage, vector in zip(embedded.passages, embedded.vectors, strict=True):
        yield {
            "pid": pid_of(num, passage.ordinal),
            "num": num,
            "vector": vector.astype("<f2").astype(np.float32),
            "label": digest(passage_label(embedded.paper, passage)),
            "digest": text_hash(passage.text).hex(),
            **looked_at,
        }
