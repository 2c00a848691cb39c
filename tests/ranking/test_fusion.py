from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.ranking.fusion import min_max, order, weighted_sum

SCORES = st.dictionaries(st.integers(0, 50), st.floats(-1e6, 1e6), max_size=20)


def test_min_max_spelled_out() -> None:
    assert min_max({1: 0.8, 2: 0.9, 3: 1.0}) == pytest.approx({1: 0.0, 2: 0.5, 3: 1.0})
    assert min_max({1: 3.0, 2: 3.0}) == {1: 1.0, 2: 1.0}
    assert min_max({}) == {}


def test_weighted_sum_spelled_out() -> None:
    fused = weighted_sum([(1.0, {1: 1.0, 2: 0.4}), (3.0, {2: 0.8, 3: 1.0})])
    assert fused == pytest.approx({1: 0.25, 2: (0.4 + 3 * 0.8) / 4, 3: 0.75})


def test_equal_scores_are_ordered_by_id() -> None:
    assert order({9: 0.5, 1: 0.5, 4: 0.9}) == [4, 1, 9]
    assert order({"b": 1.0, "a": 1.0}) == ["a", "b"]


@given(SCORES)
def test_scaled_scores_lie_between_0_and_1_and_keep_the_order(scores: dict[int, float]) -> None:
    scaled = min_max(scores)
    assert all(0.0 <= value <= 1.0 for value in scaled.values())
    ranked = order(scores)
    assert [scaled[key] for key in ranked] == sorted(scaled.values(), reverse=True)


@given(SCORES, SCORES, st.randoms())
def test_fusion_does_not_care_about_the_order_of_its_input(
    one: dict[int, float], two: dict[int, float], shuffler: random.Random
) -> None:
    def shuffled(scores: dict[int, float]) -> dict[int, float]:
        items = list(scores.items())
        shuffler.shuffle(items)
        return dict(items)

    expected = order(weighted_sum([(0.5, one), (0.5, two)]))
    assert order(weighted_sum([(0.5, shuffled(one)), (0.5, shuffled(two))])) == expected
