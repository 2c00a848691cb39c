"""Words held in memory by token say what words read paper by paper say."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from papersearch.store.bm25 import Clause, packed, scored
from papersearch.store.postings import Postings
from papersearch.store.vectors import Allowed

VOCABULARY = [f"w{number}" for number in range(60)]
MEAN = 31.5
CLAUSES: list[list[Clause]] = [
    [[("w1", 1.0)]],
    [[("w1", 1.0)], [("w2", 0.7)], [("w1", 0.3)]],
    [[("w3", 1.0), ("w4", 0.6), ("w59", 0.2)], [("w5", 1.0), ("nowhere", 0.5)]],
    [[("nowhere", 1.0)]],
    [],
]


def weight(token: str) -> float:
    return 0.5 + zlib.crc32(token.encode()) % 100 / 20


def expected_of(papers: dict[int, bytes], wanted: Sequence[Clause]) -> dict[int, float]:
    return scored(papers, wanted, weight, MEAN)


@pytest.fixture(scope="module")
def papers() -> dict[int, bytes]:
    random = np.random.default_rng(0)
    return {
        int(num): packed(Counter(random.choice(VOCABULARY[:50], size).tolist()))
        for num, size in zip(range(3, 900, 7), random.integers(0, 60, 200), strict=False)
    }


@pytest.mark.parametrize("wanted", CLAUSES, ids=str)
def test_scores_are_the_same_to_the_bit(papers: dict[int, bytes], wanted: Sequence[Clause]) -> None:
    postings = Postings(papers, MEAN)
    expected = expected_of(papers, wanted)
    assert postings.scores_of(list(papers), wanted, weight) == expected
    some = [*list(papers)[::3], 4, 100_000]  # two of which are no papers
    assert postings.scores_of(some, wanted, weight) == {
        n: expected[n] for n in some if n in expected
    }
    assert postings.scores_of([], wanted, weight) == {}


@pytest.mark.parametrize("wanted", CLAUSES, ids=str)
@pytest.mark.parametrize("filtered", [False, True])
def test_the_best_are_those_of_the_highest_scores(
    papers: dict[int, bytes], wanted: Sequence[Clause], filtered: bool
) -> None:
    postings = Postings(papers, MEAN)
    left = np.arange(1000) % 2 == 0
    allowed = Allowed(left) if filtered else None
    expected = expected_of(papers, wanted)
    expected = {num: score for num, score in expected.items() if not filtered or left[num]}
    for count in (1, 5, 1000):
        found = postings.best(wanted, weight, count, allowed)
        assert len(found) == min(count, len(expected))
        worst = min((expected[num] for num in found), default=0.0)
        assert all(expected[num] <= worst for num in expected.keys() - found)


def test_what_was_asked_last_is_not_what_is_asked_now(papers: dict[int, bytes]) -> None:
    postings = Postings(papers, MEAN)
    for wanted in (CLAUSES[0], CLAUSES[2], CLAUSES[0]):
        expected = expected_of(papers, wanted)
        for _ in range(2):
            assert postings.scores_of(list(papers), wanted, weight) == expected


def test_papers_without_a_word() -> None:
    postings = Postings({1: b"", 5: b""}, 1.0)
    assert postings.best(CLAUSES[0], weight, 10, None) == set()
    assert postings.scores_of([1, 5], CLAUSES[0], weight) == {}
