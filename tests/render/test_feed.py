"""Feeds in every format: golden files, and that what stands in them cannot break out."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from html.parser import HTMLParser
from xml.etree import ElementTree

import orjson
import pytest

from papersearch.following.feed import Catch, Caught, Feed
from papersearch.render.atom import NAMESPACE, atom
from papersearch.render.feed import FEED_FORMATS, render_feed, watches_json, watches_table
from papersearch.render.terminal import Style, width
from papersearch.types.paper import Paper, Section
from papersearch.types.query import Filters
from papersearch.types.watch import Watch
from tests.render.conftest import HITS, HOSTILE, TOKENS

MADE = "2024-07-07T06:00:00Z"
WATCHES = (
    Watch(
        "tokens",
        "시각 토큰 압축",
        "strong",
        Filters(authors=("lima",), min_votes=3, sections=("new", "tech")),
    ),
    Watch("<b>", "red"),
    Watch("state spaces", "state spaces", "weak"),
)
EVIL = Paper(
    id="x-0123456789ac",
    title='"><img src=x onerror=alert(1)> ]]> &amp; \ufffe\x00',
    sections=(Section("<i>What</i>", "a & b <script>alert(1)</script>\nnext"),),
    authors=("A <b>B</b>",),
    url='https://example.org/" onclick="x',
)
FEED = Feed(
    "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    WATCHES,
    (
        Caught(
            TOKENS,
            (
                Catch("tokens", 0.81, "strong", 0, HITS[0].evidence, HITS[0].marks),
                Catch("<b>", 0.6, "weak", 1, "첫째.", ()),
            ),
            "2024-07-06T05:00:00Z",
            doubtful=False,
        ),
        Caught(
            HOSTILE,
            (Catch("<b>", 0.7, "fair", -1, HOSTILE.title, ((0, 4),)),),
            "2024-07-06T05:00:00Z",
            doubtful=True,
        ),
        Caught(
            EVIL,
            (Catch("<b>", 0.65, "fair", 0, "a & b <script>", ((0, 1), (6, 14))),),
            "",
            doubtful=False,
        ),
    ),
    looked=12,
    shown={1: ("2407.00001",)},
    whole=True,
)
EMPTY = Feed(FEED.id, WATCHES, looked=3)


@pytest.mark.parametrize("format_", FEED_FORMATS)
def test_formats(golden: Callable[[str, str], None], format_: str) -> None:
    golden(f"feed.{format_}", render_feed(FEED, format_, made=MADE, style=Style(columns=80)))


def test_no_line_of_the_table_is_too_wide() -> None:
    for columns in (40, 60, 100):
        text = render_feed(FEED, "table", made=MADE, style=Style(columns=columns))
        assert max(map(width, text.split("\n"))) <= columns
        assert "\x1b" not in text


def test_colour_is_asked_for() -> None:
    assert "\x1b[1m" in render_feed(FEED, "table", made=MADE, style=Style(color=True))


def test_an_unknown_format() -> None:
    with pytest.raises(ValueError, match="no format 'rss': choose one of table, markdown"):
        render_feed(FEED, "rss", made=MADE)


def test_nothing_caught() -> None:
    assert render_feed(EMPTY, "table", made=MADE) == ""
    assert render_feed(EMPTY, "markdown", made=MADE) == ""
    assert orjson.loads(render_feed(EMPTY, "json", made=MADE))["papers"] == []
    assert "No new papers" in render_feed(EMPTY, "html", made=MADE)
    root = ElementTree.fromstring(render_feed(EMPTY, "atom", made=MADE).encode())
    assert root.findtext(f"{{{NAMESPACE}}}updated") == MADE


class Page(HTMLParser):
    """The elements of a page, and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_mail_loads_and_runs_nothing() -> None:
    page = Page(render_feed(FEED, "html", made=MADE))
    assert {tag for tag, _ in page.found} <= set(
        "html head meta title style body h1 h2 b a div span".split()
    )
    names = {name for _, attributes in page.found for name in attributes}
    assert names <= {"lang", "charset", "name", "content", "style", "class", "href", "http-equiv"}
    for _, attributes in page.found:
        href = attributes.get("href")
        assert href is None or href.startswith("https://")
        assert "url(" not in (attributes.get("style") or "")
    assert '"><img src=x onerror=alert(1)> ]]> &amp;' in page.text


def text_of(element: ElementTree.Element, name: str) -> str:
    found = element.findtext(f"{{{NAMESPACE}}}{name}")
    assert found
    return found


