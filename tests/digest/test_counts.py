from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import counts


@pytest.mark.parametrize(
    ("value", "votes"),
    [
        ("12", 12),
        (" 0 ", 0),
        ("1,234", 1_234),
        ("1 234 567", 1_234_567),
        ("1.234", 1_234),
        ("12'345", 12_345),
        ("1.2k", 1_200),
        ("3K", 3_000),
        ("", None),
        ("-", None),
        (" – ", None),
        ("👍 12", 12),
        ("12 votes", 12),
    ],
)
def test_votes(value: str, votes: int | None) -> None:
    assert counts.votes(value) == votes


@pytest.mark.parametrize(
    "value", ["many", "-5", "1,23", "12 of 20", "9" * 5_000, "1.5", "⭐ 82/100"]
)
def test_votes_that_are_no_count(value: str) -> None:
    with pytest.raises(ValueError, match="no count"):
        counts.votes(value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("👍 12", (12, "")),
        ("⭐ 3", (3, "")),
        ("🔺 5", (5, "")),
        ("▲ 9", (9, "")),
        ("👍 1.2k", (1_200, "")),
        ("(👍 12)", (12, "")),
        ("`❤️ 5`", (5, "")),
        ("+12 👍", (12, "")),
        ("Upvotes: 9", (9, "")),
        ("**Upvotes**: 9", (9, "")),
        ("12 upvotes", (12, "")),
        ("点赞数：31", (31, "")),
        ("추천 12", (12, "")),
        ("👍 12 · 💬 3", (12, "💬 3")),
        ("⭐ 82/100", None),
        ("⭐⭐⭐", None),
        ("⭐ 4.5", None),
        ("🔥 99%", None),
        ("👍 12 people like it", None),
        ("2024 votes were cast", None),
        ("12", None),
        ("👍 1" + " " * 300, None),
        ("", None),
    ],
)
def test_votes_in_a_text(text: str, found: tuple[int | None, str] | None) -> None:
    assert counts.votes_in(text) == found


@given(st.integers(0, 10**9), st.sampled_from(["👍 {}", "{} upvotes", "**Votes**: {}", "⭐{}"]))
def test_every_count_is_read(number: int, writing: str) -> None:
    assert counts.votes_in(writing.format(number)) == (number, "")


@given(st.text() | st.text(st.sampled_from("👍⭐ 12,.k:*/votes")))
def test_any_text_can_be_asked_for_votes(text: str) -> None:
    found = counts.votes_in(text)
    assert found is None or found[0] is not None
