"""The read path: a query and an index into an answer, without side effects.

Candidates come from the vectors and from the words; every candidate then gets both scores
exactly, so that fusing them does not depend on which list it came from.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from papersearch.confidence import POSITIONS, confidence, verdict
from papersearch.evidence import best_evidence
from papersearch.glossary import Glossary, clauses
from papersearch.mentions import Mentions, mentions
from papersearch.paper import Paper
from papersearch.query import Answer, Explanation, Filters, Hit, Hits, Query, check_k
from papersearch.ranking import Scores, Weights, best_papers, fuse
from papersearch.similarity import Similarities, Target
from papersearch.store.bm25 import Clause
from papersearch.store.protocol import FILTERED_POOL, Scope, SearchStore
from papersearch.text import Term, query_terms

Vector = NDArray[np.float32]

POOL = 100
"""Papers that each side proposes; more do not change what the judged queries find."""


class _Words:
    """What the query says: its terms, and what stands for their tokens."""

    def __init__(self, terms: list[Term], glossary: Glossary) -> None:
        self.terms = terms
        self.glossary = glossary

    @functools.cached_property
    def clauses(self) -> list[Clause]:
        return list(clauses(_tokens(self.terms), self.glossary))

    @functools.cached_property
    def wanted(self) -> frozenset[str]:
        """Every token that is worth marking."""
        return frozenset(token for clause in self.clauses for token, _ in clause)

    def said(self, scope: Scope, nums: Iterable[int]) -> dict[int, Mentions]:
        """Return what papers mention of the query, in the order of ``nums``."""
        said = scope.said(list(self.wanted), nums)
        return {num: mentions(said.get(num, set()), self.terms, self.glossary) for num in nums}


_DEFAULT = Weights()


def search(
    store: SearchStore,
    query: Query,
    embedded: Callable[[], Vector] | None = None,
    weights: Weights = _DEFAULT,
) -> Answer:
    """Return the best ``query.k`` papers, best first; fewer where the index has no more.

    ``embedded`` returns the query's text as a (d,) float32 unit vector. It is called late, when
    all else is ready, and not in mode "lexical".

    Raises:
        DerivedFileDamaged: a file that the answer needs is damaged.
    """
    with store.snapshot():
        scope = store.scope(query.filters)
        words = _words(store, query.text, weights)
        pool = max(POOL, 2 * query.k)
        scores = Scores()
        candidates: set[int] = set()
        if query.mode != "dense":
            few = pool if query.mode == "lexical" else max(FILTERED_POOL, 2 * query.k)
            candidates |= scope.by_words(words.clauses, pool, few)
        if query.mode != "lexical" and embedded is not None:
            store.prepare()  # opens files while the query is embedded
            space = store.learned.space(centred=weights.centre, adapted=weights.adapt)
            vector = embedded()
            target = Target.of_query(vector, query.text, space)
            scores.foreign = target.language not in space.queries
            candidates |= _score_dense(target, pool, scope, candidates, scores)
        if query.mode != "dense":
            scores.lexical = scope.lexical_scores(words.clauses, candidates)
        if weights.doubt:
            scores.doubtful = store.learned.doubtful(candidates)
        fuse(scores, weights.dense)
        best = best_papers(query, scores)
        return _answer(store, best, scores, words, scope, explain=query.explain)


def similar(
    store: SearchStore, paper_id: str, k: int = 10, filters: Filters | None = None
) -> Answer:
    """Return the papers most like one of the index, which is not among them.

    Compared is the mean of the paper's passages with the best passage of each other paper.

    Raises:
        PaperNotFound: the index has no such paper.
        InvalidQuery: ``k`` is out of range.
    """
    check_k(k)
    with store.snapshot():
        num, paper = store.paper(paper_id)
        _, rows = store.embeddings_of([num])
        target = Target.of_passages(rows, store.learned.space())
        scope = store.scope(filters or Filters())
        scores = Scores()
        words = _Words(query_terms(paper.title), {})
        _score_dense(target, max(POOL, k + 1), scope, (), scores)
        if scores.dense is not None:
            scores.fused = {n: s for n, s in scores.dense.best.items() if n != num}
        return _answer(store, scores.order[:k], scores, words, scope)


def wanted_tokens(store: SearchStore, text: str) -> frozenset[str]:
    """Return the tokens that are worth marking for a query: its own and their translations."""
    return _words(store, text, _DEFAULT).wanted


def _words(store: SearchStore, text: str, weights: Weights) -> _Words:
    terms = query_terms(text)
    return _Words(terms, store.learned.glossary(_tokens(terms)) if weights.translate else {})


def _tokens(terms: list[Term]) -> list[str]:
    return list(dict.fromkeys(token for term in terms for token in term.tokens))


def _score_dense(
    target: Target, pool: int, scope: Scope, candidates: Collection[int], scores: Scores
) -> set[int]:
    """Score ``candidates`` and the papers that vectors propose, which are returned."""
    proposed = scope.nearest(target.direction, pool)
    scores.dense = Similarities(*scope.passages_of(proposed.union(candidates)), target)
    scores.dense.pool = proposed & scores.dense.best.keys()
    return proposed


def _answer(
    store: SearchStore,
    best: list[int],
    scores: Scores,
    words: _Words,
    scope: Scope,
    *,
    explain: bool = False,
) -> Answer:
    papers = store.papers(best)
    for num in set(best) - papers.keys():
        raise store.damaged(f"the row of paper number {num}")
    said = words.said(scope, best) if explain else {}

    def hit(place: int) -> Hit:
        num = best[place]
        return _hit(place + 1, papers[num], num, scores, words, scope, said.get(num))

    hits = Hits(hit, len(best))
    if scores.dense is None or scores.dense.spread is None or scores.lexical is None:
        return Answer(hits)
    first = scores.order[: len(POSITIONS)]
    mentioned = {} if scores.foreign else words.said(scope, first)
    value = confidence(
        [scores.dense.best[num] for num in first if num in scores.dense.best],
        [own.share(store.weight) for own in mentioned.values()],
        scores.dense.spread,
    )
    return Answer(hits, value, verdict(value))


def _hit(
    rank: int,
    paper: Paper,
    num: int,
    scores: Scores,
    words: _Words,
    scope: Scope,
    said: Mentions | None,
) -> Hit:
    dense, lexical = scores.dense, scores.lexical
    by_ordinal = dense.by_ordinal(num) if dense else {}
    evidence = best_evidence(paper, by_ordinal, words.wanted, scope.labels)
    return Hit(
        rank=rank,
        paper=paper,
        score=scores.fused[num],
        similarity=dense.plain(num) if dense else None,
        lexical=None if lexical is None else lexical.get(num, 0.0),
        section=evidence.section,
        evidence=evidence.sentence,
        marks=evidence.marks,
        doubtful=num in scores.doubtful,
        explanation=_explanation(num, scores, said) if said else None,
    )


def _explanation(num: int, scores: Scores, said: Mentions) -> Explanation:
    dense, lexical = scores.dense, scores.lexical
    return Explanation(
        dense=dense.best.get(num) if dense else None,
        dense_rank=_rank(dense.best, num) if dense else None,
        lexical_rank=_rank(lexical, num) if lexical else None,
        found=said.found,
        missing=said.missing,
    )


def _rank(scores: Mapping[int, float], num: int) -> int | None:
    if num not in scores:
        return None
    own = (-scores[num], num)
    return 1 + sum((-score, other) < own for other, score in scores.items())
