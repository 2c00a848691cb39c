"""A month of mornings, with servers that fail on the way: nothing lost, nothing asked in vain."""

from __future__ import annotations

import datetime
import json
import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.fetching import Wish, fetch_all, origins
from tests.fetching.servers import FAULTS, Arxiv, Feed, Hub, Reply, Site, paper, serving

pytest.importorskip("httpx2")
from papersearch.fetching.patience import Pace

FIRST = datetime.date(2026, 11, 1)
DAYS = 30
FAULTY = 200
IN_ROW = 3  # of five attempts


@dataclass
class World:
    """Three publishers, which publish as the days go by, and a reader who asks every morning."""

    folder: Path
    hub: Hub = field(default_factory=Hub)
    arxiv: Arxiv = field(default_factory=Arxiv)
    feed: Feed = field(default_factory=lambda: Feed(150))  # more than two days have
    sites: dict[str, Site] = field(default_factory=dict)
    slept: list[float] = field(default_factory=list)
    number: int = 0

    def publish(self, day: datetime.date, count: int) -> None:
        name = day.isoformat()
        numbers = range(self.number, self.number + count)
        self.number += count
        self.hub.days.setdefault(name, []).extend(paper(own) for own in numbers)
        self.arxiv.days.setdefault(name, []).extend(10_000 + own for own in numbers)
        self.feed.papers.extend(numbers)

    def vote(self, day: datetime.date) -> None:
        self.hub.days[day.isoformat()] = [
            {**own, "paper": {**own["paper"], "upvotes": 7}}  # type: ignore[dict-item]
            for own in self.hub.days.get(day.isoformat(), [])
        ]

    def fetch(self, now: datetime.datetime) -> dict[str, int]:
        """Fetch all three, and return how many requests each has cost."""
        before = {name: len(site.asked) for name, site in self.sites.items()}
        texts = ("hf", "arxiv:cs.CL", f"{self.sites['feed'].address}/feed.xml")
        wanted = [(own, self.folder) for text in texts for own in origins(text)]
        pace = Pace(sleep=self.slept.append)
        done = fetch_all(wanted, Wish(since=FIRST.isoformat(), clock=lambda: now), pace)
        assert [failed for own in done for failed in own.failed] == []
        return {name: len(site.asked) - before[name] for name, site in self.sites.items()}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    made = World(tmp_path / "digests")
    with serving(made.hub) as hub, serving(made.arxiv) as arxiv, serving(made.feed) as feed:
        made.sites = {"hf": hub, "arxiv": arxiv, "feed": feed}
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        monkeypatch.setenv("PAPERSEARCH_ARXIV", f"{arxiv.address}/oai")
        yield made


def morning(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(22), datetime.UTC)


def pages(count: int, size: int) -> int:
    return max(1, -(-count // size))


def expected(world: World, day: datetime.date) -> dict[str, int]:
    """Return how many requests a morning needs: today's and yesterday's pages, and the feed."""
    asked = [own for own in (day - datetime.timedelta(1), day) if own >= FIRST]
    counts = [len(world.hub.days.get(own.isoformat(), [])) for own in asked]
    arxiv = [len(world.arxiv.days.get(own.isoformat(), [])) for own in asked]
    return {
        "hf": sum(count // 100 + 1 for count in counts),
        "arxiv": sum(pages(count, world.arxiv.size) for count in arxiv),
        "feed": 1,
    }


def sow(world: World, chance: random.Random, left: int) -> dict[str, int]:
    """Let the next requests fail, never one of them more often than it is tried again."""
    sown: dict[str, int] = {}
    for name, site in world.sites.items():
        faults: list[Callable[[Reply], Reply]] = []
        # The feed may say anything it likes: a page of HTML, or a text that is cut, is a page.
        kinds = FAULTS if name != "feed" else FAULTS[:5]
        for _ in range(min(left - sum(sown.values()), chance.randint(1, IN_ROW))):
            faults.append(chance.choice(kinds))
        site.faults = deque(faults)
        sown[name] = len(faults)
    return sown


@pytest.mark.slow
def test_a_month_with_200_faults(world: World) -> None:
    chance = random.Random(24)
    faults = 0
    for at in range(DAYS):
        day = FIRST + datetime.timedelta(at)
        if day.weekday() < 5:
            world.publish(day, 130 if at == 10 else chance.randint(1, 9))
        yesterday = day - datetime.timedelta(1)
        if yesterday >= FIRST and yesterday.weekday() < 5:
            world.publish(yesterday, chance.randint(0, 3))  # late ones
            world.vote(yesterday)
        needed = expected(world, day)
        sown = sow(world, chance, FAULTY - faults)
        asked = world.fetch(morning(day))
        assert not any(site.faults for site in world.sites.values())
        faults += sum(sown.values())
        assert asked == {name: needed[name] + sown[name] for name in needed}
    while faults < FAULTY:  # what is left falls upon a last, quiet day
        sown = sow(world, chance, FAULTY - faults)
        faults += sum(sown.values())
        world.fetch(morning(FIRST + datetime.timedelta(DAYS)))
    world.fetch(morning(FIRST + datetime.timedelta(DAYS + 1)))
    assert faults == FAULTY
    assert world.slept, "nobody waited"
    _check_every_day(world)
    _check_index(world)


def _check_every_day(world: World) -> None:
    for day, papers in world.hub.days.items():
        files = sorted((world.folder / "hf").glob(f"{day}*.json"), key=lambda own: len(own.name))
        assert [own.read_bytes() for own in files] == [
            Hub.body(papers[at : at + 100]) for at in range(0, len(papers), 100)
        ]
    for day, numbers in world.arxiv.days.items():
        text = "".join(own.read_text() for own in (world.folder / "arxiv-cs.CL").glob(f"{day}*"))
        assert all(text.count(f"oai:arXiv.org:2611.{own:05d}<") == 1 for own in numbers)
    assert not [own for own in world.folder.rglob("*") if own.name.endswith(".tmp")]


def _check_index(world: World) -> None:
    folder, embedder = world.folder.parent / "index", FakeEmbedder()
    with PaperIndex.open(folder, create=True, load=lambda *_, **__: embedder) as index:
        index.index([world.folder])
        hub = {str(own["paper"]["id"]) for day in world.hub.days.values() for own in day}  # type: ignore[index]
        arxiv = {f"2611.{own:05d}" for day in world.arxiv.days.values() for own in day}
        feed = {f"2612.{own:05d}" for own in world.feed.papers}
        assert len(index) == len(hub | arxiv | feed)
        assert index.paper(min(hub)).id == min(hub)


def test_nothing_is_asked_twice(world: World) -> None:
    world.publish(FIRST, 3)
    now = morning(FIRST + datetime.timedelta(5))
    world.fetch(now)
    again = world.fetch(now)
    assert again == {"hf": 1, "arxiv": 1, "feed": 1}, "today may still grow"
    assert world.sites["feed"].asked[-1].headers["If-None-Match"]
    assert len(list((world.folder / "hf").glob("2*.json"))) == 1


def test_a_file_is_written_as_it_came(world: World) -> None:
    world.publish(FIRST, 3)
    world.fetch(morning(FIRST))
    kept = (world.folder / "hf" / "2026-11-01.json").read_bytes()
    assert kept == Hub.body(world.hub.days["2026-11-01"])
    assert len(json.loads(kept)) == 3
