from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.errors import InvalidQuery
from papersearch.types.dates import days_ago, iso_day, shifted

TODAY = datetime.date(2024, 7, 31)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-07-31", "2024-07-31", "2024-07-31"),
        ("2024-7-3", "2024-07-03", "2024-07-03"),
        ("2024/07/04", "2024-07-04", "2024-07-04"),
        ("2024.7.4", "2024-07-04", "2024-07-04"),
        ("20240704", "2024-07-04", "2024-07-04"),
        ("202402", "2024-02-01", "2024-02-29"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023/02", "2023-02-01", "2023-02-28"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("July 2024", "2024-07-01", "2024-07-31"),
        ("jul 2024", "2024-07-01", "2024-07-31"),
        ("4 July 2024", "2024-07-04", "2024-07-04"),
        ("July 4th, 2024", "2024-07-04", "2024-07-04"),
        ("2024 July 4", "2024-07-04", "2024-07-04"),
        ("2024년 7월 4일", "2024-07-04", "2024-07-04"),
        ("2024년 2월", "2024-02-01", "2024-02-29"),
        ("2024年7月4日", "2024-07-04", "2024-07-04"),
        ("today", "2024-07-31", "2024-07-31"),
        ("Yesterday", "2024-07-30", "2024-07-30"),
        ("어제", "2024-07-30", "2024-07-30"),
        ("this week", "2024-07-29", "2024-08-04"),
        ("last week", "2024-07-22", "2024-07-28"),
        ("지난주", "2024-07-22", "2024-07-28"),
        ("this month", "2024-07-01", "2024-07-31"),
        ("last  month", "2024-06-01", "2024-06-30"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("3 days ago", "2024-07-28", "2024-07-28"),
        ("2 weeks ago", "2024-07-17", "2024-07-17"),
    ],
)
def test_what_people_write(text: str, first: str, last: str) -> None:
    assert iso_day(text, today=TODAY) == first
    assert iso_day(text, last=True, today=TODAY) == last


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "2024-13-01", "2024-02-30", "24-1-1", "2024-1-1-1", "2024/07-04", "July",
        "July 4", "July July 2024", "32 July 2024", "2024 2025", "999999 days ago", "0000", "10000",
        "2024-07-31 " + " " * 100, "9" * 5000, "²²²²", "2024-1_0",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(InvalidQuery, match="is no date: write it as 2024-07-31"):
        iso_day(text, today=TODAY)


@given(st.text(alphabet="0123456789-/. 년월일julyagoweklst", max_size=40))
def test_any_text_is_a_date_or_said_to_be_none(text: str) -> None:
    try:
        first, last = (iso_day(text, last=own, today=TODAY) for own in (False, True))
    except InvalidQuery:
        return
    assert datetime.date.fromisoformat(first) <= datetime.date.fromisoformat(last)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("7d", "2024-07-24"),
        ("7 days", "2024-07-24"),
        ("2w", "2024-07-17"),
        ("week", "2024-07-24"),
        ("1 Month", "2024-07-01"),
        ("3개월", "2024-05-02"),
        ("year", "2023-08-01"),
    ],
)
def test_spans_as_people_write_them(span: str, expected: str) -> None:
    assert days_ago(span, TODAY) == expected


def test_no_day_lies_outside_of_the_calendar() -> None:
    assert shifted(TODAY, -31).isoformat() == "2024-06-30"
    assert shifted(datetime.date(1, 1, 3), -3) == datetime.date.min
    assert shifted(datetime.date(9999, 12, 30), 2) == datetime.date.max
    assert days_ago("99999y", TODAY) == "0001-01-01"


@pytest.mark.parametrize("span", ["", "7", "d", "soon", "-1d", "7 lightyears", "1.5w"])
def test_what_is_no_span(span: str) -> None:
    with pytest.raises(InvalidQuery, match="is no span of time"):
        days_ago(span, TODAY)
