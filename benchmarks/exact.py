"""The answers of a search that leaves nothing out: all vectors compared, all words scored.

What recall is measured against. It takes a minute for a million papers.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Sequence
from unittest import mock

from papersearch.ranking import Weights
from papersearch.search import POOL, _words
from papersearch.store.bm25 import Clause
from papersearch.store.index_store import IndexStore
from papersearch.store.local.vectors.engine import Scores, nearest
from papersearch.store.local.vectors.segment import OpenSegment
from papersearch.store.local_scope import LocalScope
from papersearch.store.postings import Postings
from papersearch.store.vectors import Allowed, Ids, Mask, Vectors

_CHUNK = 1 << 13
Best = dict[int, float]


def best_by_words(
    store: IndexStore, texts: Sequence[str], allowed: Sequence[Allowed | None]
) -> list[list[set[int]]]:
    """Return the papers of the highest lexical scores for each text, within each of ``allowed``.

    Called within a snapshot of the store.
    """
    clauses = [_words(store, text, Weights()).clauses for text in texts]
    found: list[list[Best]] = [[{} for _ in allowed] for _ in texts]
    rows = store.words._sound()
    while chunk := dict(itertools.islice(rows, _CHUNK)):
        postings = Postings(chunk, store.words._mean_length())
        for wanted, own in zip(clauses, found, strict=True):
            for place, left in enumerate(allowed):
                own[place] = _better(store, postings, wanted, left, own[place])
    return [[set(best) for best in own] for own in found]


def _better(
    store: IndexStore,
    postings: Postings,
    wanted: Sequence[Clause],
    left: Allowed | None,
    before: Best,
) -> Best:
    weight = store.lexical.weight
    nums = postings.best(wanted, weight, POOL, left)
    both = {**before, **postings.scores_of(nums, wanted, weight)}
    return dict(sorted(both.items(), key=lambda pair: (-pair[1], pair[0]))[:POOL])


@contextlib.contextmanager
def exact(proposed: set[int]) -> Iterator[None]:
    """Let words propose these papers, and segments compare whole vectors, whatever their shape."""

    def compared(
        self: OpenSegment, query: Vectors, k: int, mask: Mask | None
    ) -> tuple[Ids, Scores]:
        return nearest(self._exact, query, k, mask)

    with (
        mock.patch.object(OpenSegment, "nearest", compared),
        mock.patch.object(LocalScope, "by_words", lambda *_: proposed),  # noqa: PT008
    ):
        yield
