"""Whether stored embeddings are still what the model makes of their texts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from papersearch.embedding import Embedder
from papersearch.embedding.agreement import LEAST, alike
from papersearch.store.protocol import Store
from papersearch.text.passages import exact_hash, passages, text_hash


def different(store: Store, load: Callable[[], Embedder], count: int) -> list[str]:
    """Return the ids of those of ``count`` papers whose first passage embeds to something else.

    A passage that was embedded before there was one form of text, which its hash tells, is as it
    was: the next run of indexing that reads it embeds it anew.
    """
    with store.snapshot():
        nums = store.numbers()
        chosen = np.random.default_rng(0).permutation(len(nums))[:count]
        texts = {
            paper.id: passages(paper)[0].text
            for paper in store.papers(nums[n] for n in chosen).values()
        }
        known = store.known_vectors(list(texts))
    rows = {own: known.get(own, {}).get(text_hash(text)) for own, text in texts.items()}
    asked = [own for own in sorted(rows) if rows[own] is not None]
    wrong = {own for own, row in rows.items() if row is None}
    wrong -= {own for own in wrong if exact_hash(texts[own]) in known.get(own, {})}
    if asked:
        stored = np.stack([row for own in asked if (row := rows[own]) is not None])
        cosines = alike(load(), [texts[own] for own in asked], stored)
        wrong |= {own for own, cosine in zip(asked, cosines, strict=True) if not cosine >= LEAST}
    return sorted(wrong)
