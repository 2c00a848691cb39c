"""The papers by time: the calendar, weeks and months; and how they spread over everything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from papersearch.server.engine import Engine
from papersearch.types.watch import Watch
from tests.web.conftest import client_of, fake
from tests.web.test_page import html
from tests.web.test_reader import drawn

ENTRY = """### [Study {n} of {topic}](https://arxiv.org/abs/2407.{n:05})

Vote: {n}

Authors: {authors}

- **What's New**: About {topic}.
"""
TOPICS = ("visual tokens", "speech codecs", "walking robots")
DAYS = {"2024-06-30": 2, "2024-07-01": 16, "2024-07-03": 1, "2025-02-28": 3}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("times")
    number = 0
    for day, count in DAYS.items():
        entries = []
        for number in range(number + 1, number + count + 1):  # noqa: B020
            authors = "Wei Chen" if number % 2 else "Wei Chenoweth, Ana Lima"
            entries.append(ENTRY.format(n=number, topic=TOPICS[number % 3], authors=authors))
        (folder / f"{day}.md").write_text("\n".join(entries), encoding="utf-8")
    with fake(folder / "index")() as index:
        index.index([folder])
    return folder / "index"


@pytest.fixture
def page(own: Path) -> Iterator[TestClient]:
    engine = Engine(own, fake(own), threads=1)
    with client_of(engine) as client:
        yield client
    engine.close()


@pytest.fixture
def wrong(tmp_path: Path) -> Iterator[TestClient]:
    """A page of papers of which one is of the calendar's first day, and one of its last."""
    days = ["0001-01-01", *(f"2024-07-{day:02}" for day in range(1, 15)), "9999-12-31"]
    records = [
        {
            "id": f"2611.{n:05}",
            "title": f"Study {n}",
            "summary": f"On {TOPICS[n % 3]}.",
            "date": day,
        }
        for n, day in enumerate(days)
    ]
    with fake(tmp_path)() as index:
        index.add(records)
        index.like(["2611.00001", "2611.00002", "2611.00003"])
        index.watches.add(Watch("tokens", "visual tokens"))
    engine = Engine(tmp_path, fake(tmp_path), threads=1)
    with client_of(engine) as client:
        yield client
    engine.close()


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/feed", "/for-you", "/facets", "/calendar", "/week", "/month", "/trends", "/map"),
        *(f"/calendar?month={month}" for month in ("0001-01", "9999-12")),
        *(f"/{kind}?day={day}" for kind in ("week", "month") for day in ("0001-01-01", "9999")),
        "/trends?q=visual+tokens",
    ],
)
def test_a_wrong_day_breaks_no_page(wrong: TestClient, path: str) -> None:
    found = drawn(wrong, path)
    assert "</html>" in found
    assert found.count("<rect") < 10_000


def test_the_calendars_first_and_last_month(wrong: TestClient) -> None:
    assert 'href="/?day=0001-01-01"' in html(wrong, "/calendar?month=0001-01")
    last = html(wrong, "/calendar")
    assert 'href="/?day=9999-12-31"' in last
    assert 'rel="prev" href="/calendar?month=2024-07"' in last


def test_the_calendar_counts_the_papers_of_each_day(page: TestClient) -> None:
    newest = html(page, "/calendar")
    assert "<h1>February 2025</h1>" in newest
    assert 'aria-label="Friday, 28 February 2025: 3 papers"' in newest
    july = html(page, "/calendar?month=2024-07")
    assert "17 papers" in july
    assert 'href="/?day=2024-07-01" aria-label="Monday, 1 July 2024: 16 papers"' in july
    assert july.count('class="shade-4"') >= 1
    assert 'rel="next" href="/calendar?month=2025-02"' in july
    assert 'rel="prev" href="/calendar?month=2024-06"' in july
    assert 'href="/week?day=2024-07-01"' in july
    august = html(page, "/calendar?month=2024-08&lang=ko")
    assert "<h1>2024년 8월</h1>" in august
    assert page.get("/calendar?month=soon").status_code == 400


def test_filters_narrow_the_calendar(page: TestClient) -> None:
    found = html(page, "/calendar?month=2024-07&author=%3DWei+Chen")
    assert "8 papers" in found
    assert "Author: Wei Chen" in found
    assert 'href="/?author=%3DWei+Chen&amp;day=2024-07-01"' in found


def test_a_week_and_a_month_by_topics(page: TestClient) -> None:
    week = html(page, "/week?day=2024-07-03")
    assert "Monday, 1 July 2024 – Sunday, 7 July 2024" in week
    assert "17 papers" in week
    assert week.count('<section aria-labelledby="topic-') >= 2
    assert 'rel="prev" href="/week?day=2024-06-30"' in week
    month = html(page, "/month?day=2025-02")
    assert "<h1>February 2025</h1>" in month
    assert month.count("<article") == 3
    assert "2025년 2월" in html(page, "/month?day=2025-02-28&lang=ko")
    assert "Nothing found" in html(page, "/week?day=2024-09-09")
    assert page.get("/week?day=x").status_code == 400


def test_how_papers_spread(page: TestClient) -> None:
    whole = html(page, "/facets")
    for kind in ("Months", "Sections", "Authors"):
        assert f"<h3>{kind}</h3>" in whole
    months = re.findall(r">(20\d\d-\d\d)</a> <span>([\d,]+)</span>", whole)
    assert months == [("2025-02", "3"), ("2024-07", "17"), ("2024-06", "2")]
    assert 'href="/?since=2025-02-01&amp;until=2025-02-28"' in whole
    found = re.search(r'href="([^"]*)">Wei Chen</a> <span>11</span>', whole)
    assert found
    listed = html(page, found.group(1).replace("&amp;", "&"))
    assert listed.count("<article") == 10
    assert "Chenoweth" not in re.sub(r"<header.*?</header>", "", listed)
    part = html(page, "/facets?q=robots", **{"x-part": "facets"})
    assert "<html" not in part
    assert "q=robots" in part
    assert re.search(r"Of the papers that answer: \d+<", part)
    assert "22 papers<" in whole


def test_what_answers_is_ordered(page: TestClient) -> None:
    answer = html(page, "/?q=speech+codecs")
    assert 'aria-current="true">Relevance</a>' in answer
    assert 'href="/?q=speech+codecs&amp;sort=date">Date</a>' in answer
    votes = html(page, "/?q=speech+codecs&sort=votes")
    shown = [int(own) for own in re.findall(r'class="votes">(\d+) vote', votes)]
    assert shown == sorted(shown, reverse=True)
    assert '<input type="hidden" name="sort" value="votes">' in votes
    listed = html(page, "/?min_votes=1&sort=votes")
    shown = [int(own) for own in re.findall(r'class="votes">(\d+) vote', listed)]
    assert shown == list(range(22, 12, -1))
    assert page.get("/?q=a&sort=size").status_code == 400


def test_an_index_without_days(tmp_path: Path) -> None:
    (tmp_path / "some.md").write_text("### [Tokens](https://arxiv.org/abs/2407.00001)\n\n- New.\n")
    with fake(tmp_path / "index")() as index:
        index.index([tmp_path])
    engine = Engine(tmp_path / "index", fake(tmp_path / "index"), threads=1)
    with client_of(engine) as client:
        for path in ("/calendar", "/week", "/month"):
            assert "Papers without a day" in html(client, path)
        assert html(client, "/facets")
    engine.close()
