from __future__ import annotations

import pytest

from papersearch.types.query import Filters
from tests.atlas.conftest import Index


def test_topics_rise_and_fall(corpus: Index) -> None:
    found = corpus.trends(topics=3)
    assert found.query == ""
    assert [trend.direction for trend in found.trends] == ["rising", "unclear", "falling"]
    rising, steady, falling = found.trends
    assert "aussian" in rising.name
    assert "peech" in steady.name
    assert "rotein" in falling.name
    assert "단백질" in falling.name
    assert [month.near for month in falling.months] == [12, 10, 4, 2]


def test_the_shares_of_a_month_add_up(corpus: Index) -> None:
    found = corpus.trends(topics=4)
    for months in zip(*(trend.months for trend in found.trends), strict=True):
        assert sum(month.near for month in months) == months[0].papers


def test_intervals_of_many_topics_are_wider(corpus: Index) -> None:
    one = corpus.trends("protein folding").trends[0].change
    three = corpus.trends(topics=3).trends[-1].change
    assert one.value == pytest.approx(three.value)
    assert three.high - three.low > one.high - one.low


def test_an_index_without_papers(corpus: Index) -> None:
    nothing = Filters(since="2030")
    assert corpus.trends(filters=nothing).trends == ()
    found = corpus.trends("protein", filters=nothing)
    assert (found.counted, found.trends[0].months) == (0, ())


def test_trends_change_nothing_in_the_index(corpus: Index) -> None:
    before = corpus.status()
    corpus.trends()
    corpus.trends("protein")
    assert corpus.status() == before
