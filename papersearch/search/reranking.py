"""What a model that reranks is given to read of each paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from papersearch.ranking.fuse import Scores
from papersearch.ranking.reranking import reorder
from papersearch.search.answering import papers_of
from papersearch.search.understanding import Words
from papersearch.store.protocol import Scope, SearchStore
from papersearch.text.evidence import best_passage

Judge = Callable[[str, Sequence[str]], Sequence[float]]
"""Returns a score for each text, of how well it answers a question; higher is better."""


def rerank(
    store: SearchStore,
    scope: Scope,
    words: Words,
    scores: Scores,
    named: set[int],
    judge: Judge,
) -> None:
    """Put the first candidates into the order of what a model says; call within a snapshot.

    It reads the title and the passage of which people see a sentence. Of a doubtful paper it reads
    the title alone, as a summary of something else should not count.
    """
    nums = scores.first(named)
    papers = papers_of(store, nums)

    def text(num: int) -> str:
        paper = papers[num]
        if num in scores.doubtful:
            return paper.title or paper.id
        similarities = scores.dense.by_ordinal(num) if scores.dense else {}
        return best_passage(paper, similarities, words.wanted, scope.labels).text

    found = judge(words.text, [text(num) for num in nums])
    reorder(scores, dict(zip(nums, found, strict=True)))
