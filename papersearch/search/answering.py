"""Ranked candidates into an answer: hits with their evidence, how sure it is, and where it ends."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from papersearch.ranking.confidence import POSITIONS, confidence, verdict
from papersearch.ranking.fuse import Scores
from papersearch.ranking.relevance import FULL, nearer, relevance
from papersearch.search.understanding import Words
from papersearch.store.bm25 import idf
from papersearch.store.protocol import Scope, SearchStore
from papersearch.text.evidence import best_evidence
from papersearch.text.mentions import Mentions, mentions
from papersearch.text.tokens import tokens
from papersearch.types.address import identified
from papersearch.types.hits import Answer, Explanation, Hit, Hits
from papersearch.types.paper import Paper

Order = Callable[[Paper], tuple[Any, ...]]
"""What papers are ordered by, those first that it puts last."""

NOTHING = (0.0, "none")
"""Confidence and verdict of an answer without hits, for whatever reason there are none."""


def answered(
    store: SearchStore,
    best: list[int],
    scores: Scores,
    words: Words,
    scope: Scope,
    *,
    named: Collection[int] = (),
    explain: bool = False,
    filtered: bool = False,
    order: Order | None = None,
    k: int | None = None,
) -> Answer:
    """Return the answer that holds the papers ``best``, in their order.

    ``named`` are those that the query names; ``filtered`` says that filters left some out. With an
    ``order`` it holds the ``k`` of those that answer which it puts last; each keeps its rank.
    """
    papers = papers_of(store, best)
    judged = Judged.of(store, scores, words, scope, named)
    shown, ordered = best, 0
    if order is not None:
        answering = judged.answering(best)
        shown = sorted(answering, key=lambda num: order(papers[num]), reverse=True)[:k]
        ordered = len(answering)
    said = _said(scope, words, shown) if explain else {}
    rank = {num: place for place, num in enumerate(best, start=1)}
    shares = _relevance(store, scores, words, judged.sure, named)
    showing = _Showing(scores, words, scope, judged.near, shares)

    def hit(place: int) -> Hit:
        num = shown[place]
        mentioned = said.get(num)
        if mentioned and num in named:
            mentioned = _with_names(mentioned, papers[num], words.text)
        return showing.hit(rank[num], papers[num], num, mentioned)

    hits = Hits(hit, len(shown))
    sure, found = judged.told(best, named)
    end = _end(shown, judged.near)
    return Answer(hits, sure, found, filtered, end, words.read_as, words.offered, ordered=ordered)


class Judged(NamedTuple):
    """How sure an answer is, in a number and a word, and which papers of it stand out."""

    sure: float | None
    verdict: str
    near: frozenset[int]

    @classmethod
    def of(
        cls,
        store: SearchStore,
        scores: Scores,
        words: Words,
        scope: Scope,
        named: Collection[int],
    ) -> Judged:
        """Return what is to be thought of ranked candidates, of which a query names some."""
        sure = _confidence(store, scores, words, scope)
        found = "" if sure is None else verdict(sure)
        near = () if found == "none" and not named else nearer(scores.fused, scores.order, named)
        return cls(sure, found, frozenset(near))

    def told(self, best: list[int], named: Collection[int]) -> tuple[float | None, str]:
        """Return the confidence and the verdict of an answer that holds the papers ``best``."""
        if named:
            return 1.0, "strong"
        return (self.sure, self.verdict) if best else NOTHING

    def answering(self, best: list[int]) -> list[int]:
        """Return which of the best papers answer: up to the last that stands out, else all."""
        return best[: _end(best, self.near)] or best


def _end(shown: Sequence[int], near: Collection[int]) -> int:
    return max((place for place, num in enumerate(shown, start=1) if num in near), default=0)


def papers_of(store: SearchStore, nums: Sequence[int]) -> Mapping[int, Paper]:
    """Return papers that have to be there.

    Raises:
        PaperIndexError: one of them is not: the store is damaged.
    """
    papers = store.papers(nums)
    for num in set(nums) - papers.keys():
        raise store.damaged(f"the row of paper number {num}")
    return papers


def _confidence(store: SearchStore, scores: Scores, words: Words, scope: Scope) -> float | None:
    """Return how sure an answer is, None where meaning or words were not searched."""
    dense = scores.dense
    if dense is None or dense.spread is None or scores.lexical is None:
        return None
    first = (scores.before or scores.order)[: len(POSITIONS)]
    telling = words.telling(store)
    return confidence(
        [dense.best[num] for num in first if num in dense.best],
        max(dense.best.values(), default=0.0),
        [own.share(telling) for own in _said(scope, words, first).values()],
        sum(map(telling, words.importance)) / idf(len(store), 1),
        dense.spread,
        len(store),
        width=scores.width,
    )


def _relevance(
    store: SearchStore,
    scores: Scores,
    words: Words,
    sure: float | None,
    named: Collection[int],
) -> Callable[[int], float]:
    """Return what tells the relevance of a paper, by number.

    Where it is known how ``sure`` the answer is, that times the share of the first one's score.
    By meaning alone, how many spreads the similarity is, of FULL; by words alone, the share of the
    most that a paper could score. Else, as where no spread is known, the score itself.
    """
    first = 1.0
    if sure is not None:
        first = next((scores.fused[num] for num in scores.order if num not in named), 0.0)
    elif scores.dense is None:
        first = words.most(store)
    elif scores.lexical is None and scores.dense.spread is not None:
        first = FULL * scores.dense.spread
    # Those that were proposed later may score higher: they come behind, and show no more.
    order = [num for num in scores.order if num not in named]
    least = dict(
        zip(order, itertools.accumulate([scores.fused[num] for num in order], min), strict=True)
    )
    sure = 1.0 if sure is None else sure
    return lambda num: 100.0 if num in named else relevance(least[num], first, sure)


def _said(scope: Scope, words: Words, nums: Sequence[int]) -> dict[int, Mentions]:
    """Return what papers mention of the query, in the order of ``nums``."""
    said = scope.said(list(words.wanted), nums)
    return {num: mentions(said.get(num, set()), words.terms, words.glossary) for num in nums}


def _with_names(said: Mentions, paper: Paper, text: str) -> Mentions:
    """Return what a paper that a query names mentions, its address and its authors included."""
    own = set(tokens(" ".join((paper.id, paper.url, *paper.authors))))
    is_address = bool(identified(text.strip()))
    also = [word for word in said.missing if is_address or own.issuperset(tokens(word))]
    missing = tuple(word for word in said.missing if word not in also)
    return said._replace(found=(*said.found, *also), missing=missing)


@dataclass(frozen=True, slots=True)
class _Showing:
    """What is shown of the hits of an answer."""

    scores: Scores
    words: Words
    scope: Scope
    near: frozenset[int]
    relevance: Callable[[int], float]

    def hit(self, rank: int, paper: Paper, num: int, said: Mentions | None) -> Hit:
        """Return the hit that a paper is."""
        scores, dense, lexical = self.scores, self.scores.dense, self.scores.lexical
        by_ordinal = dense.by_ordinal(num) if dense else {}
        evidence = best_evidence(paper, by_ordinal, self.words.wanted, self.scope.labels)
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
            rerank=scores.found.get(num),
            relevance=self.relevance(num),
            near=num in self.near,
        )


def _explanation(num: int, scores: Scores, said: Mentions) -> Explanation:
    ranks = scores.ranks[num]
    return Explanation(
        dense=scores.dense.best.get(num) if scores.dense else None,
        dense_rank=ranks.dense,
        lexical_rank=ranks.lexical,
        found=said.found,
        missing=said.missing,
        rank_before=scores.before.index(num) + 1 if num in scores.found else None,
    )
