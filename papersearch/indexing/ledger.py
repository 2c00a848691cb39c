"""Writing papers together with what digests say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from papersearch.indexing.learning import judge
from papersearch.indexing.plan import Plan, ToEmbed
from papersearch.indexing.reading import Reading
from papersearch.store.protocol import EmbeddedPaper, Store
from papersearch.text.passages import text_hash
from papersearch.types.arrays import Vector
from papersearch.types.merging import Key


class Ledger:
    """Writes papers together with their entries, and marks sources whose papers are all in."""

    def __init__(self, store: Store, reading: Reading, todo: Plan) -> None:
        self._store = store
        self._reading = reading
        self._todo = todo
        self._waiting: dict[str, set[str]] = defaultdict(set)
        self._gone: dict[str, list[Key]] = defaultdict(list)
        self._embedding = {item.paper.id for item in todo.embed}
        for id_, _, source in reading.entries:
            if id_ in self._embedding:
                self._waiting[source].add(id_)
        for key in todo.gone:
            self._gone[self._now(key[0])].append(key)
        self._living = todo.renamed.keys() - set(todo.dropped)
        self._old: dict[str, list[str]] = defaultdict(list)
        for old, new in todo.renamed.items():
            self._old[new].append(old)

    def _now(self, id_: str) -> str:
        """Return the id with whose paper an entry goes: that of a corrected paper, its new one."""
        new = self._todo.renamed.get(id_, id_)
        return new if new in self._embedding else id_

    def write_metadata(self) -> None:
        """Commit all that needs no embedding."""
        todo = self._todo
        metadata = [paper.id for paper in todo.metadata]
        unembedded = metadata + sorted(todo.unchanged | todo.skipped)
        entries = [pair for id_ in unembedded for pair in todo.entries.get(id_, [])]
        gone = [key for key in todo.gone if self._now(key[0]) not in self._embedding]
        renamed = {old: new for old, new in todo.renamed.items() if new not in self._embedding}
        read_whole = self._complete(set())
        if not (entries or read_whole or gone or todo.metadata):
            return
        with self._store.commit():
            self._store.inherit(renamed, self._living)
            self._store.entries.put(entries)
            self._store.put_metadata(todo.metadata)
            self._store.entries.delete(gone)
            self._store.drop([id_ for id_ in todo.dropped if self._now(id_) == id_])
            self._store.entries.mark_read(read_whole)

    def write_embedded(
        self, items: Sequence[ToEmbed], vectors: Sequence[Mapping[bytes, Vector]]
    ) -> None:
        """Commit papers, each of whose passages are all among its ``vectors``, by hash."""
        if not items:
            return
        hashes = [[text_hash(passage.text) for passage in item.passages] for item in items]
        papers = [
            EmbeddedPaper(item.paper, item.passages, np.stack([rows[h] for h in own]))
            for item, own, rows in zip(items, hashes, vectors, strict=True)
        ]
        ids = {item.paper.id for item in items}
        renamed = {old: new for new in ids for old in self._old[new]}
        with self._store.commit():
            self._store.inherit(renamed, self._living)
            self._store.drop([old for old in renamed if old in self._todo.dropped])
            self._store.put_embedded(papers)
            judge(self._store, ids)
            self._store.entries.put(
                [p for i in items for p in self._todo.entries.get(i.paper.id, [])]
            )
            self._store.entries.delete([key for id_ in ids for key in self._gone[id_]])
            self._store.entries.mark_read(self._complete(ids))
            self._store.forget_pending([digest for own in hashes for digest in own])

    def _complete(self, ids: set[str]) -> dict[str, bytes]:
        """Return the fingerprints of the sources that wait for nothing once ``ids`` are in."""
        for waiting in self._waiting.values():
            waiting -= ids
        done = [name for name in self._reading.fingerprints if not self._waiting.get(name)]
        return {name: self._reading.fingerprints.pop(name) for name in done}
