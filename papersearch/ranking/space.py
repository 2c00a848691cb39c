"""The model's embedding space as ranking sees it: centred, and perhaps adapted to the corpus.

Vectors of one model share a large common part that says nothing of what they mean: the passages
of a corpus one, the queries of a language another. Both are taken away, and the rest has length
one again. An adapter, learned by `papersearch tune`, is a linear map on each side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from papersearch.runtime.threads import in_one_thread
from papersearch.text.languages import SCRIPTS, script
from papersearch.types.arrays import Embeddings, Vector

ADAPTER = ("adapter/queries", "adapter/passages")
_PASSAGES, _QUERIES, _PROBES, _AXES = "passages", "queries/", "probes/", "axes/"
"""What stores call the arrays of a space, each a row: so an older papersearch reads them, too."""

AXES = 32
"""Directions in which passages vary most, of which :meth:`Space.width` is told."""

UNKNOWN_WIDTH = 1.25
"""Where no axes were learned: between queries about what the corpus is about and others."""

LEAD = 0.06
"""How much nearer to another language a word has to be than to those of the corpus."""


class Adapter(NamedTuple):
    """Two (d, d) float32 maps, added to what they are applied to."""

    queries: NDArray[np.float32]
    passages: NDArray[np.float32]


class Space:
    """What was learned of the space of one model over one corpus.

    ``passages`` is the (d,) float32 mean of passages; ``queries`` are those of queries by
    language, as the corpus shows them, ``probes`` as the probes do. ``spread`` is the standard
    deviation of the similarity of two passages. ``axes`` are those of :func:`axes_of`, None in
    what an older papersearch has learned. Without passages nothing is changed.
    """

    def __init__(
        self,
        passages: Vector | None = None,
        queries: Mapping[str, Vector] | None = None,
        probes: Mapping[str, Vector] | None = None,
        spread: float = 1.0,
        adapter: Adapter | None = None,
        axes: Embeddings | None = None,
    ) -> None:
        self.passages = passages
        self.queries = queries or {}
        self.probes = probes or {}
        self.spread = spread
        self.adapter = adapter
        self.axes = axes
        self._parted: dict[str, tuple[list[str], Vector, Embeddings]] = {}

    def language(self, vector: Vector, text: str) -> str:
        """Return the language that a query is in, "" where nothing is known of it.

        One word alone tells little: it is of a language of the corpus, unless it is far from it.
        """
        name = script(text)
        if name not in self._parted:
            self._parted[name] = self._parting(SCRIPTS.get(name, ()))
        candidates, centre, directions = self._parted[name]
        if len(candidates) < 2:
            return candidates[0] if candidates else ""
        near = directions @ (vector - centre)
        best = int(np.argmax(near))
        own = [at for at, language in enumerate(candidates) if language in self.queries]
        if own and len(text.split()) == 1 and near[best] < near[own].max() + LEAD:
            best = own[int(np.argmax(near[own]))]
        return candidates[best]

    def _parting(self, languages: Iterable[str]) -> tuple[list[str], Vector, Embeddings]:
        """Return which languages are known, their centre, and where from it each lies."""
        known = [name for name in languages if name in self.probes]
        if not known:
            return [], np.empty(0, np.float32), np.empty((0, 0), np.float32)
        means = np.stack([self.probes[name] for name in known])
        centre: Vector = means.mean(axis=0)
        return known, centre, _unit(means - centre)

    def query(self, vector: Vector, language: str) -> Vector:
        """Return a (d,) unit vector for a query's, which is in a ``language``, "" for unknown."""
        return self._adapted(self.centred(vector, language))

    def centred(self, vector: Vector, language: str) -> Vector:
        """Return a query's (d,) unit vector without what its language has in common."""
        if self.passages is None:
            return vector
        mean = self.queries.get(language, self.probes.get(language))
        if mean is None:
            mean = np.mean(list(self.probes.values()), axis=0)
        return _unit(vector - mean)

    def width(self, centred: Vector) -> float:
        """Return how widely passages vary in their similarity to a centred (d,) query.

        1 is what a direction drawn by chance has, and questions about anything else; what the
        corpus is about lies where its passages differ.
        """
        if self.axes is None:
            return UNKNOWN_WIDTH
        rest = max(0.0, 1.0 - float(np.sum(self.axes * self.axes)))
        along = inner_products(self.axes, centred)
        return float(np.sqrt(rest + len(centred) * float(along @ along)))

    def rows(self, vectors: Embeddings) -> Embeddings:
        """Return (n, d) unit rows for (n, d) unit rows of passages."""
        if self.passages is None or not len(vectors):
            return vectors
        centred = _unit(vectors - self.passages)
        if self.adapter is None:
            return centred
        # A single row goes through another product of BLAS, whose last bits differ.
        mapped = (
            np.resize(centred, (max(len(centred), 2), centred.shape[1])) @ self.adapter.passages
        )
        return _unit(centred + mapped[: len(centred)])

    def similarities(self, vectors: Embeddings, query: Vector) -> NDArray[np.float32]:
        """Return ``rows(vectors) @ query``, without making all the rows where it can."""
        if self.passages is None or self.adapter is not None:
            return inner_products(self.rows(vectors), query)
        mean = self.passages
        squares = 1 - 2 * inner_products(vectors, mean) + mean @ mean
        lengths = np.sqrt(np.maximum(squares, 1e-12))
        similarities: NDArray[np.float32] = inner_products(vectors, query) - mean @ query
        similarities /= lengths
        return similarities

    def direction(self, query: Vector) -> Vector:
        """Return the (d,) unit vector that orders untouched passages nearly as ``query`` does.

        The order is that of query @ rows, but for the lengths that rows are divided by.
        """
        if self.adapter is None:
            return query
        return _unit(query + self.adapter.passages @ query)

    def _adapted(self, query: Vector) -> Vector:
        return query if self.adapter is None else _unit(query + query @ self.adapter.queries)


