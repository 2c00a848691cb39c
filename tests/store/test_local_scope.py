"""What words propose: papers that have all of the most telling ones first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from papersearch.store.local_scope import LocalScope
from papersearch.store.vectors import Allowed

PAPERS = 5000
CLAUSES = [[("word", 1.0)]]


class Lexical:
    """Finds the given papers, and counts how often it was asked for which."""

    def __init__(self, together: Sequence[int], best: Sequence[int]) -> None:
        self._together, self._best = together, best
        self.asked: list[tuple[str, int]] = []

    def together(self, wanted: object, k: int, sections: object = ()) -> list[int]:
        self.asked.append(("together", k))
        return list(self._together[:k])

    def best(self, wanted: object, k: int, sections: object = ()) -> list[int]:
        self.asked.append(("best", k))
        return list(self._best[:k])


class NoPostings:
    def postings(self) -> None:
        return None


def scope(lexical: Lexical, left: Sequence[int] | None = None) -> LocalScope:
    allowed = None
    if left is not None:
        mask = np.zeros(PAPERS + 1, np.bool_)
        mask[list(left)] = True
        allowed = Allowed(mask)
    parts: Any = (None, lexical, NoPostings(), range(PAPERS), allowed, ())
    return LocalScope(*parts)


def test_others_fill_up_what_has_all_of_the_words() -> None:
    lexical = Lexical(range(10), range(5, 300))
    assert scope(lexical).by_words(CLAUSES, 100, 40) == set(range(100))
    assert lexical.asked == [("together", 100), ("best", 100)]
    enough = Lexical(range(100), range(200, 300))
    assert scope(enough).by_words(CLAUSES, 100, 40) == set(range(100))
    assert enough.asked == [("together", 100)]


def test_filters_ask_for_as_many_more_as_they_leave_out() -> None:
    even = range(0, PAPERS, 2)
    lexical = Lexical(range(1000), ())
    assert scope(lexical, even).by_words(CLAUSES, 100, 40) == set(range(0, 200, 2))
    assert lexical.asked == [("together", 200)]


@pytest.mark.parametrize("together", [0, 40])
def test_where_filters_leave_too_few_others_are_asked_for(together: int) -> None:
    left = range(PAPERS - 1500, PAPERS)
    lexical = Lexical([*range(100), *left[:together]], [*range(900), *left])
    found = scope(lexical, left).by_words(CLAUSES, 100, 40)
    assert found >= set(left[:together])
    assert len(found) == 100
    assert [kind for kind, _ in lexical.asked] == ["together", "best", "best"]
    assert lexical.asked[2][1] == 4 * lexical.asked[1][1]


def test_all_that_there_are_is_enough() -> None:
    left = range(PAPERS - 1500, PAPERS)
    lexical = Lexical(left[:3], left[:5])
    assert scope(lexical, left).by_words(CLAUSES, 100, 40) == set(left[:5])
