from __future__ import annotations

from collections.abc import Callable

import orjson
import pytest

from papersearch.render.hits import FORMATS
from papersearch.render.kept import KeptOf, note_lines, render_kept, render_tags
from papersearch.render.paper import render_paper
from papersearch.render.terminal import Style
from papersearch.types.kept import Kept
from tests.render.conftest import HOSTILE, TOKENS
from tests.render.test_markdown import check, shown

EVIL = "=1+1 \x1b[31m\x9b \u202eevil <script>alert(1)</script> [x](javascript:alert(1)) ```"
KEPT = Kept(
    ("to cite", "토큰"),
    "Compare with the projector of TokenPacker.\n\n  # 한국어로 된 긴 줄도 있다: 시각 토큰의 수를 "
    "줄이는 방법과 어텐션 점수를 쓰는 방법을 같은 조건에서 견주어 볼 것.\nthree\nfour\nfive\nsix",
    "2024-07-08T01:02:03Z",
    "2024-07-09T01:02:03Z",
)
FOUND = (
    KeptOf(HOSTILE.id, Kept((EVIL,), f"{EVIL}\n- {EVIL}", "2024-07-10T00:00:00Z"), HOSTILE),
    KeptOf(TOKENS.id, KEPT, TOKENS),
    KeptOf("2407.00009", Kept(("gone",)), None),
)


@pytest.mark.parametrize("format_", FORMATS)
def test_what_is_kept(golden: Callable[[str, str], None], format_: str) -> None:
    golden(f"kept.{format_}", render_kept(FOUND, format_, style=Style(columns=72)))


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_reaches_the_terminal_that_it_obeys(format_: str) -> None:
    text = render_kept(FOUND, format_, style=Style())
    assert not {"\x1b", "\x9b", "\u202e"} & {*text}


def test_nothing_is_nothing() -> None:
    for format_ in ("table", "jsonl", "markdown", "ids", "bibtex", "ris"):
        assert render_kept([], format_) == ""
    assert orjson.loads(render_kept([], "json")) == {"count": 0, "papers": []}
    assert render_tags({}, "table") == ""


def test_markdown_shows_text_as_it_is() -> None:
    text = render_kept(FOUND, "markdown")
    check(text)
    assert "alert(1)" in shown(text)
    assert text.startswith("- [ ] **")
    assert "\n- [x] **" in text
    assert "\n- 2407&#46;00009 (not in the index now) (tags: gone)" in text


def test_json_has_the_whole_note_and_a_paper_that_is_gone() -> None:
    one, two, gone = orjson.loads(render_kept(FOUND, "json"))["papers"]
    assert (one["note"], one["tags"], one["read"]) == (FOUND[0].kept.note, [EVIL], "")
    assert (two["note"], two["listed"], two["read"]) == (KEPT.note, KEPT.listed, KEPT.read)
    assert (gone["id"], gone["title"], gone["indexed"]) == ("2407.00009", "", False)
    assert one["indexed"]


def test_a_list_without_marks_stands_at_the_left() -> None:
    table = render_kept([KeptOf(TOKENS.id, Kept(("x",)), TOKENS)], "table", style=Style(columns=72))
    assert table.startswith(TOKENS.title[:20])


def test_tags() -> None:
    tags = {EVIL: 3, "rl": 1_200}
    table = render_tags(tags, "table")
    assert table.splitlines()[1] == "1,200  rl"
    assert "\x1b" not in table
    assert orjson.loads(render_tags(tags, "json")) == {
        "count": 2,
        "tags": [{"tag": EVIL, "papers": 3}, {"tag": "rl", "papers": 1200}],
    }


def test_a_paper_shows_what_is_kept_of_it(golden: Callable[[str, str], None]) -> None:
    golden("paper-kept.table", render_paper(TOKENS, "table", style=Style(columns=72), kept=KEPT))
    text = render_paper(TOKENS, "table", kept=FOUND[0].kept)
    assert not {"\x1b", "\x9b", "\u202e"} & {*text}


def test_a_note_is_printed_line_by_line() -> None:
    assert note_lines("") == []
    assert note_lines("one\n\n  two\x1b") == ["one", "", "  two\\x1b"]


def test_an_unknown_format() -> None:
    with pytest.raises(ValueError, match="no format 'atom': choose one of table"):
        render_kept(FOUND, "atom")
