from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import literals
from papersearch.types import limits


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("['one', \"it's two\"]", ["one", "it's two"]),
        ("{'Speed': 'twice', 'Size': 3}", ["Speed: twice", "Size: 3"]),
        ("[{'a': 'x'}, {'a': 'y'}]", ["a: x", "a: y"]),
        ("{'a': 'x', 'a': 'y'}", ["a: x", "a: y"]),
        ("{'Steps': ['first', 'second'], 'n': -1.5}", ["Steps:", "- first", "- second", "n: -1.5"]),
        ("['two\\nlines', None, True, 1_000]", ["two lines", "None", "True", "1_000"]),
        ("['it\\'s', 'a\\\\b']", ["it's", "a\\b"]),
        ("{'b', 'a'}", ["b", "a"]),
        ("['가', ['나']]", ["가", "나"]),
    ],
)
def test_a_literal_gives_one_line_an_item(value: str, lines: list[str]) -> None:
    assert literals.lines(value) == lines


@pytest.mark.parametrize(
    "value",
    [
        "",
        "text",
        "[1, 2]",
        "[]",
        "[x, 'y']",
        "[f'{x}']",
        "['a' + 'b']",
        "['a'] and ['b']",
        "['a', *['b']]",
        "{**{'a': 'b'}}",
        "{('a', 'b'): 'c'}",
        "['cut",
        "['cut']'",
        "['a', # 'b']\r]",
        "['\\ud800']",
        "[-'a', 'b']",
        "['a' for a in 'b']",
        "[" * 30 + "'a'" + "]" * 30,
        "['" + "a" * limits.LITERAL_CHARACTERS + "']",
        "[" + "-" * 100_000 + "1, 'a']",
        "[" + "1+" * 50_000 + "1, 'a']",
    ],
    ids=lambda value: value[:20],
)
def test_what_is_no_literal_of_texts_stays_raw(value: str) -> None:
    assert literals.lines(value) is None


def test_an_unknown_escape_warns_nobody() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert literals.lines(r"['50\% and \d']") == [r"50\% and \d"]


@given(st.text())
def test_any_text_can_be_tried(value: str) -> None:
    literals.lines(value)
    literals.lines(f"[{value}]")
    literals.lines(f"{{'a': '{value}'}}")


@given(st.lists(st.text(), min_size=1))
def test_the_text_of_a_list_gives_its_items(items: list[str]) -> None:
    lines = literals.lines(repr(items))
    if "\\x00" not in repr(items):
        assert lines == [item.replace("\n", " ").strip() for item in items]
