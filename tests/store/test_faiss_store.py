"""Segments: how many there are, how often a vector is written, and what damage does."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import faiss
import numpy as np
import pytest
from threadpoolctl import threadpool_info

from papersearch.errors import DerivedFileDamaged
from papersearch.store import engine, faiss_store, segment_writer, shape
from papersearch.store.codes_file import Codes
from papersearch.store.faiss_store import MERGE_FACTOR
from papersearch.store.merged import HeldRows, Merged
from papersearch.store.shape import Matrix, Shape
from papersearch.store.training import Training
from papersearch.store.vectors import Allowed, Mask
from tests.store.test_contract import FaissHarness, unit


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[FaissHarness]:
    made = FaissHarness(tmp_path, exact_up_to=1_000_000)
    yield made
    made.catalog.close()


def test_segments_stay_few_and_vectors_are_rarely_rewritten(harness: FaissHarness) -> None:
    additions, each = 300, 3
    vectors = unit(additions * each)
    seen: dict[str, int] = {}
    for start in range(0, additions * each, each):
        ids = np.arange(start, start + each, dtype=np.int64)
        harness.add(ids, vectors[start : start + each])
        seen |= {segment.name: segment.passages for segment in harness.store.files.segments()}
    levels = math.log(additions, MERGE_FACTOR) + 1
    assert len(harness.store.files.segments()) <= MERGE_FACTOR * levels
    assert sum(seen.values()) / (additions * each) <= levels + 1


def test_many_removals_shrink_the_files(harness: FaissHarness) -> None:
    ids = np.arange(100, dtype=np.int64)
    harness.add(ids, unit(100))
    harness.remove(ids[:10])
    assert harness.catalog.value("SELECT count(*) FROM dead") == 10
    harness.remove(ids[10:30])
    assert harness.catalog.value("SELECT count(*) FROM dead") == 0
    assert [segment.passages for segment in harness.store.files.segments()] == [70]


def test_removing_everything_leaves_no_segment(harness: FaissHarness) -> None:
    ids = np.arange(10, dtype=np.int64)
    harness.add(ids, unit(10))
    harness.remove(ids)
    assert harness.store.files.segments() == []
    assert harness.store.search(unit(1)[0], 3)[0].tolist() == []


@pytest.mark.parametrize("place", [0, 40, -1, "middle"])
def test_a_flipped_bit_is_found_before_use(harness: FaissHarness, place: int | str) -> None:
    harness.add(np.arange(50, dtype=np.int64), unit(50))
    path = harness.store.folder / harness.store.files.segments()[0].name
    data = bytearray(path.read_bytes())
    data[len(data) // 2 if isinstance(place, str) else place] ^= 1
    path.write_bytes(data)
    with pytest.raises(DerivedFileDamaged, match="does not match its checksum"):
        harness.store.search(unit(1)[0], 3)


def test_a_cut_or_missing_file_is_found_before_use(harness: FaissHarness) -> None:
    harness.add(np.arange(50, dtype=np.int64), unit(50))
    path = harness.store.folder / harness.store.files.segments()[0].name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DerivedFileDamaged, match="has the wrong size"):
        harness.store.files.check()
    path.unlink()
    with pytest.raises(DerivedFileDamaged, match="is missing"):
        harness.store.search(unit(1)[0], 3)


def test_small_segments_are_searched_as_one_by_who_goes_on_asking(harness: FaissHarness) -> None:
    vectors = unit(90)
    ids = np.arange(90, dtype=np.int64)
    for start, end in ((0, 60), (60, 80), (80, 90)):
        harness.add(ids[start:end], vectors[start:end])
    assert len(harness.store.files.segments()) == 3
    query = unit(1, seed=5)[0]

    def answers() -> list[tuple[list[int], list[float]]]:
        papers, rows = harness.store.of_papers([0])
        found = [harness.store.search(query, k) for k in (1, 20, 100)]
        pairs = [*found, (papers, rows @ query)]
        return [(some.tolist(), np.round(values, 5).tolist()) for some, values in pairs]

    once = answers()
    assert [type(part) for part in harness.store._parts()] == [Merged]
    assert answers() == once
    harness.remove(ids[::5])
    kept = np.delete(ids, ids[::5]).tolist()
    assert sorted(answers()[2][0]) == answers()[3][0] == kept
    harness.add(np.array([500]), unit(1, seed=9))
    assert sorted(answers()[2][0]) == [*kept, 500]


def test_rows_in_memory_are_multiplied_as_an_array_is(harness: FaissHarness) -> None:
    vectors = unit(200)
    harness.add(np.arange(0, 200 << 16, 1 << 16, dtype=np.int64), vectors)
    asked = unit(6, seed=5)
    for query in asked[:2]:
        harness.store.search(query, 3)
    nums = range(20, 180)
    for query in (*asked, *asked[::-1], asked[0], asked[0]):  # more than are remembered
        ids, rows = harness.store.passages_of(nums)
        assert isinstance(rows, HeldRows)
        assert (ids >> 16).tolist() == list(nums)
        expected = np.asarray(rows) @ query
        np.testing.assert_allclose(rows @ query, expected, atol=1e-6)
        np.testing.assert_allclose(rows[3:5] @ query, expected[3:5], atol=1e-6)
        np.testing.assert_allclose(rows[expected > 0] @ query, expected[expected > 0], atol=1e-6)
        harness.store.search(query, 3)
    np.testing.assert_allclose(np.asarray(rows), vectors[20:180], atol=1e-3)
    assert len(rows) == len(nums)


def test_small_segments_beside_others_are_searched_in_sections_and_without(
    harness: FaissHarness,
) -> None:
    vectors = unit(120)
    ids = np.arange(60, dtype=np.int64).repeat(2) << 16 | np.arange(120) % 2
    harness.add(ids[:80], vectors[:80])
    harness.add(ids[80:], vectors[80:])
    small = harness.store.files.opened(harness.store.files.segments()[-1])
    merged = Merged([small], np.empty(0, np.int64))
    starts = np.append(np.arange(0, 120, 2), [120, 120])
    second = Allowed(np.arange(62) < 60, np.arange(121) % 2 == 1, starts)
    for query in unit(3, seed=5):
        mask = merged.allowed(second)
        assert mask.tolist() == [False, True] * 20
        assert set(merged.search(query, 40, mask)[0].tolist()) == set(range(1, 40, 2))
        best = merged.ids[merged.search(query, 1, None)[0]]
        assert ids[80 + np.argmax(vectors[80:] @ query)] in best


def test_numpy_multiplies_in_one_thread_and_then_as_before() -> None:
    def threads() -> list[int]:
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    before = threads()
    assert before
    engine._blas.cache_clear()  # which other tests may have made before all of these were loaded
    with engine.one_thread():
        assert set(threads()) == {1}
    assert threads() == before


def test_a_filter_that_leaves_little_of_what_is_near_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Codes propose more than is asked for; a filter leaves a smaller part of that than of all."""
    monkeypatch.setattr(faiss_store, "SEARCH_ASKS_FOR", 10)
    monkeypatch.setattr(faiss_store, "_FEW_PAPERS", 10)
    harness = FaissHarness(tmp_path, exact_up_to=400)
    query = unit(1, seed=5)[0]
    near = unit(250, seed=6) + 2 * query
    small = np.concatenate([near / np.linalg.norm(near, axis=1, keepdims=True), unit(250, seed=7)])
    ids = np.arange(6000, dtype=np.int64) << 16
    harness.add(ids[:5500], unit(5500))
    harness.add(ids[5500:], small)
    assert [s.passages for s in harness.store.files.segments() if s.codes_size] == [5500, 500]
    left = np.zeros(6001, np.bool_)
    for share in (0.2, 0.24, 0.28, 0.32):
        chosen = np.random.default_rng(8).random(500)
        left[5500:6000] = chosen < np.repeat([share, 1 - share], 250)
        found, _ = harness.store.search(query, 25, Allowed(left))
        assert len(found) == 25
        assert left[found >> 16].all()
    harness.catalog.close()


