"""Which papers are near a query: so near that they are about it.

A paper scores what one hit alone would count for the confidence of an answer: the similarity of
its best passage, and the share of the query's words in the sentence that has most of them. It is
near when that stands out from what papers score that hardly mention the query's words, in units
of their spread, and when search would not say of it that nothing answers. Where the bound comes
from: docs/decisions/0018-trends.md.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from papersearch.confidence import UNKNOWN, WORDS, confidence, verdict
from papersearch.glossary import clauses
from papersearch.paper import Paper
from papersearch.passages import label_key
from papersearch.query import Filters
from papersearch.similarity import Similarities, Target
from papersearch.space import Vector
from papersearch.store.bm25 import Clause
from papersearch.store.index_store import IndexStore
from papersearch.store.vectors import Allowed
from papersearch.text import query_tokens, sentences, tokens

STANDS_OUT = 5.0
"""Spreads above the background from which on a paper is near; set on judged topics."""

_MENTIONED = 0.5
_READ = 0.3  # share of the words that a paper mentions anywhere, for its sentences to be read
_BACKGROUND = 50  # papers that show what the query scores on others
_NORMAL = 1.4826  # what makes the median deviation the standard one of a normal distribution
_BLOCK = 20_000

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Words:
    """A query's words with what stands for them, how telling each is, and where to look."""

    clauses: Sequence[Clause]
    weights: list[float]
    labels: tuple[str, ...]

    @classmethod
    def of(cls, store: IndexStore, text: str, filters: Filters) -> _Words:
        wanted = query_tokens(text)
        found = list(clauses(wanted, store.learned.glossary(wanted)))
        labels = store.facets.columns.labels(filters.sections).values() if filters.sections else ()
        weights = [store.weight(clause[0][0]) for clause in found]
        return cls(found, weights, tuple(labels))

    def share(self, found: set[int]) -> float:
        """Return the share of the words at these positions, by how telling they are."""
        return sum(self.weights[at] for at in found) / max(sum(self.weights), 1e-12)

    def in_a_sentence(self, paper: Paper, *, title_only: bool) -> float:
        """Return the share of the words in the sentence, or the title, that has most of them."""
        places: dict[str, set[int]] = {}
        for at, clause in enumerate(self.clauses):
            for token, _ in clause:
                places.setdefault(token, set()).add(at)
        best = 0.0
        for text in self._texts(paper, title_only=title_only):
            said = [places[token] for token in tokens(text) if token in places]
            best = max(best, self.share(set().union(*said)))
        return best

    def _texts(self, paper: Paper, *, title_only: bool) -> Iterator[str]:
        if not self.labels:
            yield paper.title
        for section in paper.sections:
            if not title_only and (not self.labels or label_key(section.label) in self.labels):
                yield from sentences(section.text)


def near(
    store: IndexStore, papers: Mapping[int, Paper], text: str, vector: Vector, filters: Filters
) -> dict[int, float]:
    """Return which of the papers, by number, are near a query, and how far they stand out.

    ``vector`` is the query's (d,) unit vector; ``papers`` are those that meet ``filters``. Call
    within a snapshot.

    Raises:
        DerivedFileDamaged: a file that is needed is damaged.
    """
    space = store.learned.space()
    target = Target.of_query(vector, text, space)
    similar = _similar(store, sorted(papers), target, store.facets.columns.allowed(filters))
    if not similar:
        return {}
    nums = np.fromiter(similar, np.int64, len(similar))
    dense = np.fromiter(similar.values(), np.float64, len(similar))
    foreign = bool(space.probes) and space.language(vector, text) not in space.queries
    doubtful = store.learned.doubtful(nums.tolist())
    shares = np.full(len(nums), UNKNOWN)
    if not foreign:
        shares = _told(store, _Words.of(store, text, filters), papers, nums, filters, doubtful)
    heights = standing_out(dense + WORDS * shares, shares)
    found: dict[int, float] = {}
    for at in np.flatnonzero(heights >= STANDS_OUT).tolist():
        num = int(nums[at])
        if num in doubtful and (foreign or shares[at] < _MENTIONED):
            continue  # what is similar is the summary of another paper
        said = [] if foreign else [float(shares[at])]
        if verdict(confidence([float(dense[at])], said, space.spread)) != "none":
            found[num] = float(heights[at])
    return found


def standing_out(scores: Floats, shares: Floats) -> Floats:
    """Return by how many spreads each score lies above the background.

    That is what papers score that say less than half of the query's words. Middle and spread are
    those of medians, which papers that are about the query hardly move.
    """
    others = scores[shares < _MENTIONED]
    if len(others) < _BACKGROUND:
        others = scores
    middle = float(np.median(others))
    spread = _NORMAL * float(np.median(np.abs(others - middle)))
    heights: Floats = (scores - middle) / max(spread, 1e-9)
    return heights


def _similar(
    store: IndexStore, nums: Sequence[int], target: Target, allowed: Allowed | None
) -> dict[int, float]:
    """Return the similarity of the best passage of each paper."""
    similar: dict[int, float] = {}
    for begin in range(0, len(nums), _BLOCK):
        pids, rows = store.vectors.of_papers(nums[begin : begin + _BLOCK])
        similar |= Similarities(pids, rows, target, allowed).best
    return similar


def _told(
    store: IndexStore,
    words: _Words,
    papers: Mapping[int, Paper],
    nums: NDArray[np.int64],
    filters: Filters,
    doubtful: Container[int],
) -> Floats:
    """Return which share of the query's words each paper says in one sentence.

    Only papers are read that mention enough of them anywhere, which the lexical index knows.
    """
    anywhere = dict.fromkeys(nums.tolist(), 0.0)
    scope = store.scope(filters)
    for clause, weight in zip(words.clauses, words.weights, strict=True):
        for num in scope.lexical_scores([clause], anywhere):
            anywhere[num] += weight
    least = _READ * sum(words.weights)
    told = (
        words.in_a_sentence(papers[num], title_only=num in doubtful) if weight > least else 0.0
        for num, weight in anywhere.items()
    )
    return np.fromiter(told, np.float64, len(nums))
