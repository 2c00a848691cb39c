from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.render.terminal import (
    Style,
    escape,
    escape_json,
    escape_marked,
    pad,
    truncate,
    width,
    wrap,
    wrap_spans,
)

_texts = st.text(max_size=120) | st.text(
    st.sampled_from("ab  .,가나다漢字かな한 …👩🏽‍🚀\u0301e\x1b\u202e\n\t"), max_size=120
)


@given(_texts)
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    safe = escape(text)
    assert not {unicodedata.category(character) for character in safe} & {"Cc", "Cs", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(c) for c in safe} & set("RLE LRE RLO LRO PDF RLI".split())
    assert escape(safe) == safe


@given(st.text(max_size=60))
def test_json_stays_the_same_value(text: str) -> None:
    safe = escape_json(json.dumps([text], ensure_ascii=False, indent=1))
    assert json.loads(safe) == [text]
    assert escape(safe.replace("\n", "")) == safe.replace("\n", "")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("a\nb\tc", "a b c"),
        ("\u202eevil", "\\u202eevil"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("한글 日本語 é", "한글 日本語 é"),
    ],
)
def test_escapes(text: str, safe: str) -> None:
    assert escape(text) == safe


@pytest.mark.parametrize(("text", "columns"), [("", 0), ("abc", 3), ("한글", 4), ("e\u0301", 1)])
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns
    assert width(pad(text, 8)) == 8


@given(_texts, st.integers(2, 40))
def test_lines_fit_and_lose_nothing_but_spaces(text: str, columns: int) -> None:
    safe = escape(text)
    lines = wrap(safe, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == safe.replace(" ", "")
    spans = wrap_spans(safe, columns)
    assert spans == sorted(spans)


@given(_texts, st.integers(2, 40))
def test_truncated_text_fits(text: str, columns: int) -> None:
    safe = escape(text)
    cut = truncate(safe, columns)
    assert width(cut) <= columns
    assert cut == safe or cut.endswith("…")


@given(st.lists(st.tuples(_texts, st.booleans()), max_size=6))
def test_marks_stay_on_their_words(parts: list[tuple[str, bool]]) -> None:
    text, marks, words = "", [], []
    for part, marked in parts:
        if marked:
            marks.append((len(text), len(text) + len(part)))
            words.append(escape(part))
        text += part
    safe, moved = escape_marked(text, marks)
    assert [safe[start:end] for start, end in moved] == words
    assert safe == escape(text)


def test_colour_is_asked_for() -> None:
    assert Style().bold("a") == "a"
    assert Style(color=True).bold("a") == "\x1b[1ma\x1b[0m"
    assert Style(color=True).mark("") == ""
