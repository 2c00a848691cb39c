"""Topics: groups of papers that are alike, and the larger fields that these make up.

Every paper belongs to exactly one topic, so that the topics' shares of a month add up to one.
Papers are grouped where the graph of their nearest neighbours has its communities.

Source: Ng, Jordan and Weiss, On spectral clustering, 2001.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from papersearch.atlas.corpus import Corpus
from papersearch.atlas.names import Lexicon
from papersearch.atlas.neighbours import nearest
from papersearch.atlas.types import Topic
from papersearch.runtime.threads import in_one_thread
from papersearch.types.arrays import Embeddings, unit

MOST_TOPICS = 60
MOST_FIELDS = 12
_NEIGHBOURS = 10
_FAINT = 1e-3  # what neighbours that are hardly alike count
_TIES = 0.02  # of what neighbours count
_TOLERANCE = 1e-3
_STARTS = 10  # of which the tightest grouping is taken


@dataclass(frozen=True, slots=True)
class Grouping:
    """The topics and fields of a corpus, largest first, and the (n,) topic of each paper."""

    topics: tuple[Topic, ...]
    fields: tuple[Topic, ...]
    labels: tuple[int, ...]


def group(corpus: Corpus, count: int | None = None, seed: int = 0) -> Grouping:
    """Return the topics of a corpus, ``count`` of them or as many as suit its size."""
    papers = len(corpus.papers)
    wanted = count or min(MOST_TOPICS, round(math.sqrt(papers) / 2))
    wanted = max(1, min(wanted, papers))
    with in_one_thread():
        axes = _communities(corpus.vectors, wanted)
        labels = ranked(_grouped(unit(axes), wanted, seed))
        parts = _joined(axes, labels, seed)
    of_field = ranked([parts[label] for label in labels])
    field_of = dict(zip(labels, of_field, strict=True))
    lexicon = Lexicon(corpus.papers, corpus.glossary)
    topics = _named(lexicon, labels)
    return Grouping(
        tuple(replace(topic, field=field_of[at]) for at, topic in enumerate(topics)),
        tuple(_named(lexicon, of_field)),
        tuple(labels),
    )


def ranked(labels: Sequence[int]) -> list[int]:
    """Return labels numbered anew from 0: the most frequent first, then the one seen first."""
    order = {label: at for at, (label, _) in enumerate(Counter(labels).most_common())}
    return [order[label] for label in labels]


def _named(lexicon: Lexicon, labels: Sequence[int]) -> list[Topic]:
    sizes = Counter(labels)
    return [Topic(words, sizes[at]) for at, words in enumerate(lexicon.names(labels))]


def _communities(vectors: Embeddings, count: int) -> Embeddings:
    """Return (n, count) rows in which papers of one community point one way.

    The last columns part the largest communities.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.linalg import LinearOperator, eigsh

    papers = len(vectors)
    if papers <= max(count + 1, _NEIGHBOURS):
        return vectors
    neighbours, distances = nearest(vectors, _NEIGHBOURS)
    weights = np.maximum(1 - distances, _FAINT).ravel()
    rows = np.repeat(np.arange(papers), _NEIGHBOURS)
    graph = csr_array((weights, (rows, neighbours.ravel())), shape=(papers, papers))
    graph = graph + graph.T
    # A graph of neighbours may fall into more pieces than there are topics: every two papers are
    # tied a little, alike ones more, so that alike pieces stay together.
    tie = _TIES * float(graph.sum()) / papers / papers
    wide = vectors.astype(np.float64)

    def tied(x: NDArray[np.float64]) -> NDArray[np.float64]:
        product: NDArray[np.float64] = graph @ x + tie * (x.sum() + wide @ (wide.T @ x))
        return product

    scale = 1 / np.sqrt(tied(np.ones(papers)))
    normalised = LinearOperator(
        (papers, papers), matvec=lambda x: scale * tied(scale * x.ravel()), dtype=np.float64
    )
    start = np.random.default_rng(0).random(papers)  # a fixed one: every run finds the same
    _, axes = eigsh(normalised, count, which="LA", v0=start, tol=_TOLERANCE)
    communities: Embeddings = axes
    return communities


def _grouped(
    rows: Embeddings, count: int, seed: int, weights: Sequence[int] | None = None
) -> list[int]:
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    if count < 2 or len(rows) < 2:
        return [0] * len(rows)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer distinct papers than topics
        found = KMeans(count, n_init=_STARTS, random_state=seed).fit(rows, sample_weight=weights)
    return [int(label) for label in found.labels_]


def _joined(axes: Embeddings, labels: Sequence[int], seed: int) -> list[int]:
    """Return the field of each topic: topics that lie in one larger community.

    Where there are few topics each is a field of its own.
    """
    where = np.array(labels)
    found = int(where.max()) + 1
    if found <= MOST_FIELDS:
        return list(range(found))
    count = min(MOST_FIELDS, found // 3 + 1)
    larger = unit(axes[:, -count:])
    centres = np.stack([larger[where == at].mean(axis=0) for at in range(found)])
    return _grouped(centres, count, seed, np.bincount(where).tolist())
