"""What codes propose is what comparing all of them would, wherever the best lie."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from papersearch.store import faiss_store
from papersearch.store.coded import FEW
from papersearch.store.proposals import proposed
from papersearch.store.segment import OpenSegment
from papersearch.store.vectors import Allowed, Vectors
from tests.store.test_contract import FaissHarness, unit

SIZES = (5500, 1100, 500)  # and so three trainings


@pytest.fixture
def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaissHarness]:
    """Three segments of codes, and a query near to all of the last one, and far from the others."""
    monkeypatch.setattr(faiss_store, "SEARCH_ASKS_FOR", 10)
    made = FaissHarness(tmp_path, exact_up_to=400)
    begin = 0
    for size in SIZES:
        vectors = unit(size, seed=size)
        vectors += (2 if size == SIZES[-1] else -1) * query()
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        made.add(np.arange(begin, begin + size, dtype=np.int64) << 16, vectors)
        begin += size
    assert [s.passages for s in made.store.files.segments() if s.codes_size] == list(SIZES)
    yield made
    made.catalog.close()


def query() -> Vectors:
    found: Vectors = unit(1, seed=5)[0]
    return found


def best_of_all(own: list[OpenSegment], count: int) -> list[set[int]]:
    """Return the places of the best by all codes, compared one by one."""
    found = [one.among(query(), len(one), np.arange(len(one))) for one in own]
    least = np.sort(np.concatenate([scores for _, scores in found]))[-count]
    return [set(places[scores >= least].tolist()) for places, scores in found]


def test_a_segment_that_has_all_of_the_best_is_asked_for_more(harness: FaissHarness) -> None:
    own = harness.opened()
    found = proposed([(one, None) for one in own], query(), 300, None)
    assert [len(places) for places in found[:2]] == [0, 0]
    assert 300 <= len(found[2]) <= 303  # some are equal
    # FAISS rounds what it sums to eight bits, which moves those at the end.
    assert set(found[2].tolist()) < best_of_all(own, 400)[2]


@pytest.mark.parametrize("share", [0.5, 0.1, 0.05])
def test_also_of_what_filters_leave(harness: FaissHarness, share: float) -> None:
    own = harness.opened()
    flags = np.append(np.random.default_rng(3).random(sum(SIZES)) < share, [False])
    allowed = Allowed(flags)
    left = [one.left(allowed) for one in own]
    count = int(0.8 * len(left[2]))
    found = proposed([(one, None) for one in own], query(), count, allowed)
    assert [len(places) for places in found[:2]] == [0, 0]
    expected = int(0.6 * count) if share <= FEW else count
    assert expected <= len(found[2]) <= expected + 3
    assert flags[own[2].ids[found[2]] >> 16].all()


def test_what_is_dead_is_not_proposed_and_each_place_once(harness: FaissHarness) -> None:
    own = harness.opened()
    alive = np.ones(len(own[2]), np.bool_)
    alive[::2] = False
    for share in (None, 0.5, 0.1, 0.05):
        flags = np.append(np.random.default_rng(3).random(sum(SIZES)) < (share or 1), [False])
        left = alive & flags[own[2].ids >> 16]
        allowed = None if share is None else Allowed(flags)
        count = int(0.8 * np.count_nonzero(left))
        found = proposed([(own[2], alive)], query(), count, allowed)[0]
        assert len(set(found.tolist())) == len(found)
        expected = int(0.6 * count) if share and share <= FEW else count
        assert expected <= len(found) <= expected + 3
        assert left[found].all()


def test_what_is_dead_may_be_all_that_is_near(harness: FaissHarness) -> None:
    own = harness.opened()[0]
    similarities = own.rows(np.arange(len(own))) @ query()
    alive = similarities < np.sort(similarities)[-1000]
    found = proposed([(own, alive)], query(), 100, None)[0]
    assert alive[found].all()
    assert len(set(found.tolist())) == len(found) >= 100
    assert similarities[found].mean() > np.quantile(similarities[alive], 0.7)
    nothing = np.zeros(len(own), np.bool_)
    assert proposed([(own, nothing)], query(), 100, None)[0].tolist() == []


def test_fewer_than_are_wanted_are_all(harness: FaissHarness) -> None:
    own = harness.opened()
    found = proposed([(own[2], None)], query(), 10_000, None)[0]
    assert found.tolist() == list(range(SIZES[2]))
    assert proposed([], query(), 10, None) == []


def test_a_direction_that_nothing_lies_in_ends(harness: FaissHarness) -> None:
    """FAISS finds nothing then, however much it is asked for."""
    own = harness.opened()
    flags = np.append(np.random.default_rng(3).random(sum(SIZES)) < 0.5, [False])
    for allowed in (None, Allowed(flags)):
        found = proposed([(one, None) for one in own], 0 * query(), 100, allowed)
        assert sum(map(len, found)) <= sum(SIZES)
