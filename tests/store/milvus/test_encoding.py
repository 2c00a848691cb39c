from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.store.milvus import encoding
from papersearch.text.tokens import fold_name


@given(st.text(), st.text())
def test_a_part_of_a_name_stays_a_part_and_nothing_else_becomes_one(one: str, other: str) -> None:
    whole, part = fold_name(one), fold_name(other)
    assert (encoding.name(part) in encoding.name(whole)) == (part in whole)
    assert (encoding.name(part) in encoding.name(f"{part}{whole}")) is True


@given(st.text())
def test_an_encoded_name_has_nothing_that_an_expression_would_understand(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9 A-PXZ]*", encoding.name(fold_name(text)))


@given(st.text(min_size=1))
def test_a_word_is_one_word_for_any_analyzer(token: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+", encoding.word(token))


def test_plain_words_are_as_they_are_and_others_are_told_apart() -> None:
    assert encoding.word("token") == "token"
    others = ["토큰", "큰을", "3.5", "zz", "zz00000000", "x" * 33, "Ä"]
    assert len({encoding.word(token) for token in others} - set(others)) == len(others)


@given(st.text(), st.integers(min_value=4, max_value=20))
def test_parts_make_the_whole(text: str, most: int) -> None:
    text = text.encode(errors="ignore").decode()
    found = encoding.parts(text, most)
    assert "".join(found) == text
    assert all(len(part.encode()) <= most for part in found)


def test_a_text_that_is_too_long_keeps_each_token_once() -> None:
    repeated = encoding.text(["token", "mass"] * 8000)
    assert repeated == "token mass"
    many = encoding.text([f"word{n}" for n in range(20_000)])
    assert len(many) <= encoding.MOST_BYTES
    assert many.startswith("word0 word1 ")
    assert set(many.split()) <= {f"word{n}" for n in range(20_000)}


def test_numbers_leave_room_for_ordinals() -> None:
    found = encoding.slots("2407.00001")
    assert found == encoding.slots("2407.00001")
    assert len(set(found)) == encoding.SLOTS
    assert all(0 <= num < 1 << 47 for num in found)
    assert max(found) << 16 < 1 << 63
    assert found != encoding.slots("2407.00002")


@pytest.mark.parametrize("values", [[1, 2], ["ab", "cd"]])
def test_any_of(values: list[int | str]) -> None:
    written = {"1": "f in [1, 2]", "ab": 'f in ["ab", "cd"]'}
    assert encoding.any_of("f", values) == written[str(values[0])]
