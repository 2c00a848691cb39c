"""Reranking, by itself: who is scored, and who stands where afterwards."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from papersearch.ranking.fuse import FIRST, Scores
from papersearch.ranking.reranking import reorder


def scores(count: int) -> Scores:
    """Return candidates 0, 1, ... by rank, whose fused scores fall."""
    found = Scores()
    found.order = list(range(count))
    found.fused = {num: 1.0 - num / 1000 for num in found.order}
    return found


def test_the_first_are_scored_but_those_that_are_named() -> None:
    assert scores(60).first({0, 3, 55}) == [1, 2, *range(4, FIRST)]
    assert scores(2).first(set()) == [0, 1]


def test_the_scored_share_out_their_places_and_their_fused_scores() -> None:
    candidates = scores(5)
    reorder(candidates, {1: -3.0, 2: 9.5, 4: 0.0})
    assert candidates.order == [0, 2, 4, 3, 1]
    assert [candidates.fused[num] for num in candidates.order] == [1.0, 0.999, 0.998, 0.997, 0.996]
    assert candidates.before == [0, 1, 2, 3, 4]
    assert candidates.found == {1: -3.0, 2: 9.5, 4: 0.0}


@given(st.integers(0, 120), st.data())
def test_reranking_moves_the_first_and_nobody_else(count: int, data: st.DataObject) -> None:
    candidates = scores(count)
    named = data.draw(st.sets(st.integers(0, 2)))
    nums = candidates.first(named)
    values = st.sampled_from([-1.0, 0.0, 0.5, 7.0])
    found = {num: data.draw(values) for num in nums}
    reorder(candidates, found)
    order = candidates.order
    assert sorted(order) == list(range(count))
    assert order[FIRST:] == list(range(count))[FIRST:]
    assert [num for num in order if num in named] == sorted(named & set(range(count)))
    ranked = [(-found[num], num) for num in order if num in found]
    assert ranked == sorted(ranked)  # equal ones by the rank that they had
    falling = [candidates.fused[num] for num in order]
    assert falling == sorted(falling, reverse=True)
