"""One form of text: what it joins, that it is one, and that it is linear."""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.types import normalise as module
from papersearch.types.normalise import MOST_MARKS, normalise

EVERYTHING = [
    character
    for character in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(character) not in ("Cn", "Co")
]
FORMS: tuple[Literal["NFD", "NFKD"], ...] = ("NFD", "NFKD")
IGNORED = [0xAD, 0x34F, 0x61C, 0x200B, 0x200C, 0x200D, 0x2060, 0x2066, 0xFE0F, 0xFEFF, 0xE0041]


def marks_in_a_row(text: str) -> int:
    """Return the longest run of combining marks of ``text``, all of it decomposed."""
    longest = run = 0
    for character in text:
        for part in unicodedata.normalize("NFKD", character):
            run = run + 1 if unicodedata.combining(part) else 0
            longest = max(longest, run)
    return longest


def test_every_character_has_one_form_and_it_is_composed() -> None:
    for character in EVERYTHING:
        form = normalise(character)
        assert normalise(form) == form == unicodedata.normalize("NFKC", form)
        assert not re.search(module._UNSEEN, form)
        assert not re.search(module._BLANK, form)


def test_composed_and_decomposed_characters_are_one() -> None:
    for character in EVERYTHING:
        for name in FORMS:  # of which the others are composed
            other = unicodedata.normalize(name, character)
            assert other == character or normalise(other) == normalise(character)


@given(st.text(st.characters(), max_size=80))
def test_there_is_one_form(text: str) -> None:
    form = normalise(text)
    assert normalise(form) == form
    assert marks_in_a_row(form) <= MOST_MARKS
    form.encode()


@given(st.text("abé시ㄱ토ﾃﾞ\u0301\u3099\u1161\u11a8\u200d", max_size=60))
def test_all_forms_of_unicode_are_one(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)
    assert normalise(unicodedata.normalize("NFC", text)) == normalise(text)


@pytest.mark.parametrize("number", IGNORED, ids=hex)
def test_what_nobody_sees_is_dropped_before_composing(number: int) -> None:
    assert normalise(f"trans{chr(number)}former") == "transformer"
    assert normalise(f"e{chr(number)}\u0301") == "é"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("ﾃﾞｰﾀ", "データ"),
        ("\u1109\u1175\u1100\u1161\u11a8", "시각"),
        ("a\0b\x1fc", "a b c"),
        ("a\x08b\x9fc", "abc"),
        ("x\ud800y", "x y"),
        ("a\tb\nc\r", "a\tb\nc\r"),
        ("ﬁne ＬＬＭ…", "fine LLM..."),
    ],
)
def test_forms(text: str, form: str) -> None:
    assert normalise(text) == form


def test_a_text_in_the_form_is_left_alone() -> None:
    text = "시각 토큰 — “visual tokens”, café\n视觉"
    assert normalise(text) is text or normalise(text) == text


@pytest.mark.parametrize("pair", ["\u0301", "\u0301\u0323", "\uff9e", "\u0344", "\u064b\u0651"])
def test_runs_of_marks_are_bounded_before_they_are_sorted(
    monkeypatch: pytest.MonkeyPatch, pair: str
) -> None:
    sorted_: list[str] = []

    class Watched:
        combining = staticmethod(unicodedata.combining)

        @staticmethod
        def normalize(form: Literal["NFKC", "NFKD"], text: str) -> str:
            sorted_.append(text)
            return unicodedata.normalize(form, text)

    monkeypatch.setattr(module, "unicodedata", Watched)
    kept = normalise("ǟ" + pair * 1000 + "b" + pair * 3)
    assert max(map(marks_in_a_row, sorted_)) <= MOST_MARKS
    assert marks_in_a_row(kept) > MOST_MARKS - 2
    assert kept.endswith(normalise("b" + pair * 3))


def test_what_may_be_a_mark_is_looked_at_as_one() -> None:
    for character in EVERYTHING:
        parts = unicodedata.normalize("NFKD", character)
        if unicodedata.combining(parts[0]):
            assert re.fullmatch(module._MARKS, "a" + character * MOST_MARKS), hex(ord(character))
            assert all(map(unicodedata.combining, parts))
        assert sum(map(bool, map(unicodedata.combining, parts))) <= 4
