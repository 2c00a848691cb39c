"""Codes in two lists each: which these are, and what they find."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from papersearch.store import codes, shape
from papersearch.store.coded import Coded
from papersearch.store.codes import build_codes, train, two_lists
from papersearch.store.codes_file import write_codes
from papersearch.store.shape import Shape
from papersearch.store.vectors import Vectors

COUNT, DIMENSION = 6000, 16
SHAPE = Shape.of(COUNT, DIMENSION, 1)


def rows(count: int, seed: int = 0) -> Vectors:
    """Return unit rows around 300 middles: a passage has neighbours, as in a corpus."""
    middles = np.random.default_rng(9).normal(size=(300, DIMENSION))
    random = np.random.default_rng(seed)
    found = middles[random.integers(0, 300, count)] + random.normal(size=(count, DIMENSION))
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found.astype(np.float32)


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Coded:
    path: Path = tmp_path_factory.mktemp("codes") / "a.codes"
    made = rows(COUNT)
    halves = [made[:2500], made[2500:]]
    with path.open("wb") as file:
        write_codes(build_codes(SHAPE, train(SHAPE, made), halves), file.write)
    return Coded(path)


def test_the_second_list_is_near_and_in_another_direction() -> None:
    some, middles = rows(50), rows(12, seed=1) * 0.7
    nearest, second = two_lists(some, middles)
    for row, first, other in zip(some, nearest, second, strict=True):
        away = [float(np.sum((row - middle) ** 2)) for middle in middles]
        assert first == int(np.argmin(away))
        way = (row - middles[first]) / np.linalg.norm(row - middles[first])
        losses = [
            distance + codes._ACROSS * float(way @ (row - middle)) ** 2
            for distance, middle in zip(away, middles, strict=True)
        ]
        losses[first] = np.inf
        assert other == int(np.argmin(losses))
    assert (second != np.argsort(((some[:, None] - middles) ** 2).sum(2))[:, 1]).any()


def test_a_passage_on_its_middle_has_a_second_list_too() -> None:
    middles = rows(5)
    nearest, second = two_lists(middles[:2], middles)
    assert nearest.tolist() == [0, 1]
    assert all(a != b for a, b in zip(nearest.tolist(), second.tolist(), strict=True))


def test_every_passage_is_in_two_lists_with_one_code(coded: Coded) -> None:
    assert coded.passages == COUNT
    query = rows(1, seed=2)[0]
    places, similarities = coded.search(query, COUNT, None)
    counts = np.bincount(places, minlength=COUNT)
    assert set(counts.tolist()) == {2}
    order = np.argsort(places, kind="stable")
    np.testing.assert_array_equal(similarities[order[::2]], similarities[order[1::2]])


@pytest.mark.parametrize("left", [COUNT // 50, COUNT // 5])  # compared one by one, and in lists
def test_what_filters_leave_is_found_once(coded: Coded, left: int) -> None:
    places = np.sort(np.random.default_rng(4).permutation(COUNT)[:left])
    query = rows(1, seed=2)[0]
    found, similarities = coded.among(query, 40, places)
    assert len(found) == len(similarities) >= 40
    assert len(set(found.tolist())) == len(found)
    assert set(found.tolist()) <= set(places.tolist())
    best = places[np.argsort(-rows(COUNT)[places] @ query)[:5]]
    assert set(best.tolist()) <= set(found.tolist())


def test_few_of_many_lists_are_looked_at_and_all_of_few() -> None:
    assert shape.probed(1024, 2) < shape.probed(1024, 2, filtered=True) < 1024 // 5
    assert shape.probed(64, 2) == 64
    assert shape.probed(1024, 2) < shape.probed(1024, 1) // 2


@pytest.mark.parametrize("filtered", [False, True])
def test_a_few_lists_hold_what_is_near(
    coded: Coded, monkeypatch: pytest.MonkeyPatch, filtered: bool
) -> None:
    monkeypatch.setattr(shape, "_PROBED", 16)
    monkeypatch.setattr(shape, "_PROBED_FILTERED", 20)
    made = rows(COUNT)
    left = np.random.default_rng(4).random(COUNT) < 0.5
    asked = np.flatnonzero(left)[:50]
    mask = left if filtered else None
    found = [coded.search(made[place], 60, mask)[0] for place in asked]
    assert sum(place in own for place, own in zip(asked, found, strict=True)) >= 48
    nothing = [coded.search(-made[place], 60, mask)[0] for place in asked]  # far from all lists
    assert not any(place in own for place, own in zip(asked, nothing, strict=True))
    if filtered:
        assert all(left[own].all() for own in found)
