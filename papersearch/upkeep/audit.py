"""The papers of an index whose summaries seem to be of another paper."""

from __future__ import annotations

from dataclasses import dataclass

from papersearch.store.protocol import SearchStore
from papersearch.text.doubt import DOUBTFUL, Doubt
from papersearch.types.paper import Paper


@dataclass(frozen=True, slots=True)
class Finding:
    """A paper, and how doubtful its summary is and why."""

    paper: Paper
    doubt: Doubt


def audit(store: SearchStore, threshold: float | None = None) -> list[Finding]:
    """Return the papers at least as doubtful as ``threshold``, most doubtful first, then by id.

    By default as doubtful as search heeds.
    """
    with store.snapshot():
        doubts = store.learned.doubts(least=DOUBTFUL if threshold is None else threshold)
        papers = store.papers(doubts)
    found = [Finding(paper, doubts[num]) for num, paper in papers.items()]
    return sorted(found, key=lambda finding: (-finding.doubt.score, finding.paper.id))
