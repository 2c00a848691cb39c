"""Posts and items of feeds that are digests themselves."""

from __future__ import annotations

from html import escape
from typing import Any

import orjson
import pytest

from papersearch.digest import Digest, parse_bytes

DAY = (
    "# Digest\n\n## [The First Paper](https://arxiv.org/abs/2503.00001)\n\nIt is told.\n\n"
    "## [The Second Paper](https://arxiv.org/abs/2503.00002)\n\nIt is told, too.\n"
)
PAGE = (
    '<h2><a href="https://arxiv.org/abs/2503.00001">The First Paper</a></h2><p>It is told.</p>'
    '<h2><a href="https://arxiv.org/abs/2503.00002">The Second Paper</a></h2><p>And it.</p>'
)


def read(document: Any, name: str = "a.json") -> Digest:
    return parse_bytes(orjson.dumps(document), name)


def told(digest: Digest) -> list[tuple[str, str, str]]:
    return [(own.id, own.title, own.day) for own in digest.entries]


@pytest.mark.parametrize(
    "document",
    [
        {"date": "2025-03-09", "content": DAY},
        {"2025-03-09": DAY},
        {"title": "A Day of Papers", "date": "2025-03-09", "markdown": DAY},
        [{"title": "A Day of Papers", "url": "https://a.org/9", "date": "2025-03-09", "body": DAY}],
        [{"title": {"rendered": "A"}, "date": "2025-03-09", "content": {"rendered": PAGE}}],
    ],
)
def test_a_text_of_several_papers_is_read_as_a_page(document: Any) -> None:
    assert told(read(document)) == [
        ("2503.00001", "The First Paper", "2025-03-09"),
        ("2503.00002", "The Second Paper", "2025-03-09"),
    ]


def test_days_of_a_feed() -> None:
    item = (
        "<item><title>A day</title><link>https://a.org/{0}</link><pubDate>0{0} Mar 2025</pubDate>"
        "<description>{1}</description></item>"
    )
    other = PAGE.replace("2503", "2504").replace("Paper", "Text")
    items = item.format(4, escape(PAGE)) + item.format(5, escape(other))
    feed = f"<rss><channel><title>Days</title>{items}</channel></rss>"
    assert told(parse_bytes(feed.encode(), "a.xml")) == [
        ("2503.00001", "The First Paper", "2025-03-04"),
        ("2503.00002", "The Second Paper", "2025-03-04"),
        ("2504.00001", "The First Text", "2025-03-05"),
        ("2504.00002", "The Second Text", "2025-03-05"),
    ]


def test_a_paper_that_names_others_is_one() -> None:
    record = {"id": "2503.00009", "title": "A Paper", "summary": DAY}
    assert [own.id for own in read([record]).entries] == ["2503.00009"]
    by_abstract = {"title": "A Paper", "authors": ["Ada One"], "abstract": DAY}
    assert [own.title for own in read([by_abstract]).entries] == ["A Paper"]


def test_a_text_that_only_links_is_told_as_what_it_is() -> None:
    text = "See https://arxiv.org/abs/2503.00001 and\nhttps://arxiv.org/abs/2503.00002 for more."
    digest = read({"prompt": text})
    assert digest.entries == ()
    assert digest.seems == "JSON without records of papers"
    good = orjson.dumps({"id": "2503.00001", "title": "A"}).decode()
    lines = f"{good}\n{orjson.dumps({'prompt': text}).decode()}\n"
    digest = parse_bytes(lines.encode(), "a.jsonl")
    assert len(digest.entries) == 1
    assert [own.line for own in digest.notes if "no record" in own.message] == [2]
