"""Candidates that lie near others which answer come before those that stand alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from papersearch.ranking.fuse import FIRST, Scores
from papersearch.ranking.neighbours import NEAREST, SHARE, smooth
from papersearch.ranking.similarity import Similarities, Target
from papersearch.ranking.space import Space
from papersearch.types.arrays import Embeddings
from papersearch.types.passage_ids import pid_of


def scored(fused: Sequence[float], rows: Sequence[Sequence[float]]) -> Scores:
    """Return candidates 0, 1, ... in the order of their scores, each of one passage."""
    vectors: Embeddings = np.array(rows, np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    made = Scores()
    made.fused = dict(enumerate(fused))
    made.order = sorted(made.fused, key=lambda num: (-made.fused[num], num))
    made.lexical = {}
    query = np.eye(vectors.shape[1], dtype=np.float32)[0]
    pids = np.array([pid_of(num, 0) for num in range(len(vectors))], np.int64)
    made.dense = Similarities(pids, vectors, Target(query, query, Space()))
    return made


def test_a_paper_among_good_ones_comes_before_one_that_stands_alone() -> None:
    """Six lie together and one alone, which was third: 0.9 among them has more than 0.91."""
    fused = [1.0, 0.95, 0.91, 0.9, 0.3, 0.3, 0.2, 0.1]
    together, alone = [1.0, 0.1], [-0.1, 1.0]
    rows = [together, together, alone, together, together, together, together, alone]
    made = scored(fused, rows)
    smooth(made)
    assert made.order[:4] == [0, 1, 3, 2]
    assert [made.fused[num] for num in made.order] == fused


def test_spelled_out() -> None:
    """All are alike: each has 0.88 of its own score, and 0.12 of the mean of the first others."""
    fused = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4]
    made = scored(fused, [[1.0, 0.0]] * 7)
    smooth(made)
    assert made.order == list(range(7))
    assert (NEAREST, SHARE) == (5, 0.12)


def test_few_candidates_one_side_alone_and_names_stay_as_they_are() -> None:
    rows = [[1.0, 0.1], [1.0, 0.1], [0.1, 1.0], *[[1.0, 0.1]] * 5]
    fused = [1.0, 0.95, 0.91, 0.9, 0.3, 0.3, 0.2, 0.1]
    few = scored(fused[:NEAREST], rows[:NEAREST])
    smooth(few)
    one = scored(fused, rows)
    one.lexical = None
    smooth(one)
    named = scored(fused, rows)
    smooth(named, {2})
    for made in (few, one, named):
        assert made.order[:4] == [0, 1, 2, 3]


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=70), st.integers(0, 2**32 - 1))
def test_scores_fall_behind_the_first_nothing_moves_and_equal_papers_stay_in_order(
    values: list[float], seed: int
) -> None:
    random = np.random.default_rng(seed)
    rows = random.normal(size=(4, 6))[random.integers(0, 4, len(values))]  # many are equal
    made = scored([round(value, 1) for value in values], rows.tolist())
    before, held = list(made.order), sorted(made.fused.values(), reverse=True)
    smooth(made)
    assert sorted(made.order[:FIRST]) == sorted(before[:FIRST])
    assert made.order[FIRST:] == before[FIRST:]
    assert [made.fused[num] for num in made.order] == held
    places = {num: place for place, num in enumerate(made.order)}
    first = {num: made.fused[num] for num in before[:FIRST]}
    same = [
        (one, other)
        for one in first
        for other in first
        if one < other and (rows[one] == rows[other]).all() and _equal(values, one, other)
    ]
    assert all(places[one] < places[other] for one, other in same)


def _equal(values: list[float], one: int, other: int) -> bool:
    return round(values[one], 1) == round(values[other], 1)
