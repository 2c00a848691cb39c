"""Records are found wherever a document holds them, and only where they are of papers."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from papersearch.digest.reader import parse_bytes

FIRST = {"title": "Paged Attention for Tiny Devices", "link": "https://arxiv.org/abs/2503.00001"}
SECOND = {"title": "A Second Invented Paper", "link": "https://arxiv.org/abs/2503.00002"}
IDS = ["2503.00001", "2503.00002"]


def ids(document: Any, name: str = "a.json") -> list[str]:
    return [entry.id for entry in parse_bytes(orjson.dumps(document), name).entries]


@pytest.mark.parametrize(
    "document",
    [
        [FIRST, SECOND],
        {key: [FIRST[key], SECOND[key]] for key in FIRST},
        {key: {"0": FIRST[key], "1": SECOND[key]} for key in FIRST},
        {"columns": list(FIRST), "data": [list(FIRST.values()), list(SECOND.values())]},
        {"rows": [{"row_idx": 0, "row": FIRST}, {"row_idx": 1, "row": SECOND}]},
        {"papers": [FIRST, SECOND]},
        {"data": {"list": [FIRST, SECOND]}},
        {"cs.CL": [FIRST], "cs.LG": [SECOND]},
        {"2025-03-04": {"cs.CL": [FIRST]}, "2025-03-05": [SECOND]},
        {"2503.00001": {"title": FIRST["title"]}, "2503.00002": {"title": SECOND["title"]}},
        {"0a1b": FIRST, "0a1c": SECOND},
        {FIRST["title"]: {"url": FIRST["link"]}, SECOND["title"]: SECOND["link"]},
        {
            "title": "A digest",
            "url": "https://example.org",
            "topics": {"A": [FIRST], "B": [SECOND]},
        },
        {"title": "A digest", "sections": [{"name": "A", "papers": [FIRST]}, {"papers": [SECOND]}]},
        [{"paper": {"id": own, "title": "A title of it"}} for own in IDS],
        [FIRST["link"], SECOND["link"]],
        [{"url": FIRST["link"]}, {"url": SECOND["link"]}],
        dict.fromkeys(IDS, "A title of four words"),
        [str(FIRST), str(SECOND)],
        {
            "Topic": {
                own: f"|**2025-03-03**|**T**|A et.al.|[{own}](http://x.y)|null|" for own in IDS
            }
        },
        {"items": [f"- **{own['title']}** [paper]({own['link']})" for own in (FIRST, SECOND)]},
    ],
)
def test_where_records_may_stand(document: Any) -> None:
    assert ids(document) == IDS


@pytest.mark.parametrize(
    "document",
    [
        {"name": "a-package", "description": "It does something.", "author": "Ada", "version": "1"},
        {
            "openapi": "3.0",
            "info": {"title": "An API of things", "description": "It serves things."},
        },
        {"title": "A schema", "description": "It describes all of the things.", "type": "object"},
        [{"id": 1, "name": "Ada One", "email": "a@b.c", "url": "https://example.org"}],
        {"seen": IDS, "last": "2025-03-04"},
        {"2503.00001": "2025-03-04", "2503.00002": True},
        {"cells": [{"cell_type": "markdown", "source": ["see https://arxiv.org/abs/2503.00001"]}]},
        {
            "name": "The 64th Meeting",
            "venue": "A town",
            "key_programs": [
                {"title": "Opening", "date": "2026-07-02", "url": "https://example.org/opening/"}
            ],
        },
    ],
)
def test_what_is_no_list_of_papers(document: Any) -> None:
    digest = parse_bytes(orjson.dumps(document), "a.json")
    assert (digest.entries, digest.problems) == ((), ())
    assert digest.seems.startswith("JSON ")


@pytest.mark.parametrize("document", [[], {}, {"date": "2025-03-08", "papers": []}])
def test_a_day_without_papers(document: Any) -> None:
    digest = parse_bytes(orjson.dumps(document), "a.json")
    assert (digest.entries, digest.problems, digest.seems) == ((), (), "")


def test_the_day_above_records_goes_before_their_own() -> None:
    document = {"date": "2025-03-04", "papers": [{**FIRST, "published": "2025-03-01"}]}
    assert [e.day for e in parse_bytes(orjson.dumps(document), "a.json").entries] == ["2025-03-04"]
    document = {"2025-03-05": [{**FIRST, "published": "2025-03-01"}]}
    assert [e.day for e in parse_bytes(orjson.dumps(document), "a.json").entries] == ["2025-03-05"]


def test_a_list_of_its_own_day_goes_before_the_name_of_the_file() -> None:
    record = {**FIRST, "scraped_date": "2025-03-06", "published": "2025-03-01"}
    data = orjson.dumps([record, SECOND])
    days = [entry.day for entry in parse_bytes(data, "2025-03-04.json").entries]
    assert days == ["2025-03-06", "2025-03-04"]


def test_no_day_and_bare_titles_are_said_once() -> None:
    data = orjson.dumps([{"title": "A title of words"}, {"title": "Another title of words"}])
    digest = parse_bytes(data, "a.json")
    assert len(digest.entries) == 2
    said = [note.message for note in digest.notes]
    assert said[0].startswith("no day was found")
    assert "only a title was found: looked for a title" in said[1]
    assert said[1].endswith("(and 1 more like this)")


def test_depth_costs_nothing() -> None:
    document: Any = [FIRST]
    for _ in range(40):
        document = {"a": [document]}
    assert ids(document) == []
    document = {"a": {"a": {"a": {"a": [FIRST]}}}}
    assert ids(document) == IDS[:1]


def test_what_stands_beside_a_list_of_papers_is_not_told() -> None:
    document = {"source": {"name": "A service", "url": "https://example.org"}, "papers": [FIRST]}
    digest = parse_bytes(orjson.dumps(document), "2025-03-04.json")
    assert (len(digest.entries), digest.problems, digest.notes) == (1, (), ())


def test_what_stands_in_a_list_of_papers_is_told_with_its_line() -> None:
    text = f'[\n{orjson.dumps(FIRST).decode()},\n7,\n{{"id": 3}}\n]'
    digest = parse_bytes(text.encode(), "2025-03-04.json")
    (problem,), (note,) = digest.problems, digest.notes
    assert (problem.line, problem.message[:20]) == (3, "record 2: no object:")
    assert (note.line, note.message[:19]) == (4, "record 3: no record")


@pytest.mark.parametrize("key", ["date", "날짜", "日付", "fecha", "data", "дата"])
def test_the_day_beside_a_list_in_any_language(key: str) -> None:
    document = {key: "2025-03-08", "papers": [{"id": "2503.00001", "title": "A"}]}
    (entry,) = parse_bytes(orjson.dumps(document), "a.json").entries
    assert entry.day == "2025-03-08"


@pytest.mark.parametrize(
    "document",
    [
        [["title", "url"], ["A", "https://arxiv.org/abs/2503.00001"], ["B", "2503.00002"]],
        {"values": [["Title", "Paper ID"], ["A", "2503.00001"], ["B", "2503.00002"]]},
        {"columns": ["title", "url"], "data": [["A", "2503.00001"], ["B", "2503.00002"]]},
        {"headers": ["title", "url"], "rows": [["A", "2503.00001"], ["B", "2503.00002"]]},
        {"title": {"0": "A", "1": "B"}, "id": {"0": "2503.00001", "1": "2503.00002"}},
        {"title": ["A", "B"], "id": ["2503.00001", "2503.00002"]},
    ],
)
def test_tables_in_json(document: Any) -> None:
    digest = parse_bytes(orjson.dumps(document), "a.json")
    assert [(own.id, own.title) for own in digest.entries] == [
        ("2503.00001", "A"),
        ("2503.00002", "B"),
    ]
