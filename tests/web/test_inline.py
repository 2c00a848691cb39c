from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.web.inline import Piece, Span, pieces, spans


def plain(text: str) -> tuple[Piece, ...]:
    return (Piece(text),)


def test_bold_code_and_links() -> None:
    text = "A **Tokenizer** of `f(x)`, see [the page](https://a.example/b) or https://c.example/d."
    assert spans(text) == (
        Span(plain("A ")),
        Span(plain("Tokenizer"), "strong"),
        Span(plain(" of ")),
        Span(plain("f(x)"), "code"),
        Span(plain(", see ")),
        Span(plain("the page"), "link", "https://a.example/b"),
        Span(plain(" or ")),
        Span(plain("https://c.example/d"), "link", "https://c.example/d"),
        Span(plain(".")),
    )


def test_words_are_marked_within_markup() -> None:
    assert spans("**one two** three", [(6, 9), (12, 17)]) == (
        Span((Piece("one "), Piece("two", True)), "strong"),
        Span((Piece(" "), Piece("three", True))),
    )
    assert spans("of **one**", [(0, 8)]) == (
        Span((Piece("of ", True),)),
        Span((Piece("one", True),), "strong"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "2 ** 3 ** 4",
        "**",
        "a * b * c",
        "[x](javascript:alert(1))",
        "[x](data:text/html,y)",
        "[x](//evil.example)",
        "<b>no</b>",
    ],
)
def test_all_else_is_shown_as_it_is(text: str) -> None:
    assert spans(text) == (Span(plain(text)),)


def test_a_link_ends_before_what_follows_it() -> None:
    assert [own.url for own in spans("(https://a.example/b)에서, https://a.example/c!")] == [
        "", "https://a.example/b", "", "https://a.example/c", "",
    ]  # fmt: skip


@given(st.text(alphabet="*`[]()ab :/.\nhttps", max_size=60))
def test_no_character_is_lost_but_of_markup(text: str) -> None:
    shown = "".join(piece.text for own in spans(text) for piece in own.pieces)
    rest = iter(text)
    assert all(character in rest for character in shown)
    assert all(own.url.startswith("https://") for own in spans(text) if own.kind == "link")


def test_pieces_put_together_are_the_text() -> None:
    assert pieces("abcdef", [(0, 2), (4, 6)]) == (
        Piece("ab", True), Piece("cd"), Piece("ef", True),
    )  # fmt: skip
    assert pieces("", []) == ()
