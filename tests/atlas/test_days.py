"""Days by votes, weeks by topics: what is in them, and which are next to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import InvalidQuery
from papersearch.render.days import PERIOD_FORMATS, render_day, render_period
from papersearch.render.hits import FORMATS
from papersearch.types.query import Filters

MONDAY, FRIDAY, SUNDAY = "2026-11-16", "2026-11-20", "2026-11-22"


def record(number: int, day: str, votes: int | None, topic: str = "rivers") -> dict[str, object]:
    return {
        "id": f"2611.{number:05d}",
        "title": f"On {topic} of the {number}th kind",
        "summary": f"We study {topic} {topic} and their {number} bends.",
        "authors": ["Mara Quill" if number % 2 else "Per Ode"],
        "date": day,
        "votes": votes,
    }


RECORDS = [
    record(1, "2026-11-13", 9),
    record(2, MONDAY, 3),
    record(3, FRIDAY, 5),
    record(4, FRIDAY, 40),
    record(5, FRIDAY, None),
    record(6, FRIDAY, 5),
    record(7, "2026-11-24", 1),
]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PaperIndex]:
    with opened(tmp_path / "index") as own:
        own.add(RECORDS)
        yield own


def opened(folder: Path) -> PaperIndex:
    return PaperIndex.open(folder, create=True, load=lambda *_, **__: FakeEmbedder())


def ids(found: object) -> list[str]:
    return [hit.paper.id for hit in found]  # type: ignore[attr-defined]


def test_a_day_by_votes(index: PaperIndex) -> None:
    found = index.day(FRIDAY)
    assert ids(found.papers) == ["2611.00004", "2611.00006", "2611.00003", "2611.00005"]
    assert (found.day, found.older, found.newer, found.count) == (FRIDAY, MONDAY, "2026-11-24", 4)
    assert ids(index.day("20 November 2026", k=2).papers) == ["2611.00004", "2611.00006"]


def test_the_newest_day(index: PaperIndex) -> None:
    found = index.day()
    assert (found.day, found.older, found.newer) == ("2026-11-24", FRIDAY, "")


def test_a_day_without_papers(index: PaperIndex) -> None:
    found = index.day("2026-11-18")
    assert (found.older, found.newer, found.count, ids(found.papers)) == (MONDAY, FRIDAY, 0, [])
    assert index.day("2020-01-01").older == ""


def test_filters_leave_less_of_a_day(index: PaperIndex) -> None:
    assert ids(index.day(FRIDAY, filters=Filters(min_votes=6)).papers) == ["2611.00004"]
    assert ids(index.day(FRIDAY, filters=Filters(authors="quill")).papers) == [
        "2611.00003",
        "2611.00005",
    ]


def test_a_paper_of_two_days_is_on_both(index: PaperIndex) -> None:
    index.add([record(4, "2026-11-24", 41)])
    assert "2611.00004" in ids(index.day(FRIDAY).papers)
    assert ids(index.day("2026-11-24").papers) == ["2611.00004", "2611.00007"]


def test_a_week_of_few_papers_is_not_parted(index: PaperIndex) -> None:
    found = index.week(SUNDAY)
    assert (found.first, found.last, found.count) == (MONDAY, SUNDAY, 5)
    assert (found.older, found.newer) == ("2026-11-13", "2026-11-24")
    [own] = found.topics
    assert own.words == ()
    assert ids(own.papers)[:2] == ["2611.00004", "2611.00006"]


def test_a_week_by_topics(index: PaperIndex) -> None:
    topics = ("lanterns", "harbours", "moths")
    index.add([record(100 + n, FRIDAY, n, topics[n % 3]) for n in range(60)])
    found = index.week(FRIDAY, k=3)
    assert found.count == 65
    assert sum(own.count for own in found.topics) == 65
    assert len(found.topics) > 1
    assert all(own.words for own in found.topics)
    shown = [[hit.paper.votes or 0 for hit in own.papers] for own in found.topics]
    assert all(own == sorted(own, reverse=True) and len(own) <= 3 for own in shown)
    assert [own[0] for own in shown] == sorted((own[0] for own in shown), reverse=True)
    again = index.week(FRIDAY, k=3)
    assert [own.words for own in again.topics] == [own.words for own in found.topics]


def test_a_month(index: PaperIndex) -> None:
    index.add([record(8, "2026-10-31", 2), record(9, "2026-12-01", 2)])
    for day in ("2026-11", "November 2026", SUNDAY):
        found = index.month(day)
        assert (found.first, found.last, found.count) == ("2026-11-01", "2026-11-30", 7)
        assert (found.older, found.newer) == ("2026-10-31", "2026-12-01")
    assert ids(found.topics[0].papers)[:2] == ["2611.00004", "2611.00001"]
    assert (index.month().first, index.month("2024-02").last) == ("2026-12-01", "2024-02-29")
    assert index.month("2026-11", filters=Filters(min_votes=9), k=1).count == 2


def test_the_calendar_counts_papers_by_day(index: PaperIndex) -> None:
    found = index.atlas.calendar()
    assert list(found.items()) == [
        ("2026-11-13", 1),
        (MONDAY, 1),
        (FRIDAY, 4),
        ("2026-11-24", 1),
    ]
    assert index.atlas.calendar(filters=Filters(FRIDAY, min_votes=5)) == {FRIDAY: 3}


def test_what_is_no_day(index: PaperIndex) -> None:
    for ask in (index.day, index.week, index.month):
        with pytest.raises(InvalidQuery, match="is no date"):
            ask("soon")


def test_an_index_without_papers(tmp_path: Path) -> None:
    with opened(tmp_path / "new") as own:
        own.sources.follow("hf")
        assert own.day().count == own.week().count == 0
        assert render_day(own.day(), "table") == render_period(own.week(), "table") == ""


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_of_a_day(index: PaperIndex, format_: str) -> None:
    text = render_day(index.day(FRIDAY), format_)
    assert "2611.00004" in text
    if format_ == "table":
        assert text.startswith("Friday 2026-11-20: 4 papers\n\n1")
        assert text.endswith("\n\nolder: 2026-11-16  newer: 2026-11-24")
    if format_ == "json":
        found = json.loads(text)
        assert (found["day"], found["older"], found["papers"]) == (FRIDAY, MONDAY, 4)
        assert found["hits"][0]["id"] == "2611.00004"


@pytest.mark.parametrize("format_", PERIOD_FORMATS)
def test_every_format_of_a_week(index: PaperIndex, format_: str) -> None:
    text = render_period(index.week(FRIDAY, k=2), format_)
    assert "2611.00004" in text
    if format_ == "table":
        assert "All topics (5, 3 more)" in text
    if format_ == "json":
        found = json.loads(text)
        assert (found["first"], found["last"], found["papers"]) == (MONDAY, SUNDAY, 5)
        assert found["topics"][0]["papers"] == 5
    with pytest.raises(ValueError, match="no format"):
        render_period(index.week(FRIDAY), "csv")


@pytest.mark.parametrize("edge", ["0001-01-01", "9999-12-31"])
def test_weeks_and_months_end_where_the_calendar_does(tmp_path: Path, edge: str) -> None:
    with opened(tmp_path / "index") as own:
        own.add([record(1, "2026-11-13", 1)])
        assert own.week(edge).count == 0
        own.add([record(2, edge, 1)])
        week, month = own.week(edge), own.month(edge)
        assert edge in (week.first, week.last)
        assert week.first <= edge <= week.last
        assert (week.count, month.count) == (1, 1)
        assert edge in (month.first, month.last)
        assert own.week("2026-11-13").count == 1
