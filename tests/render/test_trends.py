from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from papersearch.atlas.shares import Interval, Month, change, months, wilson
from papersearch.atlas.types import Trend, Trends
from papersearch.render.terminal import Style, width
from papersearch.render.trends import headline, trends_json, trends_text


def month(name: str, near: int, papers: int) -> Month:
    return Month(name, near, papers, wilson(near, papers))


GROWING = (
    month("2024-01", 2, 100),
    month("2024-02", 0, 0),
    month("2024-03", 5, 9),
    month("2024-04", 40, 100),
)
TREND = Trend("state space models", GROWING, change(GROWING), ("2401.00001",))
QUERY = Trends("state space models", "day", (TREND,), 209, 3, 212)
STEADY = Trend("토큰 · visual tokens", GROWING, Interval(0.0, -0.1, 0.1), ())
TOPICS = Trends("", "arxiv", (TREND, STEADY), 209, 0, 5000)


def test_a_bar_for_each_month() -> None:
    assert trends_text(QUERY, Style(columns=80)).splitlines() == [
        "“state space models”: 47 of 209 papers are near, by month of the first digest",
        "",
        "2024-01   2/100   2.0 %  █▓░░░░░░",
        "⋮",
        "2024-03     5/9  55.6 %  ███████████████████████████▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓ few",
        "2024-04  40/100  40.0 %  ██████████████████████████████████▓▓▓▓▓▓▓▓▓▓░░░░░░░░░░░",
        "",
        "rising: +38.0 points from the first third of the months to the last (+27.7 to",
        "+47.9)",
        "█▓ the share, ▓░ where it may lie (95 %, Wilson); few: less than 30 papers",
    ]


def test_a_line_for_each_topic() -> None:
    lines = trends_text(TOPICS, Style(columns=80)).splitlines()
    assert lines[0] == (
        "Share of 2 topics among 209 papers, a sample of 5,000, by month of the arXiv"
    )
    assert lines[4] == "↑   +38.0  +27.7 to +47.9      47   ·█▆  state space models"
    assert lines[5] == "·    +0.0  −10.0 to +10.0      47   ·█▆  토큰 · visual tokens"


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 120, 200])
@pytest.mark.parametrize("trends", [QUERY, TOPICS], ids=["query", "topics"])
def test_no_line_is_wider_than_the_terminal(trends: Trends, columns: int) -> None:
    lines = trends_text(trends, Style(columns=columns)).splitlines()
    least = 60 if trends is TOPICS else 34  # what the figures take
    assert max(map(width, lines)) <= max(columns, least)


def test_colour_only_where_it_is_wanted() -> None:
    assert "\x1b[" not in trends_text(QUERY, Style(columns=80))
    assert "\x1b[" in trends_text(QUERY, Style(color=True, columns=80))


def test_hostile_names_do_nothing() -> None:
    hostile = "\x1b[2J\u202e<script>alert(1)</script>"
    for trends in (
        replace(QUERY, query=hostile),
        replace(TOPICS, trends=(replace(TREND, name=hostile),)),
    ):
        for output in (trends_text(trends, Style()), trends_json(trends)):
            assert not set(output) & {"\x1b", "\u202e"}


def test_json_says_all() -> None:
    found = orjson.loads(trends_json(QUERY))
    assert list(found) == ["query", "by", "papers", "undated", "found", "trends", "as_text"]
    (trend,) = found["trends"]
    assert list(trend) == ["name", "direction", "change", "papers", "months"]
    assert trend["months"][2] == {
        "month": "2024-03",
        "near": 5,
        "papers": 9,
        "few": True,
        "share": {"value": 0.555556, "low": 0.266651, "high": 0.811221},
    }
    assert orjson.loads(trends_json(TOPICS))["query"] is None


def test_nothing_to_show() -> None:
    assert trends_text(Trends("", "day", (), 0, 0, 0), Style()) == ""
    empty = Trend("x", months([], []), change(()), ())
    assert "0 of 0 papers" in trends_text(Trends("x", "day", (empty,), 0, 0, 0), Style())


class TestPictures:
    @pytest.fixture(autouse=True)
    def _library(self) -> None:
        pytest.importorskip("matplotlib", reason="needs papersearch[map]")

    @pytest.mark.parametrize("trends", [QUERY, TOPICS], ids=["query", "topics"])
    def test_pictures(self, trends: Trends) -> None:
        from papersearch.render.pictures.trends_picture import trends_picture

        assert trends_picture(trends, "png", dark=True).startswith(b"\x89PNG\r\n")
        svg = trends_picture(trends, "svg")
        assert headline(trends).split(":")[-1].encode() in svg
        assert svg == trends_picture(trends, "svg")

    def test_a_page_loads_and_runs_nothing(self) -> None:
        from papersearch.render.pictures.trends_page import trends_page

        page = trends_page(replace(QUERY, trends=(replace(TREND, name="<script>x</script>"),)))
        assert "<script" not in page
        assert "default-src 'none'; img-src data:;" in page
        assert page.count("data:image/svg+xml;base64,") == 2
        assert "<td>2024-04</td><td>40</td><td>100</td><td>40.0 %</td>" in page
        assert '<tr class="few"><td>2024-02</td>' in page
