"""The read path: a query and an index into an answer, without side effects.

Candidates come from the vectors and from the words; every candidate then gets both scores
exactly, so that fusing them does not depend on which list it came from.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import NamedTuple

from papersearch.ranking.fuse import FIRST, Scale, Scores, best_papers, fuse, needed, note_ranks
from papersearch.ranking.neighbours import smooth
from papersearch.ranking.similarity import Similarities, Target
from papersearch.search.answering import answered
from papersearch.search.listing import ORDERS, by_day, listed
from papersearch.search.named import named
from papersearch.search.narrowing import narrowed
from papersearch.search.reranking import Judge, rerank
from papersearch.search.understanding import Understood, Words
from papersearch.store.bm25 import Clause
from papersearch.store.protocol import Scope, SearchStore
from papersearch.types import limits
from papersearch.types.arrays import Vector
from papersearch.types.box import typed
from papersearch.types.hits import Answer
from papersearch.types.query import Query, Weights

POOL = 200
"""Papers that each side proposes. Of 100, topics lose 0.006 of nDCG@10; more change nothing."""

DEEPER = 4
"""How many times as many are proposed where more papers are asked for than were ranked."""


_DEFAULT = Weights()


def search(
    store: SearchStore,
    query: Query,
    embedded: Callable[[], Vector] | None = None,
    weights: Weights = _DEFAULT,
    judge: Judge | None = None,
) -> Answer:
    """Return the best ``query.k`` papers, best first; fewer where the index has no more.

    ``embedded`` returns the query's text as a (d,) float32 unit vector. It is called late, when
    all else is ready, and not in mode "lexical". ``judge`` is a model that reranks.

    Raises:
        DerivedFileDamaged: a file that the answer needs is damaged.
    """
    with store.snapshot():
        found = _found(store, query, embedded, weights, judge)
    return dataclasses.replace(found, as_text=query.as_text) if query.as_text else found


def _found(
    store: SearchStore,
    query: Query,
    embedded: Callable[[], Vector] | None,
    weights: Weights,
    judge: Judge | None,
) -> Answer:
    scope = narrowed(store, store.scope(query.filters), query.says)
    order = ORDERS.get(query.sort)
    if not query.words:
        papers = store.papers(scope.papers()).values()
        return listed(papers, scope.labels, query.k, order or by_day)
    deep = query if order is None else deepened(query)
    found = ranked(store, scope, deep, embedded, weights, judge)
    return answered(
        store,
        found.best,
        found.scores,
        found.words,
        scope,
        named=found.named,
        explain=query.explain,
        filtered=query.narrows,
        order=order,
        k=query.k,
    )


def deepened(query: Query) -> Query:
    """Return a query for all papers that may answer it, however many are asked for."""
    return dataclasses.replace(query, k=limits.ANSWER_PAPERS)


class Found(NamedTuple):
    """The papers that are ranked best, in their order, with their scores.

    ``words`` is how the query was understood, ``named`` are the papers that it names.
    """

    best: list[int]
    scores: Scores
    words: Words
    named: set[int]


def ranked(
    store: SearchStore,
    scope: Scope,
    query: Query,
    embedded: Callable[[], Vector] | None = None,
    weights: Weights = _DEFAULT,
    judge: Judge | None = None,
) -> Found:
    """Return the best ``query.k`` papers of a scope; the query has words. Within a snapshot."""
    says = query.says if query.mode != "dense" else None
    words = Words.of(query.words, store, translate=weights.translate, says=says)
    candidates = Ranked(store, scope, words.clauses if query.mode != "dense" else None, weights)
    candidates.named = named(store, scope, query)
    if query.mode != "lexical" and embedded is not None:
        candidates.look_up()
        store.prepare()  # opens files while the query is embedded
        space = store.learned.space(centred=weights.centre, adapted=weights.adapt)
        vector = embedded()
        understood = Understood.of(words, vector, space, store)
        candidates.target = understood.target
        candidates.scores.width = understood.width
    scores = candidates.down_to(max(needed(query), FIRST), explain=query.explain)
    smooth(scores, candidates.named)
    if judge:
        rerank(store, scope, words, scores, candidates.named, judge)
    return Found(best_papers(query, scores), scores, words, candidates.named)


def wanted_tokens(store: SearchStore, text: str) -> frozenset[str]:
    """Return the tokens that are worth marking for a query: its own and their translations."""
    found = typed(text)
    with store.snapshot():
        return Words.of(found.words, store, says=found.says).wanted


class Ranked:
    """The candidates of one answer, ranked as far down as is asked for.

    Both sides propose ``POOL`` papers, which are ranked; where more are wanted, ``DEEPER`` times as
    many are proposed, and those that are new follow in their own order. So what comes first is the
    same however much is asked for. ``wanted`` is None where words do not count, ``target`` where
    similarity does not.
    """

    def __init__(
        self,
        store: SearchStore,
        scope: Scope,
        wanted: Sequence[Clause] | None,
        weights: Weights,
        target: Target | None = None,
    ) -> None:
        self.scores = Scores()
        self.target = target
        self._store = store
        self._scope = scope
        self._wanted = wanted
        self._weights = weights
        self._pool = POOL
        self._looked_up = 0
        self._candidates: set[int] = set()
        self.named: set[int] = set()
        self._more_words = wanted is not None
        self._more_vectors = False

    def look_up(self) -> None:
        """Let words propose, which can be done before the target is known."""
        if self._wanted is not None and self._looked_up < self._pool:
            proposed = self._scope.by_words(self._wanted, self._pool)
            self._candidates |= proposed
            self._more_words = len(proposed) >= self._pool
            self._looked_up = self._pool

    def down_to(self, rank: int, *, explain: bool = False) -> Scores:
        """Return the scores of at least so many candidates, fewer where there are no more."""
        scores = self.scores
        scale = None
        self._candidates |= self.named
        while True:
            self.look_up()
            if self.target is not None:
                self._compare(self.target)
            if self._wanted is not None:
                scores.lexical = self._scope.lexical_scores(self._wanted, self._candidates)
            if self._weights.doubt:
                scores.doubtful = self._store.learned.doubtful(self._candidates)
            scale = scale or Scale.of(scores)
            before = len(scores.order)
            fuse(scores, scale, self._weights.dense, self._store.ids_of, self.named)
            if explain:
                note_ranks(scores, scores.order[before:])
            if len(scores.order) >= rank or not (self._more_words or self._more_vectors):
                return scores
            self._pool *= DEEPER

    def _compare(self, target: Target) -> None:
        proposed = self._scope.nearest(target.direction, self._pool)
        self._candidates |= proposed
        self._more_vectors = len(proposed) >= self._pool
        dense = Similarities(*self._scope.passages_of(self._candidates), target)
        dense.pool = proposed & dense.best.keys()
        self.scores.dense = dense
