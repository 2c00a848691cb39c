"""Segments: how many there are, how often a vector is written, and what damage does."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from papersearch.errors import DerivedFileDamaged
from papersearch.store.local.derived import MERGE_FACTOR
from papersearch.store.local.vectors.shape import EXACT_UP_TO, factory_of, is_known
from tests.store.local.vectors.test_contract import FaissHarness, unit


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[FaissHarness]:
    made = FaissHarness(tmp_path, exact_up_to=1_000_000)
    yield made
    made.catalog.close()


@pytest.mark.slow
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
    assert harness.store.files.segments() == ()
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


@pytest.mark.parametrize(
    "of_format_3", ["IDMap,SQfp16", "IDMap,SQfp16 behind mapped PCAR12,IVF32x2,PQ3x4fs"]
)
def test_codes_of_an_older_layout_are_made_anew(tmp_path: Path, of_format_3: str) -> None:
    made = FaissHarness(tmp_path, exact_up_to=300)
    ids, vectors = np.arange(500, dtype=np.int64), unit(500)
    made.add(ids, vectors)
    with made.catalog.transaction():
        made.catalog.execute("UPDATE segments SET factory = ?", (of_format_3,))
    with pytest.raises(DerivedFileDamaged, match="has a shape of an older papersearch"):
        made.store.files.check()
    with made.catalog.transaction():
        made.store.rebuild()
    made.store.files.check(whole=True)
    assert made.store.search(vectors[7], 1)[0].tolist() == [7]
    made.catalog.close()


def test_segments_that_format_3_wrote_are_read_as_they_are() -> None:
    """What it called this shape is what FAISS still makes of it."""
    assert factory_of(10_000, 384, EXACT_UP_TO) == "IDMap,SQfp16"
    assert is_known("IDMap,SQfp16", 384, coded=False)


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
