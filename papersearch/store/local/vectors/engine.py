"""FAISS: imported where it is needed, and the only reader and writer of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from papersearch.store.local.vectors.shape import EXACT, codes_of
from papersearch.types.arrays import Embeddings, Ids, Mask, Vector

Scores = NDArray[np.float32]


def load_faiss() -> Any:
    """Return the module, set to one thread, for the calling one.

    Two turn 0.2 ms into 12 ms on a busy machine.
    """
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss


def read_exact(path: Path, dimension: int, passages: int) -> tuple[Any, Any]:
    """Return the index of a file of vectors, memory-mapped, and the one within, which it owns.

    The outer one has the ids, in the order of the places that the inner one goes by.

    Raises:
        ValueError: it holds something else.
    """
    faiss = load_faiss()
    outer = _read(path, faiss.IO_FLAG_MMAP_IFC)
    if not isinstance(outer, faiss.IndexIDMap):
        raise ValueError(f"{path} has no ids")  # noqa: TRY004 - of the file, not a type
    index = faiss.downcast_index(outer.index)
    if not isinstance(index, faiss.IndexScalarQuantizer):
        raise ValueError(f"{path} has no rows")  # noqa: TRY004
    width = 2 * dimension
    if not index.is_trained or (
        *(outer.d, outer.ntotal, outer.metric_type, outer.id_map.size()),
        *(index.d, index.ntotal, index.metric_type, index.codes.size(), index.code_size),
        *(index.sq.qtype, index.sq.d, index.sq.code_size),
    ) != (
        *(dimension, passages, faiss.METRIC_INNER_PRODUCT, passages),
        *(dimension, passages, faiss.METRIC_INNER_PRODUCT, passages * width, width),
        *(faiss.ScalarQuantizer.QT_fp16, dimension, width),
    ):
        raise ValueError(f"{path} is of another size or kind")
    return outer, index


def read_codes(path: Path, dimension: int, passages: int) -> Any:
    """Return the index of a file of codes, by place.

    Raises:
        ValueError: it holds something else.
    """
    faiss = load_faiss()
    index = _read(path, 0)
    if not isinstance(index, faiss.IndexIVFPQFastScan):
        raise ValueError(f"{path} has no codes")  # noqa: TRY004
    like = _empty_codes(dimension)
    if _described(index) != _described(like) or index.ntotal != passages or not index.is_trained:
        raise ValueError(f"{path} is of another size or kind")
    lists, middles = index.invlists, faiss.downcast_index(index.quantizer)
    found = (lists.list_size(0), middles.ntotal, middles.codes.size(), index.pq.centroids.size())
    if found != (passages, 1, 4 * dimension, like.pq.ksub * dimension):
        raise ValueError(f"{path} is not as long as it says")
    index.nprobe = 1
    return index


def _described(index: Any) -> tuple[object, ...]:
    """Return what two indexes of codes have in common that differ in what they hold."""
    middles = load_faiss().downcast_index(index.quantizer)
    return (
        *(index.d, index.metric_type, index.nlist, index.code_size, index.by_residual),
        *(index.M, index.M2, index.ksub, index.bbs, index.pq.d, index.pq.M, index.pq.nbits),
        *(index.pq.code_size, index.invlists.nlist, index.invlists.code_size),
        *(index.implem, index.skip, index.qbs, index.qbs2),
        *(isinstance(middles, load_faiss().IndexFlat), middles.d, middles.metric_type),
    )


def _read(path: Path, flags: int) -> Any:
    """Let FAISS read a file, which may be anybody's: no part of it takes more room than it has."""
    faiss = load_faiss()
    before = faiss.get_deserialization_vector_byte_limit()
    faiss.set_deserialization_vector_byte_limit(path.stat().st_size)
    try:
        return faiss.read_index(str(path), flags)
    except (RuntimeError, MemoryError) as error:
        raise ValueError(f"{path} cannot be read") from error
    finally:
        faiss.set_deserialization_vector_byte_limit(before)


def build_exact(ids: Ids, dimension: int, batches: Iterable[Embeddings]) -> Any:
    """Return the index of (n,) ascending ``ids`` and the (n, d) rows of ``batches``."""
    faiss = load_faiss()
    index = faiss.index_factory(dimension, EXACT, faiss.METRIC_INNER_PRODUCT)
    start = 0
    for rows in batches:
        index.add_with_ids(np.ascontiguousarray(rows), ids[start : start + len(rows)])
        start += len(rows)
    return index


def build_codes(some: Embeddings, batches: Iterable[Embeddings]) -> Any:
    """Return the index of codes, trained on ``some`` (n, d) rows, of the rows of ``batches``."""
    index = _empty_codes(some.shape[1])
    index.train(some)
    for rows in batches:
        index.add(np.ascontiguousarray(rows))
    return index


def _empty_codes(dimension: int) -> Any:
    faiss = load_faiss()
    index = faiss.index_factory(dimension, codes_of(dimension), faiss.METRIC_INNER_PRODUCT)
    index.pq.cp.min_points_per_centroid = index.cp.min_points_per_centroid = 1  # or it complains
    return index


def write(index: Any, to: Callable[[bytes], object]) -> None:
    """Write an index bit by bit, without a second copy of it in memory."""
    faiss = load_faiss()
    faiss.write_index(index, faiss.PyCallbackIOWriter(to, 1 << 20))


def nearest(index: Any, query: Vector, k: int, mask: Mask | None) -> tuple[Ids, Scores]:
    """Return the k places in an index most similar to a (d,) vector, best first, and how similar.

    Of those of ``mask``; fewer where there are fewer.
    """
    faiss = load_faiss()
    parameters = None
    if mask is not None:
        selector = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        parameters = faiss.SearchParametersIVF(sel=selector, nprobe=1)
    found = index.search(query[None, :], min(k, index.ntotal), params=parameters)
    similarities, places = found[0][0], found[1][0]
    there = (places >= 0) & (places < index.ntotal)
    return places[there], similarities[there]
