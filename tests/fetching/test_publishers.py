"""Hugging Face, arXiv, pages and repositories: what each gives, and what it is asked."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import tarfile
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch import digest
from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.fetching import Fetched, fetch
from papersearch.types import limits
from tests.fetching.conftest import DAY, NOW
from tests.fetching.servers import (
    Arxiv,
    Feed,
    Hub,
    Publisher,
    Reply,
    Site,
    archive,
    cut_off,
    fixed,
    hung_up,
    in_turn,
    page_of_html,
    paper,
    serving,
    status,
)

pytest.importorskip("httpx2")
from papersearch.fetching import github
from papersearch.fetching.arxiv import set_of
from papersearch.fetching.body import TooLarge
from papersearch.fetching.client import Got, Validators
from papersearch.fetching.page import ending_of

BROKEN = deque([cut_off] * 100)


def names(folder: Path) -> list[str]:
    return sorted(own.name for own in folder.iterdir() if not own.name.startswith("."))


def test_the_first_time_seven_days(hub: tuple[Hub, Site], get: Callable[..., Fetched]) -> None:
    hub[0].days[DAY] = [paper(1)]
    done = get("hf")
    assert (done.days, done.new, done.missing, done.requests) == (7, 1, 0, 7)
    dates = [own.query["date"] for own in hub[1].asked]
    assert dates == [f"2026-11-{own}" for own in range(28, 21, -1)], "the newest first"
    assert names(done.folder) == ["2026-11-27.json"]


def test_a_day_of_many_pages(hub: tuple[Hub, Site], get: Callable[..., Fetched]) -> None:
    hub[0].days[DAY] = [paper(own) for own in range(200)]
    done = get("hf", since=DAY)
    assert names(done.folder) == ["2026-11-27-2.json", "2026-11-27.json"]
    assert sum(len(json.loads(own.read_bytes())) for own in done.folder.glob("2*.json")) == 200
    assert {digest.parse_bytes(own.read_bytes(), str(own)).entries[0].day for own in
            done.folder.glob("2*.json")} == {DAY}  # fmt: skip
    hub[0].days[DAY] = [paper(own) for own in range(5)]
    assert get("hf", since=DAY, again=True).changed == 1
    assert names(done.folder) == ["2026-11-27.json"], "what the day has no more is gone"


def test_a_server_that_gives_the_same_page_for_ever(
    hub: tuple[Hub, Site], get: Callable[..., Fetched]
) -> None:
    body = Hub.body([paper(own) for own in range(100)])
    hub[1].publisher = fixed(body)
    done = get("hf", since="2026-11-28")
    assert names(done.folder) == ["2026-11-28.json"]
    assert done.requests == 2


def test_a_day_that_fails_is_asked_for_again(
    hub: tuple[Hub, Site], get: Callable[..., Fetched]
) -> None:
    hub[0].days |= {"2026-11-27": [paper(1)], "2026-11-26": [paper(2)]}
    hub[1].faults = deque([lambda reply: reply, *[page_of_html] * 5])
    done = get("hf", since="2026-11-26")
    assert done.missing == 1
    [(day, message)] = done.failed
    assert day == DAY
    assert "with a page of HTML in place of a list of papers, 5 times" in message
    assert names(done.folder) == ["2026-11-26.json"]
    assert get("hf").failed == []
    assert names(done.folder) == ["2026-11-26.json", "2026-11-27.json"]


def test_a_broken_page_changes_nothing_of_a_day(
    hub: tuple[Hub, Site], get: Callable[..., Fetched]
) -> None:
    """Only when all pages are there is any of them written."""
    hub[0].days[DAY] = [paper(own) for own in range(150)]
    folder = get("hf", since=DAY).folder
    before = {own.name: own.read_bytes() for own in folder.glob("2*.json")}
    hub[0].days[DAY] = [paper(own) for own in range(50, 250)]
    hub[1].faults = deque([lambda reply: reply] * 2 + [hung_up] * 5)
    assert get("hf", since=DAY, again=True).missing == 1
    assert {own.name: own.read_bytes() for own in folder.glob("2*.json")} == before


def test_a_storm_of_days_is_given_up(hub: tuple[Hub, Site], get: Callable[..., Fetched]) -> None:
    hub[1].faults = deque([status(503)] * 1000)
    done = get("hf", since="2026-01-01")
    assert len(done.failed) == 3
    assert done.missing == done.days == 332
    assert done.requests == 15
    assert names(done.folder) == []


def test_stopped_and_begun_again(
    hub: tuple[Hub, Site], get: Callable[..., Fetched], tmp_path: Path
) -> None:
    """Ctrl-C in the middle: what is whole is not asked for again, and all days come."""
    hub[0].days |= {f"2026-11-{own:02}": [paper(own)] for own in range(1, 28)}

    def stop(step: str, done: int, _total: int) -> None:
        if done == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        get("hf", since="2026-11-01", progress=stop)
    assert len(names(tmp_path / "hf")) == 9
    before = len(hub[1].asked)
    done = get("hf")
    assert len(names(done.folder)) == 27
    assert len(hub[1].asked) - before == 19, "18 that are missing, and today again"


def test_a_file_that_was_deleted_comes_back(
    hub: tuple[Hub, Site], get: Callable[..., Fetched]
) -> None:
    hub[0].days[DAY] = [paper(1)]
    folder = get("hf").folder
    (folder / f"{DAY}.json").unlink()
    assert get("hf").new == 1
    assert names(folder) == [f"{DAY}.json"]


def test_pages_of_arxiv(arxiv: tuple[Arxiv, Site], get: Callable[..., Fetched]) -> None:
    arxiv[0].days[DAY] = list(range(12))
    done = get("arxiv:cs.CL", since=DAY)
    assert names(done.folder) == ["2026-11-27-2.xml", "2026-11-27-3.xml", "2026-11-27.xml"]
    assert done.requests == 4
    told = [digest.parse_bytes(own.read_bytes(), str(own)) for own in done.folder.glob("2*.xml")]
    entries = [entry for own in told for entry in own.entries]
    assert sorted(own.id for own in entries) == [f"2611.{own:05d}" for own in range(12)]
    assert {(own.day, own.authors, own.categories) for own in entries} == {
        (DAY, ("Mara Quill",), ("cs.CL",))
    }


def test_a_category_that_is_none(arxiv: tuple[Arxiv, Site], get: Callable[..., Fetched]) -> None:
    done = get("arxiv:cs.XX")
    [(day, message)] = done.failed
    assert (day, done.requests) == ("", 1)
    assert "'Set cs:cs:XX does not exist': is cs.XX a category?" in message
    assert not done.folder.exists()


def test_a_page_of_arxiv_that_is_cut_off(
    arxiv: tuple[Arxiv, Site], get: Callable[..., Fetched]
) -> None:
    arxiv[0].days[DAY] = [1, 2]

    def half(reply: Reply) -> Reply:
        return Reply(200, reply.body[:-40])

    arxiv[1].faults = deque([half])
    done = get("arxiv:cs.CL", since=DAY)
    assert done.failed == []
    assert (done.folder / f"{DAY}.xml").read_bytes().rstrip().endswith(b"</OAI-PMH>")


def test_a_token_that_comes_again(arxiv: tuple[Arxiv, Site], get: Callable[..., Fetched]) -> None:
    arxiv[0].days["2026-11-28"] = list(range(6))
    first = arxiv[0]
    arxiv[1].publisher = lambda asked: first._page("2026-11-28", 0)
    done = get("arxiv:cs.CL", since="2026-11-28")
    assert "gives the same page again" in done.failed[0].message
    assert done.requests == 2


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("cs.CL", "cs:cs:CL"),
        ("stat.ML", "stat:stat:ML"),
        ("hep-th", "physics:hep-th"),
        ("cond-mat.dis-nn", "physics:cond-mat:dis-nn"),
        ("physics.optics", "physics:physics:optics"),
        ("cs", "cs"),
        ("q-bio.NC", "q-bio:q-bio:NC"),
    ],
)
def test_sets_of_arxiv(name: str, wanted: str) -> None:
    """As https://oaipmh.arxiv.org/oai?verb=ListSets names them."""
    assert set_of(name) == wanted


