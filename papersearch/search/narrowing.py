"""A scope of the papers that say what was typed: phrases, words of titles, and none of what is out.

What a phrase is, words and vectors do not tell: papers that have all its tokens are read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from papersearch.search.named import called
from papersearch.store.bm25 import Clause
from papersearch.store.protocol import Scope, SearchStore
from papersearch.text.names import Name
from papersearch.text.tokens import fold, fold_name, query_terms
from papersearch.types.arrays import Embeddings, Ids, Vector
from papersearch.types.box import Says
from papersearch.types.paper import Paper
from papersearch.types.passage_ids import num_of

_WORDS = re.compile(r"\w+")


def narrowed(store: SearchStore, scope: Scope, says: Says) -> Scope:
    """Return what of a scope says what ``says`` asks for; call within a snapshot.

    A phrase that names papers, by their author or address, is said by these as well.
    """
    if not any(says):
        return scope
    theirs = {text: own for text in says.phrases if (own := called(store, scope, text))}
    said = [text for text in says.phrases if text not in theirs]
    left = _having(store, scope, [*said, *says.titles], all_=True)
    for text, own in theirs.items():
        left &= own | _having(store, scope, [text], all_=False)
    if says.phrases or says.titles:
        papers = store.papers(left)
        left = {num for num in left if num in papers and _says(num, papers[num], says, theirs)}
    return _Narrowed(scope, left - _out(store, scope, left, says))


class _Narrowed:
    """Those ``papers`` of a ``scope``: each is compared, since nobody can propose among them."""

    def __init__(self, scope: Scope, papers: set[int]) -> None:
        self._scope = scope
        self._papers = papers

    @property
    def labels(self) -> tuple[str, ...]:
        return self._scope.labels

    def papers(self) -> set[int]:
        return self._papers

    def nearest(self, direction: Vector, papers: int) -> set[int]:
        pids, rows = self._scope.passages_of(self._papers)
        if not len(pids):
            return set()
        nums = num_of(pids)
        order = np.argsort(nums, kind="stable")
        distinct, starts = np.unique(nums[order], return_index=True)
        best = np.maximum.reduceat((np.asarray(rows, np.float32) @ direction)[order], starts)
        return _best(dict(zip(distinct.tolist(), best.tolist(), strict=True)), papers)

    def by_words(self, wanted: Sequence[Clause], papers: int) -> set[int]:
        return _best(self._scope.lexical_scores(wanted, self._papers), papers)

    def passages_of(self, nums: Collection[int]) -> tuple[Ids, Embeddings]:
        return self._scope.passages_of(nums)

    def lexical_scores(self, wanted: Sequence[Clause], nums: Collection[int]) -> dict[int, float]:
        return self._scope.lexical_scores(wanted, nums)

    def said(self, wanted: Sequence[str], nums: Iterable[int]) -> dict[int, set[str]]:
        return self._scope.said(wanted, nums)


def _best(scores: Mapping[int, float], papers: int) -> set[int]:
    """Return the papers with the highest scores; more where the lowest of these are equal."""
    if len(scores) <= papers:
        return set(scores)
    least = sorted(scores.values(), reverse=True)[papers - 1]
    return {num for num, score in scores.items() if score >= least}


def _having(store: SearchStore, scope: Scope, texts: Sequence[str], *, all_: bool) -> set[int]:
    """Return the papers of a scope that have all tokens of the texts."""
    tokens = {token for text in texts for term in query_terms(text) for token in term.tokens}
    if not tokens:
        return scope.papers() if all_ else set()
    rarest = max(tokens, key=lambda token: (store.weight(token), token))
    some = scope.by_words([((rarest, 1.0),)], len(store))
    said = scope.said(sorted(tokens), some)
    return {num for num in some if tokens <= said.get(num, set())}


def _out(store: SearchStore, scope: Scope, left: set[int], says: Says) -> set[int]:
    """Return which of the papers are left out."""
    out: set[int] = set()
    for text in says.without:
        found = _having(store, scope, [text], all_=False) & left
        if " " in text.strip():
            papers = store.papers(found)
            found = {num for num in found if num in papers and _in_paper(papers[num], text)}
        out |= found | (called(store, scope, text) & left)
    if says.no_titles or says.no_authors:
        gone = [own for own in map(Name.of, says.no_authors) if own.text]
        for num, paper in store.papers(left - out).items():
            names = [fold_name(author) for author in paper.authors]
            if any(_stands_in(text, paper.title) for text in says.no_titles) or any(
                own.among(names) for own in gone
            ):
                out.add(num)
    return out


def _says(num: int, paper: Paper, says: Says, theirs: Mapping[str, Collection[int]]) -> bool:
    """Whether a paper says what it has to; ``theirs`` are the papers that phrases name."""
    return all(_stands_in(text, paper.title) for text in says.titles) and all(
        num in theirs.get(text, ()) or _in_paper(paper, text) for text in says.phrases
    )


def _in_paper(paper: Paper, phrase: str) -> bool:
    """Whether a phrase stands in a paper's title or in one of its sections."""
    texts = (paper.title, *(section.text for section in paper.sections))
    return any(_stands_in(phrase, text) for text in texts)


def _stands_in(phrase: str, text: str) -> bool:
    """Whether the words of a phrase stand in a text one behind the other, whatever is between.

    Words in the middle are whole. The last one may go on, as Korean words do and plurals.
    """
    wanted = " ".join(_WORDS.findall(fold(phrase)))
    return f" {wanted}" in f" {' '.join(_WORDS.findall(fold(text)))}"
