from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.errors import StoreFailed
from papersearch.paper import Paper
from papersearch.query import Filters
from papersearch.store.milvus.facets import days_within, expression, facets

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


def test_more_authors_than_fit_are_refused() -> None:
    paper = Paper("2407.00001", "t", authors=tuple(f"Author Number {n}" for n in range(5000)))
    with pytest.raises(StoreFailed, match=r"paper 2407\.00001 has more authors than a row"):
        facets(paper)
