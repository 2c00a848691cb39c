from __future__ import annotations

from typing import Any

import orjson
import pytest

from papersearch.digest import records
from papersearch.digest.reader import parse_bytes
from papersearch.digest.types import Digest
from papersearch.types.paper import Section

RECORD: dict[str, Any] = {
    "paper": {
        "id": "2407.00001",
        "title": "Fewer\n  Tokens",
        "summary": "We compress tokens.\nIt is fast.\n\nA second paragraph.",
        "upvotes": 12,
        "authors": [{"name": "Ana Lima", "hidden": False}, {"name": "Bo Chen", "hidden": True}],
        "publishedAt": "2024-07-01T00:00:00.000Z",
    },
    "publishedAt": "2024-07-04T01:02:03.000Z",
    "thumbnail": "https://example.org/t.png",
    "mediaUrls": ["https://example.org/v.mp4"],
}


def parse(document: object) -> Digest:
    return records.read_json(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode(), "a.json")


def test_a_record() -> None:
    (entry,) = parse([RECORD]).entries
    assert entry.id == "2407.00001"
    assert entry.title == "Fewer Tokens"
    assert entry.url == "https://arxiv.org/abs/2407.00001"
    assert entry.day == "2024-07-04"
    assert entry.votes == 12
    assert entry.authors == ("Ana Lima",)
    assert entry.thumbnail == "https://example.org/t.png"
    assert entry.video == "https://example.org/v.mp4"
    assert entry.sections == (
        Section("Abstract", "We compress tokens.\nIt is fast.\nA second paragraph."),
    )


def test_the_day_of_the_list_wins() -> None:
    listed = {**RECORD["paper"], "submittedOnDailyAt": "2024-07-08T00:00:00Z"}
    (entry,) = parse([{**RECORD, "paper": listed}]).entries
    assert entry.day == "2024-07-08"


@pytest.mark.parametrize("wrapped", [RECORD, [RECORD], {"papers": [RECORD]}, {"data": [RECORD]}])
def test_lists_and_what_holds_them(wrapped: object) -> None:
    assert parse(wrapped).entries == parse([RECORD]).entries
    as_bytes = orjson.dumps(wrapped)
    assert parse_bytes(as_bytes, "-").entries == parse([RECORD]).entries


def test_a_record_that_cannot_be_read_is_reported_where_it_stands() -> None:
    digest = parse([RECORD, 7, {"paper": {"summary": "x"}}])
    assert len(digest.entries) == 1
    assert [problem.message.split(":")[0] for problem in digest.problems] == ["record 2"]
    assert [note.message.split(":")[0] for note in digest.notes] == ["record 3"]
    text = orjson.dumps([RECORD, 7], option=orjson.OPT_INDENT_2).decode().split("\n")
    assert text[digest.problems[0].line - 1].strip() == "7"


def test_a_field_of_a_wrong_type_costs_only_itself() -> None:
    paper = {**RECORD["paper"], "upvotes": "many", "authors": 7}
    digest = parse([{**RECORD, "paper": paper}])
    assert digest.entries[0].votes is None
    assert digest.entries[0].sections
    assert {message.message.split("'")[1] for message in digest.problems} == {"upvotes", "authors"}


def test_no_json() -> None:
    (problem,) = records.read_json('[{"paper":\n {"id": }]', "a.json").problems
    assert problem.line == 2
    assert "no valid JSON" in problem.message
