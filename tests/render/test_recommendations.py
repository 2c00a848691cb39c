from __future__ import annotations

import csv
import io
from collections.abc import Callable

import orjson
import pytest

from papersearch.following.recommend import Reason, Recommendation
from papersearch.render.hits import FORMATS
from papersearch.render.payload import hit_payload
from papersearch.render.recommendations import render_recommendations
from papersearch.render.terminal import Style, width
from tests.render.conftest import HITS, HOSTILE, TOKENS

FOUND = [
    Recommendation(HITS[0], (Reason(HOSTILE, 0.71239), Reason(TOKENS, 0.5))),
    Recommendation(HITS[1], (Reason(TOKENS, 0.4),)),
]


@pytest.mark.parametrize("format_", FORMATS)
def test_formats(golden: Callable[[str, str], None], format_: str) -> None:
    golden(
        f"recommended.{format_}", render_recommendations(FOUND, format_, style=Style(columns=80))
    )


def test_no_line_of_the_table_is_too_wide() -> None:
    text = render_recommendations(FOUND, "table", style=Style(columns=50))
    assert max(map(width, text.split("\n"))) <= 50
    assert "\x1b" not in text


def test_programs_read_a_hit_and_why() -> None:
    first, second = orjson.loads(render_recommendations(FOUND, "json"))["hits"]
    assert {key: first[key] for key in hit_payload(HITS[0])} == hit_payload(HITS[0])
    assert [why["id"] for why in first["because"]] == [HOSTILE.id, TOKENS.id]
    lines = render_recommendations(FOUND, "jsonl").splitlines()
    assert [orjson.loads(line) for line in lines] == [first, second]
    rows = list(csv.DictReader(io.StringIO(render_recommendations(FOUND, "csv"), newline="")))
    assert rows[0]["because"] == f"{HOSTILE.id}; {TOKENS.id}"
    assert rows[1]["title"].startswith("'=cmd")


def test_nothing_found() -> None:
    assert render_recommendations([], "table") == ""
    assert orjson.loads(render_recommendations([], "json")) == {"count": 0, "hits": []}


def test_an_unknown_format() -> None:
    with pytest.raises(ValueError, match="no format 'xml': choose one of table, json"):
        render_recommendations(FOUND, "xml")
