from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest.bounds import byline_bytes, within_limits
from papersearch.store.milvus import encoding
from papersearch.store.milvus.encoding import MOST_BYTES
from papersearch.store.milvus.facets import days_within, expression, facets
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
    parts = [re.fullmatch(r'days like "%(\|\d+\|)%"', own) for own in days_within(filters)]
    stored = facets(paper)["days"]
    found = any(part is not None and part.group(1) in stored for part in parts)
    assert found == any(since <= day <= until for day in days)
    assert len(parts) < 120


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
    assert len(days_within(Filters(since=since, until=until))) == count


def test_conditions_are_joined() -> None:
    filters = Filters(since="2024-07", min_votes=3, authors=("O'Hara", "  "))
    assert expression(filters) == 'last >= 20240701 and votes >= 3 and byline like "%ohara%"'
    filters = Filters(since="2024-07-01", until="2024-07-02")
    assert expression(filters, ['days like "%|20240701|%"']) == (
        "((first >= 20240701 and first <= 20240702) or (last >= 20240701 and last <= 20240702) "
        'or days like "%|20240701|%")'
    )
    assert expression(Filters()) == ""


def test_no_filter_writes_its_text_into_an_expression() -> None:
    for hostile in ('" or 1 == 1', "%", "_", "\\", "'", "\n"):
        written = expression(Filters(authors=(f"a{hostile}b",)))
        assert re.fullmatch(r'byline like "%[a-z0-9 A-PXZ]*%"', written)


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
