"""The read path: a query and an index into an answer, without side effects.

Candidates come from the vectors and from the words; every candidate then gets both scores
exactly, so that fusing them does not depend on which list it came from.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from papersearch import fusion
from papersearch.confidence import POSITIONS, confidence, verdict
from papersearch.doubt import DOUBTFUL
from papersearch.evidence import best_evidence
from papersearch.glossary import Glossary, clauses
from papersearch.mentions import Mentions, mentions
from papersearch.paper import Paper
from papersearch.query import Answer, Explanation, Filters, Hit, Hits, Query, check_k
from papersearch.ranking import Scores, Weights, best_papers, fuse
from papersearch.similarity import Similarities, Target
from papersearch.store.index_store import IndexStore, num_of
from papersearch.store.vectors import Allowed
from papersearch.store.words import Clause
from papersearch.text import Term, query_terms

Vector = NDArray[np.float32]

POOL = 100
"""Papers that each side proposes; more do not change what the judged queries find."""

FILTERED_POOL = 20
"""Papers that words propose at the least where filters leave few of those that they find."""

_PASSAGES_A_PAPER = 2.5
_FEW = 1000  # papers that filters leave: scoring all of these is faster than searching
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a query's filters leave, None for all, and the labels of the sections they name."""

    allowed: Allowed | None
    labels: tuple[str, ...]


@dataclass(frozen=True)  # without slots, which cached properties need
class _Words:
    """What the query says: its terms, and what stands for their tokens."""

    terms: list[Term]
    glossary: Glossary

    @functools.cached_property
    def clauses(self) -> list[Clause]:
        return list(clauses(_tokens(self.terms), self.glossary))

    @functools.cached_property
    def wanted(self) -> frozenset[str]:
        """Every token that is worth marking."""
        return frozenset(token for clause in self.clauses for token, _ in clause)


_DEFAULT = Weights()


