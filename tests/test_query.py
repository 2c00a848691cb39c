from __future__ import annotations

import datetime

import pytest

from papersearch.errors import InvalidQuery
from papersearch.query import MAX_CHARACTERS, MAX_K, Filters, Query, days_ago, iso_day


@pytest.mark.parametrize(
    ("text", "k", "mode", "message"),
    [
        ("", 10, "hybrid", "query is empty"),
        (" \n\t", 10, "hybrid", "query is empty"),
        ("?! … ***", 10, "hybrid", "neither letters nor digits"),
        ("x" * 100_000, 10, "hybrid", "100,000 characters: at most 10,000"),
        ("x", 0, "hybrid", "cannot return 0 papers"),
        ("x", -1, "hybrid", "cannot return -1 papers"),
        ("x", 1_000_000, "hybrid", "cannot return 1,000,000 papers"),
        ("x", 10, "fuzzy", "no mode 'fuzzy'"),
    ],
)
def test_impossible_queries_say_what_is_wrong(text: str, k: int, mode: str, message: str) -> None:
    with pytest.raises(InvalidQuery, match=message):
        Query(text, k, mode)


def test_the_limits_themselves_are_allowed() -> None:
    assert Query("토" * MAX_CHARACTERS, MAX_K).k == MAX_K
    assert Query("C++", 1, "lexical").mode == "lexical"


@pytest.mark.parametrize(
    ("text", "last", "expected"),
    [
        ("2024-07-31", False, "2024-07-31"),
        ("2024-7-3", False, "2024-07-03"),
        ("2024-02", False, "2024-02-01"),
        ("2024-02", True, "2024-02-29"),
        ("2024", False, "2024-01-01"),
        ("2024", True, "2024-12-31"),
    ],
)
def test_days(text: str, last: bool, expected: str) -> None:
    assert iso_day(text, last=last) == expected


@pytest.mark.parametrize("text", ["yesterday", "2024-13-01", "2024-02-30", "24-1-1", "2024-1-1-1"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(InvalidQuery, match="is no date"):
        iso_day(text)


@pytest.mark.parametrize(
    ("span", "expected"),
    [("7d", "2024-12-24"), ("2w", "2024-12-17"), ("1y", "2024-01-01"), ("99999y", "0001-01-01")],
)
def test_spans(span: str, expected: str) -> None:
    assert days_ago(span, datetime.date(2024, 12, 31)) == expected


def test_what_is_no_span() -> None:
    with pytest.raises(InvalidQuery, match="is no span of time"):
        days_ago("soon", datetime.date(2024, 12, 31))


def test_filters_are_checked_and_completed() -> None:
    assert Filters(since="2024-07", until="2024-07") == Filters("2024-07-01", "2024-07-31")
    with pytest.raises(InvalidQuery, match="since 2024-08-01 is after until 2024-07-31"):
        Filters(since="2024-08", until="2024-07")
    assert not Filters()
    assert Filters(min_votes=0)