def test_rebuilding_gives_the_same_answers(harness: FaissHarness) -> None:
    for start in range(0, 60, 20):
        ids = np.arange(start, start + 20, dtype=np.int64)
        harness.add(ids, unit(60)[start : start + 20])
    harness.remove(np.array([4], np.int64))
    before = [harness.store.search(query, 8)[0].tolist() for query in unit(5, seed=1)]
    for path in harness.store.folder.glob("*"):
        path.unlink()
    with harness.catalog.transaction():
        harness.store.rebuild()
    assert [harness.store.search(query, 8)[0].tolist() for query in unit(5, seed=1)] == before


def test_sweeping_removes_only_what_no_generation_names(harness: FaissHarness) -> None:
    for start in range(0, 40, 10):
        harness.add(np.arange(start, start + 10, dtype=np.int64), unit(10))
    (harness.store.folder / f".{8 * '0a'}.codes.0123abcd.tmp").write_bytes(b"x")
    assert harness.store.sweep() > 0
    names = {path.name for path in harness.store.folder.iterdir()}
    assert names == {segment.name for segment in harness.store.files.segments()}
    assert len(harness.store.search(unit(1)[0], 100)[0]) == 40


def test_an_aborted_transaction_shows_nothing(harness: FaissHarness) -> None:
    harness.add(np.arange(5, dtype=np.int64), unit(5))

    def fail() -> None:
        with harness.catalog.transaction():
            harness.store.add(np.arange(5, 9, dtype=np.int64), unit(4))
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="power"):
        fail()
    assert len(harness.store) == 5
    assert len(harness.store.search(unit(1)[0], 100)[0]) == 5


