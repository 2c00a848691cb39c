"""The mapped file of codes, against FAISS's own lists in memory."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest

from papersearch.store.coded import Coded
from papersearch.store.codes_file import Codes, in_lists, read_codes, write_codes

DIMENSION, LISTS, COUNT = 16, 8, 1000


PLAIN, PROJECTED = f"IVF{LISTS},PQ4x4fs", f"PCAR8,IVF{LISTS},PQ4x4fs"


def codes(count: int = COUNT, shape: str = PLAIN) -> Any:
    index = faiss.index_factory(DIMENSION, shape, faiss.METRIC_INNER_PRODUCT)
    index.train(rows(COUNT))
    index.add(rows(count))
    return index


def rows(count: int) -> Any:
    return np.random.default_rng(0).normal(size=(COUNT, DIMENSION)).astype(np.float32)[:count]


def one_by_one(index: Any, count: int) -> Any:
    """Return the codes of an index by place."""
    projected = (
        index.chain.at(0).apply(rows(count)) if in_lists(index) is not index else rows(count)
    )
    return in_lists(index).pq.compute_codes(projected)


def written(
    path: Path, count: int = COUNT, shape: str = PLAIN, *, has_by_place: bool = True
) -> Path:
    index = codes(count, shape)
    by_place = one_by_one(index, count) if has_by_place else None
    with path.open("wb") as file:
        write_codes(Codes(index, by_place), file.write)
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
    index, by_place, _ = read_codes(path)
    assert index.ntotal == count
    assert by_place is not None
    assert by_place.shape == (count, 2)
    half = np.arange(count) % 2 == 0
    for mask in (None, half):
        places, similarities = answers(index, mask)
        expected, exact = answers(codes(count, shape), mask)
        assert places == expected
        np.testing.assert_array_equal(similarities, exact)


@pytest.mark.parametrize("shape", [PLAIN, PROJECTED, f"IVF{LISTS},PQ1x4fs"])
def test_codes_one_by_one_are_as_similar_as_what_they_stand_for(tmp_path: Path, shape: str) -> None:
    coded = Coded(written(tmp_path / "a.codes", shape=shape))
    index = codes(shape=shape)
    query = np.random.default_rng(1).normal(size=DIMENSION).astype(np.float32)
    stood_for = in_lists(index).pq.decode(one_by_one(index, COUNT))
    projected = query[None, :] if in_lists(index) is index else index.chain.at(0).apply(query[None])
    if shape == PROJECTED:  # what this factory's projection takes away is the same for all
        assert coded.dimension == DIMENSION
    expected = (stood_for @ projected[0]).astype(np.float32)
    places = np.arange(0, COUNT, 3)
    found, similarities = coded.among(query, len(places), places)
    assert sorted(found.tolist()) == places.tolist()
    np.testing.assert_allclose(similarities, expected[found], rtol=1e-4, atol=1e-4)
    found, similarities = coded.among(query, 10, places[:40])
    assert set(found.tolist()) == set(places[np.argsort(-expected[places[:40]])[:10]].tolist())
    np.testing.assert_allclose(similarities, expected[found], rtol=1e-4, atol=1e-4)


def test_codes_that_are_in_lists_only_are_searched_there(tmp_path: Path) -> None:
    """As older files are."""
    coded = Coded(written(tmp_path / "a.codes", has_by_place=False))
    places = np.arange(30)
    query = rows(COUNT)[7]
    with_all = Coded(written(tmp_path / "b.codes"))
    assert 7 in coded.among(query, 10, places)[0].tolist()
    ours, theirs = (set(c.among(query, 30, places)[0].tolist()) for c in (coded, with_all))
    assert ours == theirs == set(range(30))


def test_lists_are_described_object_by_object_where_memory_is_laid_out_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ctypes, "memmove", lambda *_: None)
    index = read_codes(written(tmp_path / "a.codes")).index
    assert answers(index)[0] == answers(codes())[0]


def test_a_file_that_is_deleted_while_it_is_open_answers(tmp_path: Path) -> None:
    path = written(tmp_path / "압축.codes")
    index = read_codes(path).index
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
