"""Which section of a paper, and which sentence of it, shows why the paper was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from papersearch.text.passages import part_of, passage_label, passages
from papersearch.text.tokens import marks, occurring, sentences
from papersearch.types.paper import Paper, Passage

WORDS_WEIGHT = 0.05
"""What finding all the words is worth in similarity: passages of one paper differ by about that."""


class Evidence(NamedTuple):
    """A sentence, the (start, end) places in it that match, and its section (-1: the title)."""

    section: int
    sentence: str
    marks: tuple[tuple[int, int], ...]


def best_evidence(
    paper: Paper,
    similarities: Mapping[int, float],
    wanted: frozenset[str],
    labels: Sequence[str] = (),
) -> Evidence:
    """Return the evidence for one paper.

    ``similarities`` are by ordinal of the passage, ``wanted`` the query's tokens, ``labels``
    those that count where not all do.
    """
    best = best_passage(paper, similarities, wanted, labels)
    sentence = max(
        sentences(part_of(paper, best)) or [""],
        key=lambda text: len(occurring(text, wanted)),
    )
    return Evidence(best.section, sentence, marks(sentence, wanted))


def best_passage(
    paper: Paper,
    similarities: Mapping[int, float],
    wanted: frozenset[str],
    labels: Sequence[str] = (),
) -> Passage:
    """Return the passage of which the evidence for a paper is a sentence; see best_evidence."""
    found = [passage for passage in passages(paper) if _counts(paper, passage, labels)]
    return max(
        found or passages(paper)[:1],
        key=lambda passage: (
            similarities.get(passage.ordinal, 0.0) + WORDS_WEIGHT * _share(paper, passage, wanted),
            -passage.ordinal,
        ),
    )


def _counts(paper: Paper, passage: Passage, labels: Sequence[str]) -> bool:
    return not labels or passage_label(paper, passage) in labels


def _share(paper: Paper, passage: Passage, wanted: frozenset[str]) -> float:
    if not wanted:
        return 0.0
    return len(occurring(part_of(paper, passage), wanted)) / len(wanted)
