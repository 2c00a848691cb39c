from __future__ import annotations

import pytest

from papersearch.types import months


@pytest.mark.parametrize(
    ("word", "number"),
    [("March", 3), ("MAR.", 3), ("März", 3), ("août", 8), ("декабря", 12), ("set", 0), ("", 0)],
)
def test_the_number_of_a_month(word: str, number: int) -> None:
    assert months.number(word) == number


def test_every_language_has_twelve() -> None:
    assert set(months.NUMBERS.values()) == set(range(1, 13))