def test_the_feed_has_what_rfc_4287_asks_for() -> None:
    root = ElementTree.fromstring(render_feed(FEED, "atom", made=MADE).encode())
    assert root.tag == f"{{{NAMESPACE}}}feed"
    entries = root.findall(f"{{{NAMESPACE}}}entry")
    assert len(entries) == 3
    names = [text_of(element, "id") for element in (root, *entries)]
    assert len(set(names)) == 4
    assert all(name.startswith("urn:uuid:") for name in names)
    for element in (root, *entries):
        assert text_of(element, "title")
        assert datetime.datetime.fromisoformat(text_of(element, "updated")).tzinfo
    assert root.find(f"{{{NAMESPACE}}}author/{{{NAMESPACE}}}name") is not None
    assert text_of(root, "updated") == max(text_of(entry, "updated") for entry in entries)
    links = [entry.find(f"{{{NAMESPACE}}}link") for entry in entries]
    assert [link is not None and link.get("href") for link in links] == [
        TOKENS.url,
        False,
        "https://example.org/%22%20onclick=%22x",
    ]
    for entry in entries:
        page = Page(text_of(entry, "content"))
        assert {tag for tag, _ in page.found} <= {"p", "b", "br"}


def test_ids_are_those_of_papers_and_not_of_what_is_said_of_them() -> None:
    def names(feed: Feed) -> list[str]:
        root = ElementTree.fromstring(render_feed(feed, "atom", made=MADE).encode())
        return [text_of(e, "id") for e in root.iter(f"{{{NAMESPACE}}}entry")]

    other = Caught(
        Paper(TOKENS.id, "Another title"),
        (Catch("other", 0.9, "strong", -1, "", ()),),
        "2025-01-01T00:00:00Z",
        doubtful=True,
    )
    again = Feed(FEED.id, (Watch("other", "x"),), (other,))
    assert names(again) == names(FEED)[:1]
    elsewhere = Feed("6ba7b811-9dad-11d1-80b4-00c04fd430c8", WATCHES, FEED.caught)
    assert not set(names(elsewhere)) & set(names(FEED))


def feed_id(feed: Feed) -> str:
    return text_of(ElementTree.fromstring(atom(feed, MADE)), "id")


def test_a_watch_has_a_feed_of_its_own() -> None:
    """It is neither that of all watches, though there be one alone, nor that of others."""
    first, second, _ = WATCHES
    one = Feed(FEED.id, (first,))
    every = dataclasses.replace(one, whole=True)
    several = Feed(FEED.id, (first, second))
    ids = [feed_id(own) for own in (one, Feed(FEED.id, (second,)), several, every)]
    assert len(set(ids)) == 4
    assert feed_id(dataclasses.replace(one, caught=FEED.caught, looked=9)) == ids[0]
    assert feed_id(Feed(FEED.id, (second, first))) == ids[2]
    assert feed_id(dataclasses.replace(several, whole=True)) == ids[3]  # a watch more


def test_no_feed_is_called_as_an_entry_is() -> None:
    paper = Paper("x-1", "")
    caught = Caught(paper, (Catch("x-1", 0.9, "strong", -1, "", ()),), MADE, doubtful=False)
    feed = Feed(FEED.id, (Watch("paper", "x"), Watch("x-1", "x")), (caught,))
    root = ElementTree.fromstring(atom(feed, MADE))
    ids = [element.text for element in root.iter(f"{{{NAMESPACE}}}id")]
    assert len(set(ids)) == len(ids) == 2


def test_a_feed_says_where_it_is_read() -> None:
    own, page = "http://127.0.0.1:8000/feed.atom?watch=a%20b&x=<", "https://example.org/"
    root = ElementTree.fromstring(atom(FEED, MADE, own=own, page=page))
    links = [dict(link.attrib) for link in root.findall(f"{{{NAMESPACE}}}link")]
    assert links == [
        {"rel": "self", "type": "application/atom+xml", "href": own.replace("<", "%3C")},
        {"rel": "alternate", "type": "text/html", "href": page},
    ]
    other = ElementTree.fromstring(atom(FEED, MADE, own="javascript:alert(1)", page=""))
    assert other.findall(f"{{{NAMESPACE}}}link") == []


def test_watches(golden: Callable[[str, str], None]) -> None:
    golden("watches.table", watches_table(WATCHES, Style(columns=60)))
    golden("watches.json", watches_json(WATCHES))
