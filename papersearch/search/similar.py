"""Papers like some and unlike others: of the index, or those that a text of one's own tells of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from papersearch.ranking.similarity import Target
from papersearch.search.answering import answered
from papersearch.search.hybrid import Ranked
from papersearch.search.understanding import Words
from papersearch.store.protocol import SearchStore
from papersearch.text.passages import passages
from papersearch.types.arrays import Embeddings
from papersearch.types.hits import Answer
from papersearch.types.likeness import Likeness
from papersearch.types.paper import Paper
from papersearch.types.passage_ids import num_of
from papersearch.types.query import Weights

Embedded = Callable[[Sequence[str]], Embeddings]
"""Takes n passages, returns their (n, d) float32 unit rows."""

_PLAIN = Weights(doubt=False)


def similar(store: SearchStore, asked: Likeness, embedded: Embedded) -> Answer:
    """Return the ``asked.k`` papers most like those liked, best first, none of those given.

    One target made of the middles of the passages of all papers given is compared with the best
    passage of each other paper. The order of the papers given does not matter. A paper of a text
    counts as the index has it, if it does; ``embedded`` is called for those that it lacks.

    Raises:
        PaperNotFound: the index has no paper of an id.
        DerivedFileDamaged: a file that the answer needs is damaged.
    """
    with store.snapshot():
        known = store.nums(paper.id for paper in asked.papers)
        liked = _stored(store, [*_numbers(store, asked.liked), *known])
        disliked = _stored(store, _numbers(store, asked.disliked))
        given = {*liked, *disliked}
        there = {paper.id for paper, _ in liked.values()}
        own = [paper for paper in asked.papers if paper.id not in there]
        near = _ordered([*liked.values(), *_embedded(own, embedded)])
        target = Target.of_papers(
            [rows for _, rows in near],
            [rows for _, rows in _ordered(disliked.values())],
            store.learned.space(),
        )
        scope = store.scope(asked.filters)
        ranked = Ranked(store, scope, None, _PLAIN, target)
        scores = ranked.down_to(asked.k + len(given))
        scores.order = [num for num in scores.order if num not in given]
        titles = " ".join(paper.title for paper, _ in near)
        words = Words.of(titles, store, translate=False)
        return answered(
            store, scores.order[: asked.k], scores, words, scope, filtered=bool(asked.filters)
        )


_Known = tuple[Paper, Embeddings]
"""A paper and the (n, d) unit rows of its passages."""


def _numbers(store: SearchStore, ids: Iterable[str]) -> list[int]:
    return [store.paper(id_)[0] for id_ in ids]


def _stored(store: SearchStore, nums: Sequence[int]) -> dict[int, _Known]:
    """Return papers of the index, by number."""
    papers = store.papers(nums)
    pids, rows = store.embeddings_of(papers)
    owners = num_of(pids)
    return {num: (paper, rows[owners == num]) for num, paper in papers.items()}


def _embedded(papers: Sequence[Paper], embedded: Embedded) -> list[_Known]:
    """Return papers that the index lacks, embedded as indexing would."""
    if not papers:
        return []
    texts = [[passage.text for passage in passages(paper)] for paper in papers]
    rows = embedded([text for own in texts for text in own])
    ends = np.cumsum([len(own) for own in texts])[:-1]
    return list(zip(papers, np.split(rows, ends), strict=True))


def _ordered(papers: Iterable[_Known]) -> list[_Known]:
    """Return papers by their ids, so that the last bits of their sum are always the same."""
    return sorted(papers, key=lambda known: known[0].id)
