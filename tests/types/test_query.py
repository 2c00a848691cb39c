from __future__ import annotations

import datetime
from typing import Any

import pytest

from papersearch.errors import InvalidQuery
from papersearch.types.dates import days_ago, iso_day
from papersearch.types.query import MAX_CHARACTERS, MAX_K, Filters, Query


@pytest.mark.parametrize(
    ("text", "k", "mode", "message"),
    [
        ("", 10, "hybrid", "query is empty"),
        (" \n\t", 10, "hybrid", "query is empty"),
        ("?! … ***", 10, "hybrid", "neither letters nor digits"),
        ("\u3164\u200b\ufe0f", 10, "hybrid", "neither letters nor digits"),
        ("x" * 100_000, 10, "hybrid", "100,000 characters: at most 10,000"),
        ("\ufdfa" * 556, 10, "hybrid", "10,008 characters: at most 10,000"),
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


@pytest.mark.parametrize("text", ["soon", "2024-13-01", "2024-02-30", "24-1-1", "2024-1-1-1"])
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


def test_filters_take_a_text_or_several() -> None:
    assert Filters(authors="Song Han").authors == ("Song Han",)
    assert Filters(sections=["technical", "new"]).sections == ("technical", "new")
    assert Filters(since=datetime.date(2024, 7, 4)).since == "2024-07-04"
    assert Filters(until=datetime.datetime(2024, 7, 4, 12)).until == "2024-07-04"
    assert Filters(since=None, authors=None) == Filters()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"since": 20240704}, "since is of the type int: give a day as a text"),
        ({"authors": 5}, "authors is of the type int: give a text or a list of texts"),
        ({"authors": {"a": 1}}, "authors is of the type dict"),
        ({"sections": ["a", 1]}, "sections holds of the type int"),
    ],
)
def test_filters_refuse_what_they_do_not_know(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidQuery, match=message):
        Filters(**given)
    with pytest.raises(TypeError, match="author"):
        Filters(author="Song Han")  # type: ignore[call-arg]


def test_a_query_refuses_filters_that_are_none() -> None:
    with pytest.raises(InvalidQuery, match="filters are of the type dict: give Filters"):
        Query("x", filters={"since": "2024"})  # type: ignore[arg-type]


def test_filters_are_checked_and_completed() -> None:
    assert Filters(since="2024-07", until="2024-07") == Filters("2024-07-01", "2024-07-31")
    with pytest.raises(InvalidQuery, match="since 2024-08-01 is after until 2024-07-31"):
        Filters(since="2024-08", until="2024-07")
    assert not Filters()
    assert Filters(min_votes=0)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"min_votes": 10**30}, "so many votes: the least is a whole number from 0 to 999,999,999"),
        ({"min_votes": 10**5000}, "so many votes"),
        ({"min_votes": -1}, "-1 votes"),
        ({"min_votes": True}, "cannot have 1 votes"),
        ({"min_votes": 1.5}, r"1\.5 votes"),
        ({"min_votes": float("nan")}, "nan votes"),
        ({"authors": ("a",) * 21}, "21 authors are given: at most 20"),
        ({"sections": ("a" * 201,)}, "one of the sections has more than 200 characters"),
        ({"since": "0000"}, "'0000' is no date"),
        ({"since": "10000"}, "is no date"),
        ({"since": "9" * 5000}, "^'9{60}…' is no date"),
        ({"since": "2024-1_0"}, "is no date"),
        ({"since": "2024-+7"}, "is no date"),
        ({"until": "²²²²"}, "is no date"),
    ],
)
def test_filters_have_bounds(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidQuery, match=message):
        Filters(**given)


NOT_K = (10**30, 10**5000, -(10**5000), True, 1.0, float("inf"), "5", None)


@pytest.mark.parametrize("k", NOT_K, ids=lambda k: type(k).__name__)
def test_k_is_a_whole_number_that_can_be_meant(k: Any) -> None:
    with pytest.raises(InvalidQuery, match="k is between 1 and 10,000") as caught:
        Query("x", k)
    assert len(str(caught.value)) < 100


def test_the_longest_span_ends_with_the_calendar() -> None:
    assert days_ago("99999y", datetime.date(2024, 1, 1)) == "0001-01-01"
    with pytest.raises(InvalidQuery, match="is no span"):
        days_ago("9" * 5000 + "d", datetime.date(2024, 1, 1))


def test_filters_may_stand_alone() -> None:
    assert Query("", filters=Filters(min_votes=3)).words == ""
    with pytest.raises(InvalidQuery, match="neither letters nor digits"):
        Query("?!", filters=Filters(min_votes=3))
