"""The number that people see, and where an answer ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from papersearch.ranking.relevance import nearer, relevance

SCORES = st.lists(st.floats(-1, 2), min_size=1, max_size=60)


def test_spelled_out() -> None:
    assert relevance(0.8, 0.8, 0.75) == 75.0
    assert relevance(0.4, 0.8, 0.75) == 37.5
    assert relevance(-0.1, 0.8, 0.75) == 0.0
    assert relevance(0.0, 0.0, 0.75) == 0.0


@given(SCORES, st.floats(0, 1))
def test_it_falls_with_the_score_and_stays_between_0_and_100(
    scores: list[float], sure: float
) -> None:
    ordered = sorted(scores, reverse=True)
    shown = [relevance(score, ordered[0], sure) for score in ordered]
    assert shown == sorted(shown, reverse=True)
    assert all(0 <= value <= 100 for value in shown)


def test_papers_stand_out_that_are_well_above_the_twentieth() -> None:
    scores = dict(enumerate([1.0, 0.6, 0.5, *[0.2] * 30]))
    assert nearer(scores, list(scores)) == {0, 1}  # from 0.2 + 0.4 x 0.8 = 0.52 on


def test_of_fewer_papers_those_stand_out_that_have_a_part_of_the_first_score() -> None:
    scores = {7: 1.0, 8: 0.41, 9: 0.39}
    assert nearer(scores, list(scores)) == {7, 8}


def test_papers_that_are_named_are_all_of_the_answer() -> None:
    assert nearer({1: 2.0, 2: 1.9}, [1, 2], {1}) == {1}
    assert nearer({}, []) == ()


@given(SCORES)
def test_the_first_one_always_stands_out_and_no_gap_is_skipped(scores: list[float]) -> None:
    ordered = dict(enumerate(sorted(scores, reverse=True)))
    found = sorted(nearer(ordered, list(ordered)))
    assert found == list(range(len(found)))
    assert len(found) >= (ordered[0] >= 0 or len(ordered) >= 20)