def test_a_feed_is_kept_state_by_state(get: Callable[..., Fetched]) -> None:
    feed = Feed(size=3)
    feed.papers = [1, 2, 3]
    with serving(feed) as site:
        address = f"{site.address}/daily/feed"
        done = get(address)
        assert (
            done.folder.name
            == f"{site.address.removeprefix('http://').replace(':', '-')}-daily-feed"
        )
        feed.papers += [4, 5]
        assert get(address).new == 1
        assert get(address).new == 0
        assert site.asked[-1].headers["If-None-Match"]
        feed.papers += [6]
        assert get(address, NOW + datetime.timedelta(1)).new == 1
    assert names(done.folder) == [
        "seen-2026-11-28-2.xml",
        "seen-2026-11-28.xml",
        "seen-2026-11-29.xml",
    ]


def days_of(folder: Path, done: Fetched, *ids: str) -> list[tuple[str, ...]]:
    """Return the days of papers in an index of what was fetched."""
    load = lambda *_, **__: FakeEmbedder()  # noqa: E731
    with PaperIndex.open(folder / "index", create=True, load=load) as index:
        index.index([done.folder])
        return [index.paper(own).days for own in ids]


def test_a_list_without_days_gives_each_paper_the_day_on_which_it_came(
    get: Callable[..., Fetched], tmp_path: Path
) -> None:
    def body(count: int) -> bytes:
        items = (f"- [Salt maps {n}](https://arxiv.org/abs/2611.0000{n})" for n in range(count))
        return "\n".join(["# Awesome salt", "", *items]).encode()

    states = [body(2), body(3), body(5)]
    with serving(in_turn(*(fixed(own, "text/markdown") for own in states))) as site:
        for at in range(3):
            done = get(f"{site.address}/README.md", NOW + datetime.timedelta(at))
    assert days_of(tmp_path, done, *(f"2611.0000{n}" for n in range(5))) == [
        ("2026-11-28",),
        ("2026-11-28",),
        ("2026-11-29",),
        ("2026-11-30",),
        ("2026-11-30",),
    ]


