"""The mapped file of codes, against FAISS's own lists in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest

from papersearch.store.codes_file import read_codes, write_codes

DIMENSION, LISTS, COUNT = 16, 8, 1000


PLAIN, PROJECTED = f"IVF{LISTS},PQ4x4fs", f"PCAR8,IVF{LISTS},PQ4x4fs"


def codes(count: int = COUNT, shape: str = PLAIN) -> Any:
    rows = np.random.default_rng(0).normal(size=(COUNT, DIMENSION)).astype(np.float32)
    index = faiss.index_factory(DIMENSION, shape, faiss.METRIC_INNER_PRODUCT)
    index.train(rows)
    index.add(rows[:count])
    return index


def written(path: Path, count: int = COUNT, shape: str = PLAIN) -> Path:
    with path.open("wb") as file:
        write_codes(codes(count, shape), file.write)
    return path


def answers(index: Any, mask: Any = None) -> tuple[list[list[int]], Any]:
    asked = np.random.default_rng(1).normal(size=(5, DIMENSION)).astype(np.float32)
    bits = None if mask is None else np.packbits(mask, bitorder="little")
    selector = None if bits is None else faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
    parameters = faiss.SearchParametersIVF(sel=selector, nprobe=LISTS)
    if isinstance(index, faiss.IndexPreTransform):
        parameters = faiss.SearchParametersPreTransform(index_params=parameters)
    similarities, places = index.search(asked, 20, params=parameters)
    return places.tolist(), similarities


@pytest.mark.parametrize("count", [COUNT, 5])  # with few, lists are empty
@pytest.mark.parametrize("is_mapped", [True, False])
@pytest.mark.parametrize("shape", [PLAIN, PROJECTED])
def test_answers_are_those_of_lists_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, is_mapped: bool, shape: str
) -> None:
    path = written(tmp_path / "a.codes", count, shape)
    if not is_mapped:
        monkeypatch.delattr(faiss, "OnDiskInvertedLists")  # as where FAISS has none
    index = read_codes(path)
    assert index.ntotal == count
    half = np.arange(count) % 2 == 0
    for mask in (None, half):
        places, similarities = answers(index, mask)
        expected, exact = answers(codes(count, shape), mask)
        assert places == expected
        np.testing.assert_array_equal(similarities, exact)


def test_a_file_that_is_deleted_while_it_is_open_answers(tmp_path: Path) -> None:
    path = written(tmp_path / "압축.codes")
    index = read_codes(path)
    path.unlink()
    assert answers(index)[0] == answers(codes())[0]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: b"", "cut off"),
        (lambda data: data[:20], "cut off"),
        (lambda data: b"x" + data[1:], "not laid out"),
        (lambda data: data[:8] + b"\xff" * 8 + data[16:], "not laid out"),
        (lambda data: data[:-1], "not as long"),
        (lambda data: data + b"\0" * 8, "not as long"),
        (lambda data: data[:32] + b"IxFI" + data[36:], "cannot be read|holds another"),
        (lambda data: data[:32] + bytes(1000) + data[1032:], "cannot be read"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, damage: Any, message: str) -> None:
    path = written(tmp_path / "a.codes")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match=message):
        read_codes(path)
