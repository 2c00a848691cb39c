"""The papers of an index whose summaries seem to be of another paper."""

from __future__ import annotations

from dataclasses import dataclass

from papersearch.store.protocol import SearchStore
from papersearch.text.doubt import DOUBTFUL, Doubt
from papersearch.types.paper import Paper

THRESHOLD = DOUBTFUL
"""How doubtful papers are at the least: what search heeds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A paper, and how doubtful its summary is and why."""

    paper: Paper
    doubt: Doubt


def audit(store: SearchStore, threshold: float = THRESHOLD) -> list[Finding]:
    """Return the papers at least as doubtful as ``threshold``, most doubtful first, then by id."""
    with store.snapshot():
        doubts = store.learned.doubts(least=threshold)
        papers = store.papers(doubts)
    found = [Finding(paper, doubts[num]) for num, paper in papers.items()]
    return sorted(found, key=lambda finding: (-finding.doubt.score, finding.paper.id))