def test_a_feed_with_days_keeps_them(get: Callable[..., Fetched], tmp_path: Path) -> None:
    item = (
        "<item><title>Moths and lamps</title><link>https://arxiv.org/abs/2612.00001</link>"
        "<description>They meet.</description>"
        "<pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate></item>"
    )
    other = item.replace("00001", "00002").replace(" 2026 08", " 2026 09").split("<pubDate>")[0]
    states = [
        f'<?xml version="1.0"?><rss version="2.0"><channel><lastBuildDate>{day} Nov 2026 08:00:00 '
        f"GMT</lastBuildDate>{item}{other}</item></channel></rss>".encode()
        for day in ("Sat, 28", "Sun, 29")
    ]
    with serving(in_turn(*(fixed(own, "application/rss+xml") for own in states))) as site:
        for at in range(2):
            done = get(f"{site.address}/feed", NOW + datetime.timedelta(at))
    assert days_of(tmp_path, done, "2612.00001", "2612.00002") == [
        ("2026-11-20",),
        ("2026-11-28",),
    ]


def test_a_page_without_papers_is_no_digest(get: Callable[..., Fetched]) -> None:
    with serving(fixed(page_of_html(Reply()).body, "text/html")) as site:
        done = get(f"{site.address}/papers")
    [(_, message)] = done.failed
    assert "no papers are read there" in message
    assert not done.folder.exists()


def test_a_page_that_is_mended_in_between(get: Callable[..., Fetched]) -> None:
    """An error that looks like an answer is not kept, and the feed goes on after it."""
    feed = Feed()
    feed.papers = [1]
    with serving(in_turn(feed, lambda _: page_of_html(Reply()), feed)) as site:
        done = get(f"{site.address}/feed")
        assert len(get(f"{site.address}/feed").failed) == 1
        feed.papers += [2]
        assert get(f"{site.address}/feed").new == 1
    assert len(names(done.folder)) == 2


def test_a_feed_without_papers_today(get: Callable[..., Fetched]) -> None:
    with serving(Feed()) as site:
        done = get(f"{site.address}/feed")
    assert (done.failed, done.new) == ([], 0)


@pytest.mark.parametrize(
    ("url", "media", "body", "wanted"),
    [
        ("https://a.org/feed", "application/rss+xml", b"\n<?xml version='1.0'?><rss/>", ".xml"),
        ("https://a.org/list.json", "text/plain", b"[]", ".json"),
        ("https://a.org/README.md", "text/plain; charset=utf-8", b"# Papers", ".md"),
        ("https://a.org/", "text/html", b"\xef\xbb\xbf<!DOCTYPE html><html>", ".html"),
        ("https://a.org/x", "", b'{"papers": []}', ".json"),
        ("https://a.org/x.csv", "text/csv", b"title,url", ".csv"),
        ("https://a.org/x.exe", "application/octet-stream", b"## A day", ".md"),
        ("https://a.org/x.parquet", "", b"PAR1", ".md"),
        ("https://a.org/x.bib", "text/plain", b"@article{a,}", ".bib"),
    ],
)
def test_how_a_file_is_called(url: str, media: str, body: bytes, wanted: str) -> None:
    assert ending_of(Got(url, media, body, Validators())) == wanted


