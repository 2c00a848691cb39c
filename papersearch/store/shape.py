"""Which FAISS index holds how many vectors.

Exact search over half-precision vectors costs about 30 ms for a million on one core of a server
with AVX-512, so it is the shape of every segment that people build by hand; beyond, an inverted
file looks at a part of the vectors only, and its recall is measured when it is built.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FLAT = "IDMap,SQfp16"
EXACT_UP_TO = 250_000
_PROBED_SHARE = 12
_TRAINING_PER_LIST = 40
_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Built:
    """A FAISS index that is ready to be written, and how well it finds what is there.

    ``recall`` is recall@10 against exact search, 1.0 for an exact index.
    """

    index: Any
    factory: str
    recall: float


def build(ids: NDArray[np.int64], vectors: NDArray[np.float32], exact_up_to: int) -> Built:
    """Build the index that suits (n, d) float32 unit rows."""
    import faiss

    count, dimension = vectors.shape
    factory = FLAT if count <= exact_up_to else f"IVF{_lists(count)},SQfp16"
    index = faiss.index_factory(dimension, factory, faiss.METRIC_INNER_PRODUCT)
    if not index.is_trained:
        needed = _lists(count) * _TRAINING_PER_LIST
        sample = np.random.default_rng(0).permutation(count)[:needed]
        index.train(vectors[np.sort(sample)])
    index.add_with_ids(vectors, ids)
    if factory == FLAT:
        return Built(index, factory, 1.0)
    index.nprobe = max(1, _lists(count) // _PROBED_SHARE)
    return Built(index, factory, _recall(index, vectors))


def _lists(count: int) -> int:
    """Return a power of two near four times the square root, as FAISS's guide advises."""
    return 1 << max(2, round(math.log2(4 * math.sqrt(count))))


def _recall(index: Any, vectors: NDArray[np.float32]) -> float:
    """Return recall@10 over a sample of the vectors themselves, against exact search."""
    sample = np.random.default_rng(1).permutation(len(vectors))[:_SAMPLE]
    queries = vectors[sample]
    found, _ = index.search(queries, 10)
    exact = np.sort(queries @ vectors.T, axis=1)[:, ::-1][:, : found.shape[1]]
    tolerance = 2e-3  # what half precision may move a similarity by
    return float(np.mean(found >= exact[:, -1:] - tolerance))
