"""The read path: a query and an index into hits, without side effects.

Candidates come from the vectors and from the words; every candidate then gets both scores
exactly, so that fusing them does not depend on which list it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from papersearch import fusion
from papersearch.evidence import best_evidence
from papersearch.query import Filters, Hit, Query, check_k
from papersearch.store.index_store import IndexStore, num_of, ordinal_of
from papersearch.text import query_tokens

Vector = NDArray[np.float32]

POOL = 200
"""Papers that each side proposes; between 100 and 1,000 the judged queries see no difference."""

DENSE_WEIGHT = 0.4
"""Share of the dense score in the fused one; see docs/decisions/0004-ranking.md."""

_PASSAGES_A_PAPER = 4


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a query's filters leave: papers, passages and labels; None for all."""

    papers: set[int] | None
    passages: NDArray[np.int64] | None
    labels: tuple[str, ...]


@dataclass(slots=True)
class _Candidate:
    """The best passage of a paper, and how similar it is to the query."""

    similarity: float
    pid: int


def search(
    store: IndexStore, query: Query, embedded: Callable[[], Vector] | None = None
) -> list[Hit]:
    """Return the best ``query.k`` papers, best first; fewer where the index has no more.

    ``embedded`` returns the query's text as a (d,) float32 unit vector. It is called late, when
    all else is ready, and not in mode "lexical".

    Raises:
        DerivedFileDamaged: a file that the answer needs is damaged.
    """
    wanted = query_tokens(query.text)
    with store.catalog.snapshot():
        scope = _scope(store, query.filters)
        pool = max(POOL, 2 * query.k)
        lexical = {} if query.mode == "dense" else _lexical(store, wanted, pool, scope)
        vector = None
        if embedded is not None and query.mode != "lexical":
            store.vectors.prepare()
            vector = embedded()
        dense = {} if vector is None else _dense(store, vector, pool, scope)
        if query.mode == "hybrid":
            _complete(store, vector, wanted, scope, dense, lexical)
        scores = _scores(query.mode, dense, lexical)
        best = fusion.order(scores)[: query.k]
        words = None if query.mode == "dense" else lexical
        return _hits(store, best, _Scored(scores, dense, words), vector, wanted, scope)


def similar(
    store: IndexStore, paper_id: str, k: int = 10, filters: Filters | None = None
) -> list[Hit]:
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
        mean = rows.mean(axis=0)
        vector = np.ascontiguousarray(mean / np.linalg.norm(mean), np.float32)
        scope = _scope(store, filters or Filters())
        dense = _dense(store, vector, k + 1, scope)
        dense.pop(num, None)
        scores = {other: candidate.similarity for other, candidate in dense.items()}
        best = fusion.order(scores)[:k]
        words = query_tokens(paper.title)
        return _hits(store, best, _Scored(scores, dense, None), vector, words, scope)


@dataclass(frozen=True, slots=True)
class _Scored:
    """The scores of all candidates, by number of the paper."""

    fused: dict[int, float]
    dense: dict[int, _Candidate]
    lexical: dict[int, float] | None


def _scope(store: IndexStore, filters: Filters) -> _Scope:
    if not filters:
        return _Scope(None, None, ())
    pids = store.catalog.allowed_passages(filters)
    labels = tuple(store.catalog.allowed_labels(filters.sections)) if filters.sections else ()
    papers = None if pids is None else set(np.unique(num_of(pids)).tolist())
    return _Scope(papers, pids, labels)


def _dense(store: IndexStore, vector: Vector, papers: int, scope: _Scope) -> dict[int, _Candidate]:
    """Return the ``papers`` papers whose best passages are most similar, by number."""
    wanted = papers * _PASSAGES_A_PAPER
    while True:
        pids, similarities = store.vectors.search(vector, wanted, scope.passages)
        found: dict[int, _Candidate] = {}
        for pid, similarity in zip(pids.tolist(), similarities.tolist(), strict=True):
            found.setdefault(num_of(pid), _Candidate(similarity, pid))
        if len(found) >= papers or len(pids) < wanted:
            return dict(list(found.items())[:papers])
        wanted *= 4


