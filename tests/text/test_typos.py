"""What a word may be a slip of, and which words are looked at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.text.typos import (
    DOUBLED,
    LEFT_OUT,
    LONGEST,
    PUT_IN,
    SWAPPED,
    TAKEN_FOR,
    edits,
    may_be_slips,
)


@pytest.mark.parametrize(
    ("typed", "meant", "likely"),
    [
        ("langauge", "language", SWAPPED.likely),
        ("olwer", "lower", SWAPPED.likely),
        ("difusion", "diffusion", LEFT_OUT.likely),
        ("attenton", "attention", LEFT_OUT.likely),
        ("modellls", "modells", DOUBLED.likely),
        ("reasorning", "reasoning", PUT_IN.likely),
        ("segmantation", "segmentation", TAKEN_FOR.likely),
    ],
)
def test_one_edit_makes_of_a_slip_what_was_meant(typed: str, meant: str, likely: float) -> None:
    assert edits(typed)[meant] == likely


def test_the_shorter_a_word_the_fewer_edits_count() -> None:
    assert "bike" not in edits("bake")  # taken for another
    assert "brake" not in edits("bake")  # left out
    assert "beak" not in edits("bake")  # two edits
    assert "bkae" in edits("bake")
    assert "form" not in edits("forum")  # put in
    assert "modal" not in edits("model")  # taken for another
    assert set(edits("abc")) == set()


def test_the_first_letter_stays() -> None:
    others = {own for own in edits("quantization") if own[0] != "q"}
    assert others == {"uqantization"}


def test_a_word_is_not_what_it_may_be_a_slip_of() -> None:
    assert "letters" not in edits("letters")
    assert "from" not in edits("form")  # says nothing


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("difusion modells", {"difusion": "difusion", "modells": "modells"}),
        ("Difusion, (modells)", {"difusion": "Difusion", "modells": "modells"}),
        ("self-supervisd", {"self": "self", "supervisd": "supervisd"}),
        ("difusion을 쓰는", {"difusion": "difusion"}),
        ("fiancée", {"fiancee": "fiancée"}),
        ("LLaVA GPT OrienText", {}),
        ("gpt4o 3dgs x264", {}),
        ("https://example.org/forun a_name some@where.else", {}),
        ("doesn't e.g. arxiv:modells", {}),
        ("experiments throughout which", {}),  # any paper may say them
        ("abc 토큰 токены", {}),
        ("a" * (LONGEST + 1), {}),
    ],
)
def test_words_that_are_looked_at(text: str, words: dict[str, str]) -> None:
    assert may_be_slips(text) == words


@given(st.text())
def test_any_text_has_such_words_or_none(text: str) -> None:
    for word, typed in may_be_slips(text).items():
        assert word.isascii()
        assert SWAPPED.least <= len(word) <= LONGEST
        assert typed
        assert len(edits(word)) <= 54 * len(word) + 26
