from __future__ import annotations

import dataclasses
from collections.abc import Callable

import orjson
import pytest

from papersearch.digest import parse_bytes
from papersearch.render.paper import PAPER_FORMATS, render_paper
from papersearch.render.terminal import Style
from papersearch.types.merging import merge
from tests.render.conftest import HOSTILE, TOKENS


@pytest.mark.parametrize("format_", PAPER_FORMATS)
def test_a_paper(golden: Callable[[str, str], None], format_: str) -> None:
    golden(f"paper.{format_}", render_paper(TOKENS, format_, style=Style(columns=72)))


def test_json_holds_all_sections() -> None:
    payload = orjson.loads(render_paper(TOKENS, "json"))
    assert [part["label"] for part in payload["sections"]] == ["What's New", ""]
    assert payload["days"] == list(TOKENS.days)


def test_markdown_is_a_digest_that_can_be_read_again() -> None:
    paper = dataclasses.replace(TOKENS, venue="", categories=(), code="")
    (entry,) = parse_bytes(render_paper(paper, "markdown").encode(), "-").entries
    again = merge([entry])
    for name in ("id", "title", "sections", "votes", "authors", "authors_cut", "url", "video"):
        assert getattr(again, name) == getattr(TOKENS, name)


@pytest.mark.parametrize("format_", PAPER_FORMATS)
def test_nothing_reaches_the_terminal_that_it_obeys(format_: str) -> None:
    text = render_paper(HOSTILE, format_, style=Style())
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_an_unknown_format() -> None:
    with pytest.raises(ValueError, match="no format 'csv': choose one of table"):
        render_paper(TOKENS, "csv")
