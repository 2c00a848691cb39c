"""What every vector store must do, against brute force in numpy: ids and similarities."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papersearch.ranking.space import inner_products
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.vectors import segment
from papersearch.store.local.vectors.faiss_store import FaissStore
from papersearch.store.local.vectors.segment import OpenSegment
from papersearch.types.arrays import Embeddings, Ids
from papersearch.types.filters import Allowed
from papersearch.types.passage_ids import ORDINAL_BITS

DIMENSION = 16
TOLERANCE = 2e-3  # of half precision


class FaissHarness:
    """A FAISS store with the catalog that it lives by."""

    def __init__(self, folder: Path, exact_up_to: int) -> None:
        self.catalog = Catalog.create(folder)
        self.store = FaissStore(folder, self.catalog, DIMENSION, exact_up_to=exact_up_to)

    def add(self, ids: Ids, vectors: Embeddings) -> None:
        with self.catalog.transaction():
            self.catalog.executemany(
                "INSERT INTO passages "
                "VALUES (:pid, 'a', x'00', :embedding, crc32(:pid, 'a', x'00', :embedding))",
                [
                    {"pid": int(i), "embedding": v.astype("<f2").tobytes()}
                    for i, v in zip(ids, vectors, strict=True)
                ],
            )
            self.store.add(ids, vectors)

    def remove(self, ids: Ids) -> None:
        with self.catalog.transaction():
            self.store.remove(ids)
            self.catalog.executemany("DELETE FROM passages WHERE pid = ?", [(int(i),) for i in ids])

    def opened(self) -> list[OpenSegment]:
        """Return the open segments, largest first."""
        return [self.store.files.opened(segment) for segment in self.store.files.segments()]


Harness = FaissHarness
Make = Callable[[], Harness]


@pytest.fixture(params=["faiss"])
def make(tmp_path: Path) -> Iterator[Make]:
    """A function that makes a fresh, empty store of each kind."""
    made: list[Harness] = []

    def harness() -> Harness:
        made.append(FaissHarness(tmp_path / str(len(made)), exact_up_to=1_000_000))
        return made[-1]

    yield harness
    for one in made:
        one.catalog.close()


def only(ids: list[int]) -> Allowed:
    """Allow these ids, all of which are of the paper 0."""
    flags = np.zeros(10_000, np.bool_)
    flags[ids] = True
    return Allowed(np.array([True, False]), flags, np.zeros(1, np.int64))


def unit(count: int, seed: int = 0) -> Embeddings:
    rows = np.random.default_rng(seed).normal(size=(count, DIMENSION))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32)


def brute(ids: Ids, vectors: Embeddings, query: Embeddings, k: int) -> tuple[Ids, Embeddings]:
    """Compare all rows, as half precision has them, and return the best with all their equals."""
    similarities = inner_products(vectors.astype(np.float16).astype(np.float32), query)
    order = np.lexsort((ids, -similarities))
    ids, similarities = ids[order], similarities[order]
    kept = similarities >= similarities[k - 1] if k <= len(ids) else slice(None)
    return ids[kept], similarities[kept]


def assert_same(
    store: FaissStore, ids: Ids, vectors: Embeddings, query: Embeddings, k: int
) -> None:
    """Assert that a search finds what brute force does, to the last bit of each similarity."""
    found, similarities = store.search(query, k)
    expected, exact = brute(ids, vectors, query, k)
    assert found.tolist() == expected.tolist()
    assert similarities.tolist() == exact.tolist()


def test_an_empty_store_finds_nothing(make: Make) -> None:
    found, similarities = make().store.search(unit(1)[0], 5)
    assert found.tolist() == []
    assert similarities.tolist() == []


def test_finds_what_brute_force_finds(make: Make) -> None:
    harness = make()
    ids, vectors = np.arange(200, dtype=np.int64) * 7, unit(200)
    harness.add(ids, vectors)
    for query in unit(20, seed=1):
        assert_same(harness.store, ids, vectors, query, 10)


def test_many_small_additions_equal_one_large(make: Make) -> None:
    harness = make()
    ids, vectors = np.arange(120, dtype=np.int64), unit(120)
    for start in range(0, 120, 5):
        harness.add(ids[start : start + 5], vectors[start : start + 5])
    assert len(harness.store) == 120
    for query in unit(10, seed=1):
        assert_same(harness.store, ids, vectors, query, 7)


def test_what_is_removed_is_never_found(make: Make) -> None:
    harness = make()
    ids, vectors = np.arange(60, dtype=np.int64), unit(60)
    harness.add(ids, vectors)
    for start in range(0, 50, 10):
        harness.remove(ids[start : start + 10])
        kept = slice(start + 10, None)
        assert len(harness.store) == 60 - start - 10
        assert_same(harness.store, ids[kept], vectors[kept], unit(1, seed=2)[0], 20)


def test_removing_what_is_not_there_does_no_harm(make: Make) -> None:
    harness = make()
    ids, vectors = np.arange(10, dtype=np.int64), unit(10)
    harness.add(ids, vectors)
    harness.remove(np.array([99, 100], np.int64))
    assert len(harness.store) == 10
    assert_same(harness.store, ids, vectors, vectors[3], 10)


def test_k_beyond_the_size_gives_all_without_padding(make: Make) -> None:
    harness = make()
    harness.add(np.array([5, 9], np.int64), unit(2))
    found, _ = harness.store.search(unit(1)[0], 1000)
    assert sorted(found.tolist()) == [5, 9]


@pytest.mark.parametrize("allowed", [[], [3], [1, 4, 9, 16], list(range(0, 100, 2)), [999]])
def test_allowed_ids_are_exact_and_fill_k(make: Make, allowed: list[int]) -> None:
    harness = make()
    ids, vectors = np.arange(100, dtype=np.int64), unit(100)
    harness.add(ids, vectors)
    inside = np.isin(ids, allowed)
    found, similarities = harness.store.search(unit(1, seed=3)[0], 10, only(allowed))
    expected, exact = brute(ids[inside], vectors[inside], unit(1, seed=3)[0], 10)
    assert found.tolist() == expected.tolist()
    assert similarities.tolist() == exact.tolist()


def test_removed_ids_stay_removed_when_allowed(make: Make) -> None:
    harness = make()
    harness.add(np.arange(40, dtype=np.int64), unit(40))
    harness.remove(np.array([3], np.int64))
    found, _ = harness.store.search(unit(1)[0], 10, only([3, 4]))
    assert found.tolist() == [4]


def test_all_that_are_as_similar_as_the_last_are_found_in_the_order_of_their_ids(
    make: Make,
) -> None:
    harness = make()
    one = unit(1)
    ids = np.array([50, 3, 20, 7, 11, 2, 90], np.int64)
    harness.add(ids, np.repeat(one, 7, axis=0))
    harness.add(np.arange(100, 160), unit(60, seed=1))
    found, similarities = harness.store.search(one[0], 4)
    assert found.tolist() == sorted(ids.tolist())
    assert len(set(similarities.tolist())) == 1


def test_many_more_that_tie_than_are_asked_for_are_all_found(make: Make) -> None:
    """In segments of any size: FAISS alone would leave out any of them."""
    harness = make()
    one = unit(1)
    ids = np.arange(900, dtype=np.int64) * 3
    for own in (ids[:700], ids[700:720], ids[720:]):
        harness.add(own, np.repeat(one, len(own), axis=0))
    harness.add(np.arange(5000, 5300), unit(300, seed=1))
    found, _ = harness.store.search(one[0], 10)
    assert found.tolist() == ids.tolist()


@settings(max_examples=20, deadline=None)
@given(
    cuts=st.lists(st.integers(1, 299), max_size=6, unique=True),
    order=st.permutations(range(7)),
    k=st.integers(1, 350),
    seed=st.integers(0, 99),
)
def test_answers_do_not_depend_on_how_passages_lie_in_segments(
    tmp_path_factory: pytest.TempPathFactory,
    cuts: list[int],
    order: list[int],
    k: int,
    seed: int,
) -> None:
    """Nor on when they were stored, with equal rows among them: the same ids, to the last bit."""
    vectors = unit(300, seed=2)
    vectors[np.random.default_rng(seed).integers(0, 300, 120)] = vectors[7]
    ids = np.random.default_rng(seed).permutation(5000)[:300]
    allowed = np.append(np.random.default_rng(seed).random(5000) < 0.7, False)
    harness = FaissHarness(tmp_path_factory.mktemp("store"), exact_up_to=1_000_000)
    parts = np.split(np.arange(300), sorted(cuts))
    for part in (parts[number] for number in order if number < len(parts)):
        harness.add(ids[part] << ORDINAL_BITS, vectors[part])
    for query in (vectors[7], *unit(2, seed=seed)):
        assert_same(harness.store, ids << ORDINAL_BITS, vectors, query, k)
        found, similarities = harness.store.search(query, k, Allowed(allowed))
        left = allowed[ids]
        expected, exact = brute(ids[left] << ORDINAL_BITS, vectors[left], query, k)
        assert found.tolist() == expected.tolist()
        assert similarities.tolist() == exact.tolist()
    harness.catalog.close()


def test_similarity_of_a_vector_with_itself_is_one(make: Make) -> None:
    harness = make()
    vectors = unit(5)
    harness.add(np.arange(5, dtype=np.int64), vectors)
    _, similarities = harness.store.search(vectors[2], 1)
    assert similarities[0] == pytest.approx(1.0, abs=TOLERANCE)


def test_a_segment_of_codes_says_what_it_finds(tmp_path: Path) -> None:
    harness = FaissHarness(tmp_path, exact_up_to=300)
    ids, vectors = np.arange(4000, dtype=np.int64), unit(4000)
    harness.add(ids, vectors)
    (segment,) = harness.store.files.segments()
    assert segment.factory == "IDMap,SQfp16 behind IVF1,PQ4x4fs"
    assert segment.recall > 0.95
    harness.remove(ids[:100])
    harness.add(np.arange(5000, 5200, dtype=np.int64), unit(200, seed=4))
    found, _ = harness.store.search(vectors[500], 3000, only(ids.tolist()))
    assert len(found) == 3000
    assert set(found.tolist()) <= set(range(100, 4000))
    harness.catalog.close()


@pytest.mark.parametrize("share", [1.0, 0.9, 0.3, 0.05, 0.002])
def test_codes_propose_what_is_then_compared_exactly(tmp_path: Path, share: float) -> None:
    """In two segments of codes and an exact one, one of which has little that filters leave."""
    harness = FaissHarness(tmp_path, exact_up_to=1000)
    nums = np.arange(6000, dtype=np.int64)
    ids, vectors = nums << ORDINAL_BITS, unit(6000)
    for own in (slice(0, 2500), slice(2500, 5500), slice(5500, 6000)):
        harness.add(ids[own], vectors[own])
    assert [bool(s.codes_size) for s in harness.store.files.segments()] == [True, True, False]
    harness.remove(ids[100:200])
    papers = np.random.default_rng(3).random(len(nums) + 1) < share
    papers[:1200] = share > 0.5
    papers[-1] = False
    left = papers[:-1].copy()
    left[100:200] = False
    allowed = None if share == 1 else Allowed(papers)
    for query in unit(5, seed=1):
        found, similarities = harness.store.search(query, 40, allowed)
        expected, _ = brute(ids[left], vectors[left], query, 40)
        assert left[found >> ORDINAL_BITS].all()
        assert len(np.intersect1d(found, expected)) >= 0.98 * min(40, left.sum())
        rows = vectors[found >> ORDINAL_BITS].astype(np.float16).astype(np.float32)
        assert similarities.tolist() == inner_products(rows, query).tolist()
        everything, _ = harness.store.search(query, 10_000, allowed)
        assert set(everything.tolist()) == set(ids[left].tolist())
    harness.catalog.close()


def test_passages_of_papers_are_those_that_were_stored(tmp_path: Path) -> None:
    harness = FaissHarness(tmp_path, exact_up_to=1_000_000)
    random = np.random.default_rng(0)
    nums = np.sort(random.choice(5000, 2000, replace=False))
    ids = np.sort(np.concatenate([nums << ORDINAL_BITS, nums[::3] << ORDINAL_BITS | 1]))
    vectors = unit(len(ids))
    for own in (slice(0, 2600, 2), slice(1, 2600, 2), slice(2600, None)):
        harness.add(ids[own], vectors[own])
    harness.remove(ids[::9])
    asked = np.sort(random.choice(6000, 700, replace=False))
    expected = np.isin(ids >> ORDINAL_BITS, asked)
    expected[::9] = False
    found, rows = harness.store.of_papers(asked[::-1].tolist())
    assert found.tolist() == ids[expected].tolist()
    np.testing.assert_array_equal(rows, vectors[expected].astype(np.float16).astype(np.float32))
    found, rows = harness.store.of_papers([])
    assert (found.shape, rows.shape) == ((0,), (0, DIMENSION))
    harness.catalog.close()


def test_passages_that_are_gone_do_not_count_where_sections_do(tmp_path: Path) -> None:
    """Their places are beyond those of the sections that there are."""
    harness = FaissHarness(tmp_path, exact_up_to=1_000_000)
    ids, vectors = np.arange(500, dtype=np.int64) | 9 << ORDINAL_BITS, unit(500)
    harness.add(ids, vectors)
    harness.add(np.array([1, 2]), unit(2, seed=2))
    harness.remove(ids[:20])
    harness.remove(ids[480:])
    flags = np.array([False, True, True, False])
    papers = np.zeros(11, np.bool_)
    papers[:9] = True  # of which all but the first are no papers of any passage
    allowed = Allowed(papers, flags, np.array([0, *[3] * 10]))
    found, _ = harness.store.search(vectors[0], 10, allowed)
    assert sorted(found.tolist()) == [1, 2]
    harness.catalog.close()


@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["add", "remove"]), st.integers(1, 30)), min_size=1, max_size=12
    )
)
def test_any_history_equals_brute_force(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """With equal rows among them, additions that merge and removals that shrink files."""
    harness = FaissHarness(tmp_path_factory.mktemp("store"), exact_up_to=1_000_000)
    pool = unit(400)
    pool[5::7] = pool[5]
    alive: list[int] = []
    added = 0
    for action, count in steps:
        if action == "add":
            ids = np.arange(added, added + count, dtype=np.int64)
            harness.add(ids, pool[added : added + count])
            alive += ids.tolist()
            added += count
        else:
            harness.remove(np.array(alive[:count], np.int64))
            del alive[:count]
        assert len(harness.store) == len(alive)
        own = np.array(alive, np.int64)
        assert harness.store.all_ids().tolist() == alive
        for query in (pool[-1], pool[5]):
            assert_same(harness.store, own, pool[own], query, 12)
    harness.catalog.close()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="asks the system what is in memory")
def test_rows_of_large_segments_leave_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is in a page of its own; a file that is gone by then goes on being read."""

    def mapped() -> int:
        lines = Path("/proc/self/smaps").read_text().split(".faiss\n")[1:]
        return sum(int(line.partition("Rss:")[2].split()[0]) for line in lines)

    monkeypatch.setattr(segment, "READ_UP_TO", 1000)
    harness = FaissHarness(tmp_path, exact_up_to=300)
    ids, vectors = np.arange(200_000, dtype=np.int64) << ORDINAL_BITS, unit(200_000)
    harness.add(ids, vectors)
    (opened,) = harness.opened()
    opened.exact(vectors[0], 10)  # which reads all of it
    whole = mapped()
    opened.rows(np.arange(0, 200_000, 150))
    assert mapped() < whole / 4
    (path,) = harness.store.folder.glob("*.faiss")
    path.unlink()
    for start in range(3):
        places = np.arange(start, 200_000, 150)
        np.testing.assert_allclose(opened.rows(places), vectors[places], atol=TOLERANCE)
    harness.catalog.close()
