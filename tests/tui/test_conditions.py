"""Filters in one line."""

from __future__ import annotations

import contextlib
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.errors import InvalidQuery
from papersearch.tui.conditions import HINT, conditions
from papersearch.types.query import Filters

TODAY = datetime.date(2025, 3, 1)


def test_all_of_them() -> None:
    assert conditions("", TODAY) == Filters()
    text = 'since:2024-06 UNTIL:2024 votes:20 author:lima author:"van der Berg" section:tech'
    text += " category:cs"
    assert conditions(text, TODAY) == Filters(
        "2024-06-01", "2024-12-31", ("lima", "van der Berg"), 20, ("tech",), ("cs",)
    )
    assert conditions("last:7d", TODAY) == Filters(since="2025-02-22")
    assert conditions("author:O'Hara", TODAY) == Filters(authors=("O'Hara",))


def test_the_hint_says_what_works() -> None:
    for part in HINT.split():
        assert conditions(part, TODAY)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("lima", "'lima' is no filter: write since:"),
        ("since:", "'since:' is no filter"),
        ("since:soon", "'soon' is no date"),
        ("last:soon", "no span of time"),
        ("last:7d since:2024", "give one of them"),
        ("votes:many", "no number of votes"),
        ('author:"lima', "quotation mark is not closed"),
    ],
)
def test_what_is_no_filter_is_told(text: str, message: str) -> None:
    with pytest.raises(InvalidQuery, match=message):
        conditions(text, TODAY)


@given(st.text())
def test_anything_is_filters_or_told(text: str) -> None:
    with contextlib.suppress(InvalidQuery):
        assert isinstance(conditions(text, TODAY), Filters)