def test_codes_of_an_older_layout_are_made_anew(tmp_path: Path) -> None:
    made = FaissHarness(tmp_path, exact_up_to=300)
    ids, vectors = np.arange(500, dtype=np.int64), unit(500)
    made.add(ids, vectors)
    with made.catalog.transaction():
        made.catalog.execute("UPDATE segments SET factory = replace(factory, ' mapped', '')")
    with pytest.raises(DerivedFileDamaged, match="has a shape of an older papersearch"):
        made.store.files.check()
    with made.catalog.transaction():
        made.store.rebuild()
    made.store.files.check(whole=True)
    assert made.store.search(vectors[7], 1)[0].tolist() == [7]
    made.catalog.close()


def test_codes_of_vectors_as_they_are_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As written before vectors were projected, or by somebody else: FAISS is not to read them."""

    def build(_: Shape, __: Training, batches: Iterable[Matrix]) -> Codes:
        index = faiss.index_factory(vectors.shape[1], "IVF16,PQ4x4fs", faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        for rows in batches:
            index.add(rows)
        return Codes(index, None)

    made = FaissHarness(tmp_path, exact_up_to=300)
    ids, vectors = np.arange(500, dtype=np.int64), unit(500)
    with monkeypatch.context() as patch:
        patch.setattr(segment_writer, "build_codes", build)
        patch.setattr(segment_writer, "recall", lambda *_: 1.0)
        made.add(ids, vectors)
    made.store.files.check(whole=True)
    with pytest.raises(DerivedFileDamaged, match=r"\.codes cannot be read"):
        made.store.search(vectors[7], 5)
    with made.catalog.transaction():
        made.store.rebuild()
    assert made.store.search(vectors[7], 5)[0].tolist()[0] == 7


def of_passages(flags: Mask) -> Allowed:
    """Allow these passages of the one paper 0."""
    return Allowed(np.array([True, False]), flags, np.zeros(1, np.int64))


def test_beside_codes_small_segments_have_them_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shape, "EXACT_BESIDE_CODES", 100)
    made = FaissHarness(tmp_path, exact_up_to=300)
    vectors = unit(1000)
    for begin, end in ((0, 250), (250, 640), (640, 720), (720, 840)):
        made.add(np.arange(begin, end, dtype=np.int64), vectors[begin:end])
    exact = {s.passages: not s.codes_size for s in made.store.files.segments()}
    assert exact == {250: True, 390: False, 80: True, 120: False}
    for query in (7, 300, 700, 800):
        assert made.store.search(vectors[query], 5)[0].tolist()[0] == query
    made.catalog.close()


def test_files_that_lose_their_names_are_young_for_those_who_read_them(tmp_path: Path) -> None:
    made = FaissHarness(tmp_path, exact_up_to=1000)
    for at in range(3):
        made.add(np.arange(10 * at, 10 * at + 10, dtype=np.int64), unit(10, seed=at))
    before = set(made.store.folder.iterdir())
    for path in before:
        os.utime(path, (0, 0))
    made.add(np.arange(30, 40, dtype=np.int64), unit(10, seed=3))
    assert len(made.store.files.segments()) == 1
    assert made.store.sweep(older_than=600) == 0
    assert before < set(made.store.folder.iterdir())
    assert made.store.sweep() >= len(before)
    made.catalog.close()


def test_only_segments_with_dead_passages_sort_them_out(tmp_path: Path) -> None:
    made = FaissHarness(tmp_path, exact_up_to=300)
    made.add(np.arange(500, dtype=np.int64) << 16, unit(500))
    made.add(np.arange(500, 900, dtype=np.int64) << 16, unit(400, seed=2))
    made.remove(np.array([3 << 16]))
    first, second = made.store.files.segments()
    assert made.store._mask(made.store.files.opened(second)) is None
    alive = made.store._mask(made.store.files.opened(first))
    assert alive is not None
    assert np.flatnonzero(~alive).tolist() == [3]
    found = made.store.search(unit(500)[3], 5)[0]
    assert 3 << 16 not in found.tolist()
    assert len(found) == 5
    made.catalog.close()
