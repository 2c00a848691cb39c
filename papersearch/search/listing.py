"""Papers that nobody searched for: in the order of their days, or of their votes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from papersearch.search.answering import NOTHING, Order
from papersearch.text.evidence import best_evidence
from papersearch.types.hits import Answer, Hit, Hits
from papersearch.types.paper import Paper


def by_day(paper: Paper) -> tuple[object, ...]:
    """Order by the last day, then by votes."""
    return (max(paper.days, default=""), paper.votes or 0, paper.id)


def by_votes(paper: Paper) -> tuple[object, ...]:
    """Order by votes, papers of few days first."""
    return (paper.votes or 0, -len(paper.days), paper.id)


ORDERS: Mapping[str, Order] = MappingProxyType({"date": by_day, "votes": by_votes})
"""The orders that can be asked for beside relevance; see :data:`papersearch.types.query.SORTS`."""


def listed(papers: Iterable[Paper], labels: tuple[str, ...], k: int, order: Order) -> Answer:
    """Return the first ``k`` papers as hits without scores, those first that ``order`` puts last.

    ``labels`` are the sections that may speak for a paper, none for all.
    """
    first = sorted(papers, key=order, reverse=True)[:k]

    def hit(place: int) -> Hit:
        paper = first[place]
        evidence = best_evidence(paper, {}, frozenset(), labels)
        return Hit(
            place + 1, paper, 1 / (place + 1), None, None, evidence.section, evidence.sentence
        )

    sure, said = (None, "") if first else NOTHING
    return Answer(Hits(hit, len(first)), sure, said, filtered=True, end=len(first))
