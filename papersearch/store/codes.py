"""Building the codes of a large segment with FAISS.

Rows are projected onto the directions in which they vary most, turned at random so that all parts
of a code have as much to tell: codes in the space as it is need half as many bytes more for the
same recall (docs/decisions/0011-large-segments.md).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from papersearch.store.codes_file import Codes
from papersearch.store.shape import Matrix, Shape


def build_codes(shape: Shape, some: Matrix, batches: Iterable[Matrix]) -> Codes:
    """Return the codes of the rows of ``batches``, by place; trained on ``some``."""
    import faiss

    projection = _projection(some, shape.kept)
    projected = projection.apply(some)
    codes = faiss.index_factory(shape.kept, shape.lists_of_codes, faiss.METRIC_INNER_PRODUCT)
    middles = faiss.Kmeans(shape.kept, codes.nlist, seed=1)
    middles.train(projected)
    by_place = []
    with _in_nearest_lists(codes, middles.centroids):
        codes.train(projected)
        for rows in batches:
            own = projection.apply(np.ascontiguousarray(rows))
            codes.add(own)
            by_place.append(codes.pq.compute_codes(own))
    return Codes(faiss.IndexPreTransform(projection, codes), np.concatenate(by_place))


def _projection(some: Matrix, kept: int) -> Any:
    """Return the map onto the ``kept`` directions in which (n, d) rows vary most.

    It takes no mean away: of rows and not of queries that would change the order of products.
    """
    import faiss

    varying = faiss.PCAMatrix(some.shape[1], kept, 0, True)
    varying.train(some)
    projection = faiss.LinearTransform(some.shape[1], kept, False)
    projection.A = varying.A
    projection.is_trained = True
    return projection


@contextlib.contextmanager
def _in_nearest_lists(codes: Any, middles: Matrix) -> Iterator[None]:
    """Add rows to the list whose middle is nearest, though queries ask by product.

    By product with a middle, rows would go to the lists that are far from all rows.
    """
    import faiss

    by_product, by_distance = codes.quantizer, faiss.IndexFlatL2(codes.d)
    by_distance.add(middles)
    faiss.downcast_index(by_product).add(middles)
    codes.quantizer, codes.own_fields = by_distance, False
    yield
    codes.quantizer, codes.own_fields = by_product, True