DAILY = (
    b"## Daily Papers (2026-11-27)\n\n### [Salt and its maps](https://arxiv.org/abs/2611.00009)\n"
)


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Publisher]:
    return lambda files: fixed(archive(files), "application/gzip")


def test_a_repository(
    get: Callable[..., Fetched],
    repository: Callable[..., Publisher],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = {
        "daily/2026/27.md": DAILY,
        "daily/2026/picture.png": b"\x89PNG",
        "README.md": b"# Daily",
        ".github/notes.md": b"hidden",
        "src/run.py": b"code",
    }
    with serving(repository(files)) as site:
        monkeypatch.setenv("PAPERSEARCH_GITHUB", site.address)
        done = get("github:owner/daily")
        assert site.asked[0].path == "/owner/daily/archive/HEAD.tar.gz"
        assert done.folder.name == "github-owner-daily"
        assert (done.folder / "daily/2026/27.md").read_bytes() == DAILY
        assert names(done.folder) == ["README.md", "daily"]
        assert get("github:owner/daily").new == 0
        inner = get("github:owner/daily/daily/2026")
        assert names(inner.folder) == ["27.md"]
        alone = get("github:owner/daily/README.md")
        assert names(alone.folder) == ["README.md"]
        none = get("github:owner/daily/nothing")
        assert "no file there ends in" in none.failed[0].message
        site.publisher = repository({"README.md": b"# Daily papers"})
        assert get("github:owner/daily").changed == 1
        assert (done.folder / "daily/2026/27.md").exists(), "what it has no more stays"


def hostile() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name in (
            "../../up.md",
            "/etc/rooted.md",
            "daily/../../up.md",
            "daily/a\nb.md",
            "daily/.hidden.md",
            "daily/a\\b.md",
            "daily/C:x.md",
            f"daily/{'x' * 250}.md",
            "daily",
        ):
            member = tarfile.TarInfo(name)
            member.size = 4
            tar.addfile(member, io.BytesIO(b"evil"))
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            member = tarfile.TarInfo("daily/link.md")
            member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member)
        good = tarfile.TarInfo("daily/good.md")
        good.size = len(DAILY)
        tar.addfile(good, io.BytesIO(DAILY))
    return packed.getvalue()


def test_an_archive_that_leads_elsewhere(
    get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with serving(fixed(hostile())) as site:
        monkeypatch.setenv("PAPERSEARCH_GITHUB", site.address)
        done = get("github:owner/daily")
    assert names(done.folder) == ["good.md"]
    assert names(tmp_path) == ["github-owner-daily"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no archive",
        archive({"a.md": DAILY})[:-30],
        gzip.compress(b"no tar at all" * 100),
        gzip.compress(b"x"),
    ],
)
def test_an_archive_that_is_broken(
    get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    with serving(lambda _asked: Reply(200, body)) as site:
        monkeypatch.setenv("PAPERSEARCH_GITHUB", site.address)
        done = get("github:owner/daily")
    assert len(done.failed) == 1
    assert done.failed[0].message.startswith("github:owner/daily: ")
    assert not done.folder.exists()


def test_a_bomb_of_an_archive(get: Callable[..., Fetched], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ARCHIVE_UNPACKED_BYTES", 1 << 20)
    with serving(fixed(archive({"a.md": bytes(4 << 20)}))) as site:
        monkeypatch.setenv("PAPERSEARCH_GITHUB", site.address)
        done = get("github:owner/daily")
    assert "more than 1 MiB or 100,000 files: name a folder in it" in done.failed[0].message


def test_a_name_without_end_in_an_archive() -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=tarfile.GNU_FORMAT) as tar:
        tar.addfile(tarfile.TarInfo("daily/" + "x" * (2 << 20)))
    with pytest.raises(TooLarge):
        list(github.members(packed.getvalue()))


def test_one_origin_that_fails_stops_no_other(
    hub: tuple[Hub, Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    hub[0].days[day] = [paper(1)]
    with serving(fixed(b"x", "text/html")) as site:
        failed, came = fetch([f"{site.address}/x", "hf"], tmp_path, since=day)
    assert len(failed.failed) == 1
    assert (came.new, came.failed) == (1, [])


def test_a_source_named_twice_is_fetched_once(hub: tuple[Hub, Site], tmp_path: Path) -> None:
    assert len(fetch(["hf", "HF"], tmp_path)) == 1