def search(
    store: IndexStore,
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
    with store.catalog.snapshot():
        scope = _scope(store, query.filters)
        words = _words(store, query.text, weights)
        pool = max(POOL, 2 * query.k)
        scores = Scores()
        if query.mode != "lexical":
            store.vectors.prepare()  # opens files while the query is embedded
        candidates: set[int] = set()
        if query.mode != "dense":
            few = pool if query.mode == "lexical" else max(FILTERED_POOL, query.k)
            candidates |= _by_words(store, words.clauses, pool, few, scope)
        if query.mode != "lexical" and embedded is not None:
            space = store.learned.space(centred=weights.centre, adapted=weights.adapt)
            vector = embedded()
            target = Target.of_query(vector, query.text, space)
            scores.foreign = space.language(vector, query.text) not in space.queries
            candidates |= _score_dense(store, target, pool, scope, candidates, scores)
        if query.mode != "dense":
            scores.lexical = _lexical_scores(store, words.clauses, candidates, scope)
        if weights.doubt:
            scores.doubtful = set(store.learned.doubts(candidates, least=DOUBTFUL))
        fuse(scores, weights.dense)
        best = best_papers(query, scores)
        return _answer(store, best, scores, words, scope, explain=query.explain)


def similar(
    store: IndexStore, paper_id: str, k: int = 10, filters: Filters | None = None
) -> Answer:
    """Return the papers most like one of the index, which is not among them.

    Compared is the mean of the paper's passages with the best passage of each other paper.

    Raises:
        PaperNotFound: the index has no such paper.
        InvalidQuery: ``k`` is out of range.
    """
    check_k(k)
    with store.catalog.snapshot():
        num, paper = store.catalog.paper(paper_id)
        _, rows = store.catalog.embeddings_of([num])
        target = Target.of_passages(rows, store.learned.space())
        scope = _scope(store, filters or Filters())
        scores = Scores()
        words = _Words(query_terms(paper.title), {})
        _score_dense(store, target, max(POOL, k + 1), scope, (), scores)
        if scores.dense is not None:
            scores.fused = {n: s for n, s in scores.dense.best.items() if n != num}
        return _answer(store, fusion.order(scores.fused)[:k], scores, words, scope)


def wanted_tokens(store: IndexStore, text: str) -> frozenset[str]:
    """Return the tokens that are worth marking for a query: its own and their translations."""
    return _words(store, text, _DEFAULT).wanted


def _words(store: IndexStore, text: str, weights: Weights) -> _Words:
    terms = query_terms(text)
    return _Words(terms, store.learned.glossary(_tokens(terms)) if weights.translate else {})


def _tokens(terms: list[Term]) -> list[str]:
    return list(dict.fromkeys(token for term in terms for token in term.tokens))


def _scope(store: IndexStore, filters: Filters) -> _Scope:
    labels = tuple(store.facets.labels(filters.sections)) if filters.sections else ()
    return _Scope(store.facets.allowed(filters), labels)


def _score_dense(
    store: IndexStore,
    target: Target,
    pool: int,
    scope: _Scope,
    candidates: Collection[int],
    scores: Scores,
) -> set[int]:
    """Score ``candidates`` and the papers that vectors propose, which are returned."""
    proposed = _nearest(store, target.direction, pool, scope)
    rows = store.vectors.of_papers(list(proposed.union(candidates)))
    scores.dense = Similarities.of(*rows, target, scope.allowed)
    scores.dense.pool = proposed
    return proposed


def _nearest(store: IndexStore, direction: Vector, papers: int, scope: _Scope) -> set[int]:
    """Return the ``papers`` papers that have the passages nearest to a direction."""
    wanted = int(papers * _PASSAGES_A_PAPER)
    while True:
        pids, _ = store.vectors.search(direction, wanted, scope.allowed)
        nums = list(dict.fromkeys(num_of(pids).tolist()))
        if len(nums) >= papers or len(pids) < wanted:
            return set(nums[:papers])
        wanted *= 4


def _by_words(
    store: IndexStore, wanted: list[Clause], papers: int, few: int, scope: _Scope
) -> set[int]:
    """Return the papers that words propose of those that filters leave, as many as there are.

    Where filters leave a small part, ``few`` are enough.
    """
    allowed = scope.allowed
    if allowed is None:
        return set(store.lexical.best(wanted, papers))
    if allowed.count <= _FEW:
        return set(allowed.nums.tolist())
    share = allowed.count / max(len(store.facets), 1)
    enough = papers if share > FILTERED_POOL / papers else few
    asked = int(1.6 * enough / share)
    while True:
        found = store.lexical.best(wanted, min(asked, _MOST), scope.labels)
        nums = np.array(found, np.int64)
        kept = nums[allowed.has(nums)].tolist()[:papers]
        if len(kept) >= enough or len(found) < asked or asked >= _MOST:
            return set(kept)
        asked *= 4


def _lexical_scores(
    store: IndexStore, wanted: list[Clause], nums: Collection[int], scope: _Scope
) -> dict[int, float]:
    """Return the lexical scores of those of ``nums`` that the words occur in."""
    if scope.labels:
        return store.lexical.search(wanted, len(nums), among=nums, sections=scope.labels)
    return store.words.scores(wanted, nums, store.lexical.weight)


def _answer(
    store: IndexStore,
    best: list[int],
    scores: Scores,
    words: _Words,
    scope: _Scope,
    *,
    explain: bool = False,
) -> Answer:
    first = fusion.order(scores.fused)[: len(POSITIONS)]
    papers = store.catalog.papers({*best, *first})
    for num in {*best, *first} - papers.keys():
        raise store.catalog.damaged(f"the row of paper number {num}")
    said = {
        num: mentions(papers[num], words.terms, words.glossary, title=num in scores.doubtful)
        for num in (papers if explain else first)
    }

    def hit(place: int) -> Hit:
        num = best[place]
        explained = said[num] if explain else None
        return _hit(place + 1, papers[num], num, scores, words, scope, explained)

    hits = Hits(hit, len(best))
    if scores.dense is None or scores.dense.spread is None or scores.lexical is None:
        return Answer(hits)
    value = confidence(
        [scores.dense.best[num] for num in first if num in scores.dense.best],
        [] if scores.foreign else [said[num].share(store.lexical.weight) for num in first],
        scores.dense.spread,
    )
    return Answer(hits, value, verdict(value))


def _hit(
    rank: int,
    paper: Paper,
    num: int,
    scores: Scores,
    words: _Words,
    scope: _Scope,
    said: Mentions | None,
) -> Hit:
    dense, lexical = scores.dense, scores.lexical
    by_ordinal = dense.by_ordinal(num) if dense else {}
    evidence = best_evidence(paper, by_ordinal, words.wanted, scope.labels)
    return Hit(
        rank=rank,
        paper=paper,
        score=scores.fused[num],
        similarity=dense.raw.get(num) if dense else None,
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
