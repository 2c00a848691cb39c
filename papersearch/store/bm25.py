"""BM25, whatever store the counts come from: what a paper's tokens are, and the parts of a score.

See docs/decisions/0012-lexical-scores.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from papersearch.text.passages import TITLE_LABEL, label_key
from papersearch.text.tokens import tokens
from papersearch.types.arrays import Vector
from papersearch.types.paper import Paper

K1, B = 0.4, 0.75
TITLE_WEIGHT = 3
"""How often a title's tokens count in the text; see docs/decisions/0004-ranking.md."""

Clause = Sequence[tuple[str, float]]
"""Tokens any of which will do, each with its weight."""


class Document(NamedTuple):
    """What lexical search holds of a paper: its tokens, and those of each section by label."""

    tokens: list[str]
    sections: dict[str, list[str]]

    @classmethod
    def of(cls, paper: Paper, *, body: bool = True) -> Document:
        """Return a paper's document; without ``body`` it is found by its title alone.

        Unless sections are asked for: these are all there.
        """
        title = tokens(paper.title)
        found = cls(title * TITLE_WEIGHT, {TITLE_LABEL: title})
        for section in paper.sections:
            text = tokens(section.text)
            if body:
                found.tokens.extend(text)
            found.sections.setdefault(label_key(section.label), []).extend(text)
        return found


def length_norms(lengths: ArrayLike, mean_length: float) -> Vector:
    """Return what the counts in papers of so many tokens are held against, as (n,) float32."""
    norms: Vector = K1 * (1 - B + B * np.array(lengths, np.float32) / np.float32(mean_length))
    return norms


def saturated(weights: Iterable[float]) -> float:
    """Return the score of a paper that says words of these weights without end."""
    return (K1 + 1) * sum(weights)


def idf(papers: int, containing: int) -> float:
    """Return the inverse document frequency of a token that so many papers contain."""
    return math.log(1 + (max(papers - containing, 0) + 0.5) / (containing + 0.5))
