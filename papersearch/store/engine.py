"""FAISS, imported where it is needed: it takes a fifth of a cold query."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from papersearch.store.vectors import Ids, Mask, Vectors

TIES = 16  # FAISS does not order them: a few more, so that those at the end are all there


def load_faiss() -> Any:
    """Return the module, set to one thread, for the calling one.

    Two turn 0.2 ms into 12 ms on a busy machine.
    """
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss


_ALONE = threading.Lock()


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Let numpy multiply in one thread, for the same reason.

    How many there are is a fact of the process, hence the lock: of two that change it at once the
    second would leave what it found in the first.
    """
    with _ALONE, _blas().limit(limits=1):
        yield


@functools.cache
def _blas() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")


def nearest(
    index: Any, query: Vectors, k: int, mask: Mask | None, *, probed: int = 0
) -> tuple[Ids, NDArray[np.float32]]:
    """Return the places in a FAISS index most similar to a (d,) unit vector, and how similar.

    A few more than ``k`` if there are, of those of ``mask``; of an index in lists the nearest
    ``probed`` of these are looked at, and it may find fewer.
    """
    faiss = load_faiss()
    if mask is None:
        parameters = _unfiltered(probed)
    else:
        bits = np.packbits(mask, bitorder="little")
        selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
        parameters = _parameters(selector, probed)
    wanted = min(k + TIES, index.ntotal)
    return found(*index.search(query[None, :], wanted, params=parameters))


def found(
    similarities: NDArray[np.float32], places: NDArray[np.int64]
) -> tuple[Ids, NDArray[np.float32]]:
    """Return what FAISS found for one query, of (1, k) rows that it fills up with -1."""
    there = places[0] >= 0
    return places[0][there], similarities[0][there]


def _parameters(selector: Any, probed: int) -> Any:
    """Return what FAISS is told besides a query."""
    faiss = load_faiss()
    if probed:
        return faiss.SearchParametersIVF(sel=selector, nprobe=probed)
    return faiss.SearchParameters(sel=selector)


@functools.cache
def _unfiltered(probed: int) -> Any:
    return _parameters(None, probed)  # 0.1 ms, for each segment of an index