def _lexical(store: IndexStore, wanted: list[str], papers: int, scope: _Scope) -> dict[int, float]:
    """Return the BM25 scores of the best papers, by number."""
    if scope.papers is not None and not scope.papers:
        return {}
    scores = store.lexical.search(wanted, papers, among=scope.papers, sections=scope.labels)
    known = store.catalog.known(scores)  # the lexical index may be ahead of this snapshot
    return {num: score for num, score in scores.items() if num in known}


def _complete(
    store: IndexStore,
    vector: Vector | None,
    wanted: list[str],
    scope: _Scope,
    dense: dict[int, _Candidate],
    lexical: dict[int, float],
) -> None:
    """Give every candidate of one side its exact score on the other side, too."""
    if vector is not None:
        dense.update(_best_passages(store, vector, lexical.keys() - dense.keys(), scope))
    unscored = dense.keys() - lexical.keys()
    if unscored and lexical:
        lexical.update(
            store.lexical.search(wanted, len(unscored), among=unscored, sections=scope.labels)
        )


def _best_passages(
    store: IndexStore, vector: Vector, nums: Iterable[int], scope: _Scope
) -> dict[int, _Candidate]:
    pids, rows = store.catalog.embeddings_of(sorted(nums))
    if not len(pids):
        return {}
    if scope.passages is not None:
        kept = np.isin(pids, scope.passages)
        pids, rows = pids[kept], rows[kept]
    best: dict[int, _Candidate] = {}
    for pid, similarity in zip(pids.tolist(), (rows @ vector).tolist(), strict=True):
        known = best.get(num_of(pid))
        if known is None or similarity > known.similarity:
            best[num_of(pid)] = _Candidate(similarity, pid)
    return best


def _scores(mode: str, dense: dict[int, _Candidate], lexical: dict[int, float]) -> dict[int, float]:
    similarities = {num: candidate.similarity for num, candidate in dense.items()}
    if mode == "dense":
        return similarities
    if mode == "lexical" or not similarities:
        return lexical
    if not lexical:
        return fusion.min_max(similarities)
    top = max(lexical.values()) or 1.0
    return fusion.weighted_sum(
        [
            (DENSE_WEIGHT, fusion.min_max(similarities)),
            (1 - DENSE_WEIGHT, {num: score / top for num, score in lexical.items()}),
        ]
    )


def _hits(
    store: IndexStore,
    best: list[int],
    scored: _Scored,
    vector: Vector | None,
    wanted: list[str],
    scope: _Scope,
) -> list[Hit]:
    papers = store.catalog.papers(best)
    similarities = _similarities(store, best, vector, scope)
    hits = []
    for rank, num in enumerate(best, start=1):
        evidence = best_evidence(
            papers[num], similarities.get(num, {}), frozenset(wanted), scope.labels
        )
        candidate = scored.dense.get(num)
        hits.append(
            Hit(
                rank=rank,
                paper=papers[num],
                score=scored.fused[num],
                similarity=candidate.similarity if candidate else None,
                lexical=None if scored.lexical is None else scored.lexical.get(num, 0.0),
                section=evidence.section,
                evidence=evidence.sentence,
                marks=evidence.marks,
            )
        )
    return hits


def _similarities(
    store: IndexStore, nums: list[int], vector: Vector | None, scope: _Scope
) -> dict[int, dict[int, float]]:
    """Return the similarity of each passage, by number of the paper and ordinal."""
    if vector is None:
        return {}
    pids, rows = store.catalog.embeddings_of(nums)
    if not len(pids):
        return {}
    allowed = None if scope.passages is None else set(np.intersect1d(pids, scope.passages).tolist())
    found: dict[int, dict[int, float]] = {}
    for pid, similarity in zip(pids.tolist(), (rows @ vector).tolist(), strict=True):
        if allowed is None or pid in allowed:
            found.setdefault(num_of(pid), {})[ordinal_of(pid)] = similarity
    return found
