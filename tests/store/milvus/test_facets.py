from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest.bounds import byline_bytes, within_limits
from papersearch.store.milvus import encoding
from papersearch.store.milvus.encoding import MOST_BYTES
from papersearch.store.milvus.facets import (
    Span,
    Within,
    authors_and_categories,
    facets,
    numbers,
    span,
)
from papersearch.text.tokens import fold_name
from papersearch.types import limits
from papersearch.types.merging import merge
from papersearch.types.paper import Entry, Paper
from papersearch.types.query import Filters

DAYS = st.dates(datetime.date(2019, 1, 1), datetime.date(2026, 12, 31))


@given(st.lists(DAYS, max_size=5), DAYS, DAYS)
def test_days_within_a_span(
    days: list[datetime.date], one: datetime.date, other: datetime.date
) -> None:
    since, until = sorted((one, other))
    filters = Filters(since=since.isoformat(), until=until.isoformat())
    paper = Paper("x", "t", days=tuple(sorted({day.isoformat() for day in days})))
    found = span(filters, straddled=True)
    assert found is not None
    assert found.days is not None
    assert found.holds(facets(paper)) == any(since <= day <= until for day in days)
    assert found.days.holds(facets(paper)) == found.holds(facets(paper))
    assert len(found.days.parts) < 120


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        ("2024-07-04", "2024-07-04", 1),
        ("2024-01-01", "2024-12-31", 1),
        ("2024-02-01", "2024-02-29", 1),
        ("2023-12-30", "2025-01-02", 2 + 1 + 2),
        ("9999-12-01", "9999-12-31", 1),
    ],
)
def test_whole_months_and_years_are_one_condition(since: str, until: str, count: int) -> None:
    found = span(Filters(since=since, until=until), straddled=True)
    assert found is not None
    assert found.days is not None
    assert len(found.days.parts) == count


def test_conditions_as_expressions() -> None:
    filters = Filters(since="2024-07", min_votes=3, authors=("O'Hara", "  "))
    assert numbers(filters) == "last >= 20240701 and votes >= 3"
    assert authors_and_categories(filters) == [Within("byline", ("ohara",))]
    assert authors_and_categories(filters)[0].expression == 'byline like "%ohara%"'
    assert numbers(Filters(until="2024-07")) == "first > 0 and first <= 20240731"
    filters = Filters(since="2024-07-01", until="2024-07-02")
    ends = "(first >= 20240701 and first <= 20240702) or (last >= 20240701 and last <= 20240702)"
    plain, straddled = (span(filters, straddled=own) for own in (False, True))
    assert isinstance(plain, Span)
    assert isinstance(straddled, Span)
    assert (plain.is_plain, plain.expression) == (True, ends)
    assert not straddled.is_plain
    assert straddled.expression == f'{ends} or days like "%|20240701|%" or days like "%|20240702|%"'
    assert (numbers(Filters()), authors_and_categories(Filters())) == ("", [])
    assert span(Filters(since="2024-07-01"), straddled=False) is None


def test_no_filter_writes_its_text_into_an_expression() -> None:
    for hostile in ('" or 1 == 1', "%", "_", "\\", "'", "\n"):
        (found,) = authors_and_categories(Filters(authors=(f"a{hostile}b",)))
        assert re.fullmatch(r'byline like "%[a-z0-9 A-PXZ]*%"', found.expression)


def test_a_row_holds_what_is_read_of_any_paper() -> None:
    names = tuple(f"{n}. 김철수-{n:x}" for n in range(20_000))
    entry, _ = within_limits(Entry("2407.00001", "t", authors=names))
    stored = facets(merge([entry]))["byline"]
    assert len(stored) <= MOST_BYTES
    assert stored.count("|") == len(entry.authors) + 1
    assert len(stored) + byline_bytes(names[len(entry.authors)]) > MOST_BYTES


def test_days_fit_whatever_they_are() -> None:
    days = tuple(f"{year:04}-01-01" for year in range(1, limits.DAYS + 1))
    stored = facets(Paper("2407.00001", "t", days=days))["days"]
    assert len(stored) <= MOST_BYTES
    assert all(f"|{year}0101|" in stored for year in range(1, limits.DAYS + 1))


def test_more_authors_than_fit_are_cut_between_two_names() -> None:
    paper = Paper("2407.00001", "t", authors=tuple(f"Author Number {n}" for n in range(5000)))
    stored = facets(paper)["byline"]
    assert len(stored) <= MOST_BYTES < len(stored) + 20
    assert stored.endswith("|")
    names = stored.strip("|").split("|")
    assert names == [f"author number {n}" for n in range(len(names))]


@given(st.text(max_size=40))
def test_authors_are_measured_as_they_are_written(author: str) -> None:
    assert byline_bytes(author) == len(encoding.name(fold_name(author))) + 1
