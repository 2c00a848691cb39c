"""What a reader likes, as one direction among papers, learned from a few examples.

Linear discriminant analysis with the corpus as the other class: the mean of the liked papers
against the mean of all, in the metric of how papers vary. That is what least squares would find
with every other paper as a negative example, and takes one small system of equations.

Source: Hariharan, Malik and Ramanan, Discriminative decorrelation for clustering and
classification, ECCV 2012. See docs/decisions/0016-taste.md for what it was compared with.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from papersearch.runtime.threads import in_one_thread
from papersearch.types.arrays import Embeddings, Vector

LEAST_LIKES = 3
DISLIKED = 0.25
"""What the disliked papers count: they are mostly near to the liked ones, and would push those."""

_PULL = 16_000
"""Over the number of papers: how strongly the metric is drawn to one that is the same in all
directions. Few papers say little of how papers vary."""


@dataclass(frozen=True, slots=True)
class Taste:
    """A (d,) direction among papers, and the (mean, deviation) of a corpus along it."""

    direction: Vector
    mean: float
    deviation: float

    def scores(self, papers: Embeddings) -> NDArray[np.float32]:
        """Return (n,) scores of (n, d) papers, in standard deviations of the corpus."""
        scores: NDArray[np.float32] = (papers @ self.direction - self.mean) / self.deviation
        return scores


def learn(liked: Embeddings, disliked: Embeddings, corpus: Embeddings) -> Taste:
    """Return the taste of a reader, from (n, d), (m, d) and (s, d) float32 unit rows of papers.

    ``disliked`` may be empty; ``corpus`` holds at least one paper, none of the others. The same
    rows give the same taste.
    """
    mean = corpus.mean(axis=0)
    spread = corpus - mean
    covariance = (spread.T @ spread / len(corpus)).astype(np.float64)
    dimension = len(mean)
    pull = _PULL / len(corpus) * max(float(np.trace(covariance)) / dimension, 1e-9)
    wanted = liked.mean(axis=0) - mean
    if len(disliked):
        wanted = wanted - DISLIKED * (disliked.mean(axis=0) - mean)
    with in_one_thread():
        solved = np.linalg.solve(covariance + pull * np.eye(dimension), wanted.astype(np.float64))
    direction = solved.astype(np.float32)
    along = corpus @ direction
    return Taste(direction, float(along.mean()), float(along.std()) or 1.0)
