"""Whether stored embeddings are still what the model makes of their texts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from papersearch.embedding import Embedder
from papersearch.embedding.agreement import LEAST, alike
from papersearch.store.local.catalog.embeddings import embeddings
from papersearch.store.local.index_store import IndexStore
from papersearch.text.passages import exact_hash, passages, text_hash
from papersearch.types.passage_ids import pid_of


def different(store: IndexStore, load: Callable[[], Embedder], count: int) -> list[int]:
    """Return those of ``count`` passages that embed to something else, by their ids.

    A passage that was embedded before there was one form of text, which its hash tells, is as it
    was: the next run of indexing that reads it embeds it anew.
    """
    with store.snapshot():
        nums = store.numbers()
        chosen = np.random.default_rng(0).permutation(len(nums))[:count]
        papers = store.papers(nums[n] for n in chosen)
        firsts = {pid_of(num, 0): passages(paper)[0] for num, paper in papers.items()}
        pids, rows = embeddings(store.catalog, firsts)
        hashes = dict(
            store.catalog.select_many(
                "SELECT pid, hash FROM passages WHERE pid IN (SELECT value FROM json_each(?))",
                firsts,
            )
        )
    if not len(pids):
        return []
    texts = [firsts[pid].text for pid in pids.tolist()]
    cosines = alike(load(), texts, rows)
    return [
        pid
        for pid, text, cosine in zip(pids.tolist(), texts, cosines.tolist(), strict=True)
        if not (hashes[pid] == text_hash(text) and cosine >= LEAST)
        and not (hashes[pid] == exact_hash(text) != text_hash(text))
    ]
