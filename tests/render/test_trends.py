from __future__ import annotations

import re
from dataclasses import replace

import orjson
import pytest

from papersearch.atlas.forms import Form, FormChange
from papersearch.atlas.shares import Interval, Month, change, months, wilson
from papersearch.atlas.types import Trend, Trends
from papersearch.render import trend_words
from papersearch.render.pictures.trends_page import trends_page
from papersearch.render.terminal import Style, width
from papersearch.render.trend_words import headline, summary
from papersearch.render.trends import trends_json, trends_text
from papersearch.types.paper import Paper


def month(name: str, near: int, papers: int) -> Month:
    return Month(name, near, papers, wilson(near, papers))


GROWING = (
    month("2024-01", 2, 100),
    month("2024-02", 0, 0),
    month("2024-03", 5, 9),
    month("2024-04", 40, 100),
)
MEMBERS = {
    f"2401.0000{n}": Paper(
        f"2401.0000{n}",
        f"Paper {n}",
        days=(f"2024-0{n}-05",),
        votes=n,
        url=f"https://arxiv.org/abs/2401.0000{n}",
    )
    for n in (1, 3, 4)
}
PLAIN, HEADED = Form((), "hangul", 500), Form(("What's New", "Details"), "hangul", 650)
CHANGES = (FormChange("2024-03", PLAIN, HEADED),)
TREND = Trend("state space models", GROWING, change(GROWING), tuple(MEMBERS))
QUERY = Trends("state space models", "day", (TREND,), 209, 3, 212, (), MEMBERS)
UNCLEAR = Trend("토큰 · visual tokens", GROWING, Interval(0.0, -0.2, 0.2), ("2401.00003",))
TOPICS = Trends("", "arxiv", (TREND, UNCLEAR), 209, 0, 5000, (), MEMBERS)


def test_a_bar_for_each_month() -> None:
    assert trends_text(QUERY, Style(columns=80)).splitlines() == [
        "“state space models”: 47 of 209 papers are near, by month of the first digest",
        "",
        "2024-01   2/100   2.0 %    1–7 %  █░",
        "⋮",
        "2024-03     5/9  55.6 %  27–81 %  ████████████████████████████ few",
        "2024-04  40/100  40.0 %  31–50 %  ████████████████████████████████░░░░░░░░░░",
        "",
        "rising: +38.0 points from the first third of the months to the last (+27.7 to",
        "+47.9)",
        "█░ the share, █ at least, for certain (95 %, Wilson); few: less than 50 papers,",
        "of which only what is certain is drawn",
    ]


def test_a_line_for_each_topic() -> None:
    lines = trends_text(TOPICS, Style(columns=80)).splitlines()
    assert lines[0] == (
        "Share of 2 topics among 209 papers, a sample of 5,000, by month of the arXiv"
    )
    assert lines[4] == "↑   +38.0  +27.7 to +47.9      47   ·▅█  state space models"
    assert lines[5] == "·    +0.0  −20.0 to +20.0      47   ·▅█  토큰 · visual tokens"
    assert "Rising: state space models" in lines
    assert "Of 1 of 2 topics the papers are too few to tell" in lines
    assert not [line for line in lines if line.startswith("Falling")]


def test_a_month_of_few_papers_never_has_the_longest_bar() -> None:
    for near in range(10):
        found = (month("2024-01", 30, 100), month("2024-02", near, 9), month("2024-03", 20, 100))
        trend = Trend("x", found, change(found), ())
        lines = trends_text(Trends("x", "day", (trend,), 209, 0, 209), Style(columns=90))
        bars = [line.count("█") + line.count("░") for line in lines.splitlines() if "2024-" in line]
        assert max(bars) == bars[0]


def test_what_moves_with_the_form_is_said_and_not_called_a_rise() -> None:
    trends = replace(TOPICS, trends=(replace(TREND, broken="2024-03"), UNCLEAR), changes=CHANGES)
    text = trends_text(trends, Style(columns=200))
    assert (
        "! The form of the digests changed in 2024-03: no headings (500 characters), then "
        "What's New · Details (650 characters)." in text
    )
    assert "Rising:" not in text
    assert "\n!↑   +38.0" in text
    found = orjson.loads(trends_json(trends))
    assert found["trends"][0]["broken"] == "2024-03"
    assert found["form_changes"] == [
        {
            "month": "2024-03",
            "before": {"labels": [], "script": "hangul", "length": 500},
            "after": {"labels": ["What's New", "Details"], "script": "hangul", "length": 650},
        }
    ]
    assert "jumps where the form changed" in summary(trends.trends[0])


def test_too_few_papers_are_said_to_be_too_few() -> None:
    found = (month("2024-01", 3, 20), month("2024-02", 5, 20))
    thin = Trends("x", "day", (Trend("x", found, change(found), ()),), 40, 0, 40)
    text = trends_text(thin, Style(columns=200))
    assert "too few papers to tell: +10.0 points" in text
    assert "Every month has less than 50 papers: the counts are too few to tell a trend." in text
    assert "Every month" not in trends_text(QUERY, Style(columns=200))


@pytest.mark.parametrize(
    ("low", "high", "direction"),
    [
        (0.01, 0.2, "rising"),
        (-0.2, -0.01, "falling"),
        (-0.1, 0.1, "steady"),
        (-0.2, 0.1, "unclear"),
    ],
)
def test_directions(low: float, high: float, direction: str) -> None:
    trend = Trend("x", GROWING, Interval(0.0, low, high), ())
    assert trend.share == pytest.approx(47 / 209)
    assert trend.direction == direction


def test_both_languages_say_everything() -> None:
    for key, (english, korean) in trend_words._WORDS.items():
        named = re.compile(r"\{\w+\}")
        assert set(named.findall(english)) == set(named.findall(korean)), key
        assert re.search("[가-힣%]", korean), key


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
    assert list(found) == [
        "query", "by", "papers", "undated", "found", "trends", "as_text", "form_changes"
    ]  # fmt: skip
    (trend,) = found["trends"]
    assert list(trend) == ["name", "direction", "change", "papers", "broken", "months"]
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


def test_a_page_loads_and_runs_nothing() -> None:
    hostile = replace(MEMBERS["2401.00001"], title="<script>x</script>", url="javascript:x()")
    members = {**MEMBERS, hostile.id: hostile}
    for trends in (QUERY, TOPICS):
        page = trends_page(replace(trends, query=trends.query and "<script>", members=members))
        assert "<script" not in page
        assert "javascript:" not in page
        assert "default-src 'none'; style-src 'sha256-" in page
        assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//(?!arxiv.org/abs)", page)
        assert " style=" not in page
        assert "&lt;script&gt;x&lt;/script&gt;" in page
        assert 'href="https://arxiv.org/abs/2401.00004"' in page


def test_a_page_has_the_papers_of_each_month_and_says_what_it_knows_on_hover() -> None:
    page = trends_page(replace(QUERY, changes=CHANGES))
    assert 'title="2024-04: 40 of 100 papers, 40.0 % (30.9 to 49.8 %)"' in page
    (april,) = re.findall(r"<details><summary>(?:(?!<details>).)*2024-04.*?</details>", page)
    assert "Paper 4" in april
    assert "Paper 3" not in april
    assert '<li class="month few changed">' in page
    assert '<p class="warning">The form of the digests changed in 2024-03' in page
    assert page.count('class="gap"') == 1
    topics = trends_page(TOPICS)
    assert "<title>2024-04: 40 of 100 papers, 40.0 % (30.9 to 49.8 %)</title>" in topics
    assert topics.index("Paper 4") < topics.index("Paper 1")  # more votes
