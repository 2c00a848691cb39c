from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import fields


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("![](https://x.org/a.png)", "https://x.org/a.png"),
        ("![a picture](/avatars/1.svg)", "/avatars/1.svg"),
        ('![]( <https://x.org/a.png> "tip" )', "https://x.org/a.png"),
        ("[![](https://x.org/a.png)](https://x.org)", "https://x.org/a.png"),
        ('<img width="9" src="https://x.org/a.png"/>', "https://x.org/a.png"),
        ("![](https://x.org/a.png) and text", ""),
        ("[a](https://x.org/a.png)", ""),
        ("[Picture](https://x.org/a.png)", "https://x.org/a.png"),
        ("[Picture](https://x.org/a&#38;b.png)", "https://x.org/a&b.png"),
        ("<img>", ""),
        ("text", ""),
        ("", ""),
    ],
)
def test_image(line: str, address: str) -> None:
    assert fields.image(line) == address


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("[Watch Video](https://x.org/a.mp4)", "https://x.org/a.mp4"),
        ("[Watch Video]https://x.org/a.mp4", "https://x.org/a.mp4"),
        ("[watch video] (https://x.org/a.mp4)", "https://x.org/a.mp4"),
        ("[Watch Video](https://x.org/a(b))", "https://x.org/a(b)"),
        ("[Watch Video](https://x.org/a&#40;b&#41;)", "https://x.org/a(b)"),
        ('<div><video controls src="https://x.org/a.mp4"></video></div>', "https://x.org/a.mp4"),
        ("<video src='https://x.org/a.mp4'></video>", "https://x.org/a.mp4"),
        ("<video><source src=https://x.org/a.mp4 ></video>", "https://x.org/a.mp4"),
        ("<video src='https://x.org/a.mp4'></video> text", ""),
        ("[Watch Video]", ""),
        ("[Code](https://x.org)", ""),
        ("<video></video>", ""),
        ("<b>text</b>", ""),
    ],
)
def test_video(line: str, address: str) -> None:
    assert fields.video(line) == address


@given(st.text())
def test_any_text_can_be_a_field(text: str) -> None:
    fields.authors(text)
    fields.image(text)
    fields.video(text)
    fields.bibtex_authors(text)
    fields.votes_in(text)
    fields.categories_in(text)
    fields.split_line_fields(text)