def inner_products(rows: Embeddings, vector: Vector) -> Vector:
    """Return the (n,) float32 inner products of (n, d) rows with a (d,) vector.

    Equal rows have the same to the bit, wherever they stand and whatever stands beside them, which
    a product of BLAS does not promise.
    """
    products: Vector = np.einsum("ij,j->i", np.ascontiguousarray(rows), vector)
    return products


def shrunk(own: Embeddings, prior: Vector, strength: int) -> Vector:
    """Return the mean of (n, d) rows, drawn to ``prior`` as by ``strength`` more rows of it."""
    mean: Vector = (own.sum(axis=0) + strength * prior) / np.float32(len(own) + strength)
    return mean


def axes_of(rows: Embeddings) -> Embeddings:
    """Return the (k, d) float32 axes of (n, d) centred unit rows, each as long as rows vary in it.

    That is beyond how much they vary in all other directions alike. Principal components; source:
    H. Hotelling, Analysis of a complex of statistical variables, 1933.
    """
    mean = rows.mean(axis=0)
    covariance = rows.T @ rows / np.float32(len(rows)) - np.outer(mean, mean)
    with in_one_thread():
        variances, directions = np.linalg.eigh(covariance.astype(np.float64))
    rest = float(variances[:-AXES].mean()) if len(variances) > AXES else 0.0
    beyond = np.sqrt(np.maximum(variances[-AXES:] - rest, 0.0))
    axes: Embeddings = (directions[:, -AXES:] * beyond).T.astype(np.float32)
    return axes


def space_of(arrays: Mapping[str, Vector], spread: float, *, adapted: bool) -> Space:
    """Return the space that (n, d) arrays make; one that changes nothing where they are none."""
    if _PASSAGES not in arrays:
        return Space()
    query, passage = (arrays.get(name) if adapted else None for name in ADAPTER)
    axes = _below(arrays, _AXES)
    return Space(
        arrays[_PASSAGES][0],
        _below(arrays, _QUERIES),
        _below(arrays, _PROBES),
        spread,
        Adapter(query, passage) if query is not None and passage is not None else None,
        np.stack([axes[name] for name in sorted(axes)]) if axes else None,
    )


def arrays_of(space: Space) -> dict[str, Vector]:
    """Return the arrays of a space, without those of its adapter."""
    found = {} if space.passages is None else {_PASSAGES: space.passages}
    for prefix, means in ((_QUERIES, space.queries), (_PROBES, space.probes)):
        found.update({prefix + language: mean for language, mean in means.items()})
    if space.axes is not None:
        found.update({f"{_AXES}{at:02}": axis for at, axis in enumerate(space.axes)})
    return found


def adapter_arrays(adapter: Adapter | None) -> dict[str, Vector]:
    """Return the arrays of an adapter."""
    if adapter is None:
        return {}
    return dict(zip(ADAPTER, (adapter.queries, adapter.passages), strict=True))


def _unit(vectors: Embeddings) -> Embeddings:
    norms = np.sqrt(np.einsum("...i,...i->...", vectors, vectors))[..., None]
    unit: Embeddings = (vectors / np.maximum(norms, 1e-12)).astype(np.float32, copy=False)
    return unit


def _below(arrays: Mapping[str, Vector], prefix: str) -> dict[str, Vector]:
    return {n.removeprefix(prefix): array[0] for n, array in arrays.items() if n.startswith(prefix)}
