"""Our arithmetic, spelled out and against a well-kept library's."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.errors import UsageError
from papersearch.evaluation.measures import (
    interval,
    measure,
    ndcg,
    paired_p,
    recall,
    reciprocal_rank,
    separation,
)

GRADES = {"a": 3, "b": 0, "c": 1}
_ids = st.sampled_from([f"d{n}" for n in range(30)])


def test_spelled_out() -> None:
    ideal = 3 / math.log2(2) + 1 / math.log2(3)
    assert ndcg(["c", "x", "a"], GRADES, 10) == pytest.approx(
        (1 / math.log2(2) + 3 / math.log2(4)) / ideal
    )
    assert reciprocal_rank(["b", "x", "c"], GRADES, 10) == 1 / 3
    assert reciprocal_rank(["b", "x", "c"], GRADES, 2) == 0
    assert recall(["b", "c"], GRADES, 10) == 1 / 2
    assert ndcg([], {}, 10) == recall([], {}, 10) == 0


@given(
    st.lists(_ids, unique=True, max_size=25),
    st.dictionaries(_ids, st.integers(0, 3), min_size=1, max_size=20),
)
def test_measures_are_those_of_ir_measures(run: list[str], grades: dict[str, int]) -> None:
    ir_measures = pytest.importorskip("ir_measures", reason="pip install ir-measures")
    if not run or not any(grades.values()):
        return
    names = {"ndcg@10": "nDCG@10", "mrr@10": "RR@10", "recall@10": "R@10", "recall@100": "R@100"}
    theirs = ir_measures.calc_aggregate(
        [ir_measures.parse_measure(name) for name in names.values()],
        {"q": grades},
        {"q": {id_: float(len(run) - n) for n, id_ in enumerate(run)}},
    )
    for ours, name in names.items():
        value = theirs[ir_measures.parse_measure(name)]
        assert measure(ours)(run, grades) == pytest.approx(value)


@pytest.mark.parametrize("name", ["map", "ndcg", "ndcg@0", "ndcg@x", ""])
def test_unknown_measures(name: str) -> None:
    with pytest.raises(UsageError, match=r"no measure .*: write ndcg@10"):
        measure(name)


def test_an_interval_holds_the_mean_and_narrows_with_more_queries() -> None:
    values = np.random.default_rng(3).random(400)
    low, high = interval(values)
    assert low < values.mean() < high
    fewer_low, fewer_high = interval(values[:20])
    assert fewer_high - fewer_low > high - low
    assert interval(np.full(9, 0.5)) == (0.5, 0.5)


def test_paired_test() -> None:
    random = np.random.default_rng(3)
    values = random.random(100)
    assert paired_p(values, values) == 1.0
    assert paired_p(values + 0.1, values) < 0.001
    assert paired_p(values + random.normal(0, 0.1, 100), values) > 0.01
    assert paired_p(values, values + 0.1) == paired_p(values + 0.1, values)


def test_separation_spelled_out() -> None:
    assert separation(np.array([2.0, 3.0]), np.array([1.0, 2.0])) == (1 + 0.5 + 1 + 1) / 4
