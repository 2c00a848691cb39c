"""Another model for an index: embedded beside the old vectors, switched to in one commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from papersearch.embedding import Embedder
from papersearch.passages import passages, text_hash
from papersearch.store.index_store import IndexStore, Vectors
from papersearch.store.schema import pid_of

BATCH = 64

Progress = Callable[[int, int], None]


def reembed(
    store: IndexStore,
    embedder: Embedder,
    progress: Progress = lambda _done, _total: None,
) -> int:
    """Embed all passages with another model and make it the index's; return how many.

    Until the last commit the index answers with the old vectors. What is embedded is kept, and an
    interrupted run goes on where it was, if it is for the same model.

    Raises:
        KeyboardInterrupt, EmbeddingError, IndexUnwritable: the index is as it was.
    """
    key = embedder.identity.key
    if store.catalog.meta("reembedding") != key:
        store.begin_reembedding(key)
    known = store.reembedded()
    todo = {
        pid_of(num, passage.ordinal): passage.text
        for num, paper in store.catalog.newest(-1).items()
        for passage in passages(paper)
    }
    missing = sorted(todo.keys() - known.keys(), key=lambda pid: (-len(todo[pid]), pid))
    done = len(known.keys() & todo.keys())
    progress(done, len(todo))
    for start in range(0, len(missing), BATCH):
        pids = missing[start : start + BATCH]
        rows = embedder.embed_passages([todo[pid] for pid in pids])
        store.keep_reembedded(pids, rows)
        known.update(zip(pids, rows, strict=True))
        done += len(pids)
        progress(done, len(todo))
    ordered = sorted(todo)
    with store.commit():
        store.switch(
            embedder.identity.to_json(),
            ordered,
            [text_hash(todo[pid]) for pid in ordered],
            _stacked([known[pid] for pid in ordered], embedder.identity.dimension),
        )
    store.vectors.reload()
    store.vectors.sweep()
    return len(todo)


def _stacked(rows: Sequence[Vectors], dimension: int) -> Vectors:
    return np.stack(rows) if rows else np.empty((0, dimension), np.float32)
