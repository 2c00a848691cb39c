"""Taste as arithmetic: what is liked scores high, and what it costs to dislike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.following.taste import learn
from papersearch.types.arrays import Embeddings, middles

NONE = np.empty((0, 8), np.float32)


def papers(count: int, seed: int = 0) -> Embeddings:
    rows = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    unit: Embeddings = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def near(place: int, count: int) -> Embeddings:
    """Papers near to one axis."""
    rows = papers(count, place + 1) * 0.2
    rows[:, place] += 1
    unit: Embeddings = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def test_papers_like_the_liked_ones_stand_out() -> None:
    corpus = papers(400)
    taste = learn(near(2, 3), NONE, corpus)
    assert taste.scores(near(2, 20)).min() > np.quantile(taste.scores(corpus), 0.95)


def test_scores_are_deviations_of_the_corpus() -> None:
    corpus = papers(400)
    scores = learn(near(2, 3), NONE, corpus).scores(corpus)
    assert float(scores.mean()) == pytest.approx(0, abs=1e-4)
    assert float(scores.std()) == pytest.approx(1, abs=1e-4)


def test_what_varies_much_says_little() -> None:
    # Liked papers lie as far along the first axis as along the second, but along the first one
    # all papers differ: a paper that is alike in the second only counts more.
    corpus = papers(4000) * np.array([3, 0.3, 1, 1, 1, 1, 1, 1], np.float32)
    liked = np.zeros((3, 8), np.float32)
    liked[:, :2] = 0.7
    first, second = learn(liked, NONE, corpus).scores(np.eye(8, dtype=np.float32)[:2])
    assert second > first


def test_disliked_papers_are_pushed_away() -> None:
    corpus = papers(400)
    liked, disliked = near(2, 5), near(3, 5)
    before = learn(liked, NONE, corpus).scores(disliked)
    after = learn(liked, disliked, corpus).scores(disliked)
    assert (after < before).all()


def test_two_interests_are_both_liked() -> None:
    corpus = papers(400)
    taste = learn(np.concatenate([near(2, 3), near(5, 3)]), NONE, corpus)
    for place in (2, 5):
        assert float(taste.scores(near(place, 20)).mean()) > 1


@given(seed=st.integers(0, 1000), count=st.integers(1, 20))
def test_the_same_rows_give_the_same_taste(seed: int, count: int) -> None:
    corpus, liked = papers(count, seed), papers(3, seed + 1)
    one, two = learn(liked, NONE, corpus), learn(liked, NONE, corpus)
    assert np.array_equal(one.scores(corpus), two.scores(corpus))
    assert np.isfinite(one.scores(corpus)).all()


def test_middles_of_passages() -> None:
    rows = np.array([[1, 0], [0, 1], [0, 1], [0, -1], [0, 1]], np.float32)
    nums, found = middles(np.array([3, 3, 5, 9, 9]), rows)
    assert nums.tolist() == [3, 5, 9]
    assert found == pytest.approx(np.array([[0.5**0.5, 0.5**0.5], [0, 1], [0, 0]]), abs=1e-6)
    assert middles(np.empty(0, np.int64), rows[:0])[1].shape == (0, 2)
