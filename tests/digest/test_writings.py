from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import writings


@given(st.text())
def test_a_plain_text_has_every_character_in_its_place(text: str) -> None:
    assert len(writings.plain(text)) == len(text)


@pytest.mark.parametrize(
    ("begin", "end", "year", "day"),
    [
        ((2, 12), (2, 16), 2024, "2024-02-16"),
        ((12, 29), (1, 2), 2026, "2026-01-02"),
        ((2, 12), (2, 31), 2024, ""),
        ((13, 1), (13, 2), 2024, ""),
    ],
)
def test_the_last_day_of_a_range(
    begin: tuple[int, int], end: tuple[int, int], year: int, day: str
) -> None:
    assert writings.last_of(begin, end, year) == day


def test_where_a_day_stands() -> None:
    text = "Papers of 5 March 2025, and more"
    (found,) = writings.days(text)
    assert text[found.start : found.end] == "5 March 2025"


@pytest.mark.parametrize(
    ("text", "year"),
    [("Top papers (Feb 24 - Mar 2) - 2025", "2025"), ("2024, 2025", "2025"), ("v2025.1", "")],
)
def test_the_year_of_a_text(text: str, year: str) -> None:
    assert writings.year_in(text) == year
