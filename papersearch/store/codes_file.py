"""The file of a large segment's codes: what FAISS trained, its inverted lists, codes by place.

FAISS reads such lists into memory, which costs a cold query over a million papers a quarter of its
time, mostly in page faults. It can search lists where they lie in a file as well, but does not
write fast-scan codes like that. A list is its codes, in blocks of 32 as they are searched, then
its ids, which are -1 where they fill the last block up. Since a single code lies in such a block in
as many pieces as it has bytes, all codes follow once more, one by one in the order of their places,
for filters that leave few. Everything is little-endian. Of older files the first word says that
each code is in one list, and perhaps that nothing follows the lists.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from papersearch.files import opened
from papersearch.store.engine import load_faiss

_LAYOUTS = {b"PScodes3": (2, True), b"PScodes2": (1, True), b"PScodes1": (1, False)}
"""In how many lists each code is, and whether all follow by place, by the first word."""

_HEAD = struct.Struct("<8sQQQ")  # magic, bytes of FAISS's part, lists, bytes of a code
_BLOCK = 32
_ALIGNED = 64


class Codes(NamedTuple):
    """An ``IndexIVFPQFastScan``, projected or not, and the same codes as an array of (n, bytes).

    None for the array in an older file. Each code is in ``copies`` of the lists.
    """

    index: Any
    by_place: NDArray[np.uint8] | None
    copies: int = 1


def write_codes(written: Codes, to: Callable[[bytes], object]) -> None:
    """Write codes, the lists of which are gone afterwards."""
    import faiss

    index, by_place, copies = written
    codes = in_lists(index)
    lists = faiss.downcast_InvertedLists(codes.invlists)
    codes.own_invlists = False
    lists.this.own(True)
    put_empty_lists(codes)
    trained = faiss.serialize_index(index).tobytes()
    sizes = [lists.list_size(number) for number in range(lists.nlist)]
    layout = copies, by_place is not None
    magic = next(word for word, described in _LAYOUTS.items() if described == layout)
    head = _HEAD.pack(magic, len(trained), len(sizes), codes.code_size)
    head += trained + np.array(sizes, "<i8").tobytes()
    to(head + bytes(-len(head) % _ALIGNED))
    for number, size in enumerate(sizes):
        room = _room(size)
        ids = np.full(room, -1, "<i8")
        if size:
            to(faiss.rev_swig_ptr(lists.get_codes(number), room * codes.code_size).tobytes())
            ids[:size] = faiss.rev_swig_ptr(lists.get_ids(number), size)
        to(ids.tobytes())
    if by_place is not None:
        to(by_place.tobytes())


def read_codes(path: Path, is_expected: Callable[[bytes], bool] = lambda _: True) -> Codes:
    """Return what :func:`write_codes` wrote to a file, memory-mapped.

    ``is_expected`` says whether FAISS may read its part.

    Where FAISS maps no lists (Windows), they are read.

    Raises:
        ValueError: it is laid out in another way.
        OSError: it cannot be read.
    """
    with opened(path) as file:
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            raise ValueError(f"{path} is cut off")
        magic, length, count, width = _HEAD.unpack(head)
        total = path.stat().st_size
        if magic not in _LAYOUTS or max(length, count) > total or length + 8 * count > total:
            raise ValueError(f"{path} is not laid out as expected")
        part = file.read(length)
        sizes: NDArray[np.int64] = np.frombuffer(file.read(8 * count), "<i8")
        begin = file.tell() + -file.tell() % _ALIGNED
    if not is_expected(part):
        raise ValueError(f"{path} holds other codes")
    if sizes.size == 0 or sizes.min() < 0 or sizes.max() > total:
        raise ValueError(f"{path} is not as long as it says")
    index = _deserialized(path, np.frombuffer(part, np.uint8))
    codes = in_lists(index)
    ends = begin + np.cumsum(_room(sizes) * (width + 8))
    found = (codes.nlist, codes.code_size, codes.ntotal)
    copies, has_by_place = _LAYOUTS[magic]
    size = (codes.ntotal // copies, codes.pq.code_size) if has_by_place else (0, 0)
    end = ends[-1] + size[0] * size[1]
    if found != (count, width, sizes.sum()) or end != total:
        raise ValueError(f"{path} is not as long as it says")
    starts = [begin, *ends[:-1].tolist()]
    lists = _mapped if hasattr(load_faiss(), "OnDiskInvertedLists") else _read
    _put(codes, lists(path, sizes.tolist(), starts, width))
    if not has_by_place:
        return Codes(index, None, copies)
    by_place = np.memmap(path, np.uint8, "r", int(ends[-1]), size).view(np.ndarray)
    return Codes(index, by_place, copies)


def put_empty_lists(codes: Any) -> None:
    """Give codes lists that hold nothing, in place of those that they do not own."""
    faiss = load_faiss()
    _put(codes, faiss.ArrayInvertedLists(codes.nlist, codes.code_size))


def in_lists(index: Any) -> Any:
    """Return the index of codes in lists behind a projection, or itself."""
    faiss = load_faiss()
    return (
        faiss.downcast_index(index.index) if isinstance(index, faiss.IndexPreTransform) else index
    )


def _mapped(path: Path, sizes: list[int], starts: list[int], width: int) -> Any:
    faiss = load_faiss()
    lists = faiss.OnDiskInvertedLists()
    lists.nlist, lists.code_size = len(sizes), width
    lists.filename, lists.totsize, lists.read_only = str(path), path.stat().st_size, True
    lists.prefetch_nthread = 0  # it would start threads to read what is about to be read anyway
    _describe(lists.lists, np.stack([sizes, _room(np.array(sizes)), starts], axis=1))
    lists.do_mmap()
    return lists


def _describe(lists: Any, table: NDArray[np.int64]) -> None:
    """Fill FAISS's list of lists with rows of size, capacity and offset.

    Copied as they lie in memory: to make an object of each takes 6 ms, much for a cold query. It is
    done where a later FAISS keeps more of a list than these three numbers.
    """
    lists.resize(len(table))
    filled = np.ascontiguousarray(table, np.uintp)
    ctypes.memmove(int(lists.data().this), filled.ctypes.data, filled.nbytes)
    last = lists.at(len(table) - 1)
    if [last.size, last.capacity, last.offset] == table[-1].tolist():
        return
    lists.clear()
    for row in table.tolist():
        one = load_faiss().OnDiskOneList()
        one.size, one.capacity, one.offset = row
        lists.push_back(one)


def _read(path: Path, sizes: list[int], starts: list[int], width: int) -> Any:
    faiss = load_faiss()
    lists = faiss.BlockInvertedLists(len(sizes), _BLOCK, _BLOCK * width)
    data: NDArray[np.uint8] = np.memmap(path, np.uint8, mode="r")
    for number, (size, start) in enumerate(zip(sizes, starts, strict=True)):
        if size:
            lists.resize(number, size)
            codes = data[start : start + _room(size) * width]
            ids = data[start + len(codes) :][: 8 * size].view("<i8")
            faiss.rev_swig_ptr(lists.get_codes(number), len(codes))[:] = codes
            faiss.rev_swig_ptr(lists.get_ids(number), size)[:] = ids
    return lists


def _put(index: Any, lists: Any) -> None:
    """Give an index other lists, which it owns from now on."""
    index.replace_invlists(lists, True)
    lists.this.disown()


def _room(sizes: Any) -> Any:
    """Return how many codes lists of these sizes have room for."""
    return -(-sizes // _BLOCK) * _BLOCK


def _deserialized(path: Path, trained: NDArray[np.uint8]) -> Any:
    faiss = load_faiss()
    try:
        index = faiss.deserialize_index(trained)
    except RuntimeError as error:
        raise ValueError(f"{path} cannot be read") from error
    if not isinstance(in_lists(index), faiss.IndexIVFPQFastScan):
        raise ValueError(f"{path} holds another index")  # noqa: TRY004 - of the file, not a type
    return index
