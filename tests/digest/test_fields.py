from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import fields


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
    ],
)
def test_votes(value: str, votes: int | None) -> None:
    assert fields.votes(value) == votes


@pytest.mark.parametrize("value", ["many", "-5", "1,23", "12 of 20", "9" * 5_000, "1.5"])
def test_votes_that_are_no_count(value: str) -> None:
    with pytest.raises(ValueError, match="no count"):
        fields.votes(value)


@pytest.mark.parametrize(
    ("value", "names", "cut"),
    [
        ("Ann Lee, Bo Kim", ("Ann Lee", "Bo Kim"), False),
        ("Ann Lee, +, Bo Kim", ("Ann Lee", "Bo Kim"), True),
        ("+", (), True),
        ("Ann Lee, +7", ("Ann Lee",), True),
        ("['Ann Lee', \"Bo O'Neil\", 'and Cy Day']", ("Ann Lee", "Bo O'Neil", "Cy Day"), False),
        ("['Ann Lee', '+']", ("Ann Lee",), True),
        ("['Ann Lee', 'Bo", ("Ann Lee", "Bo"), False),
        ("Ann Lee and others, and 3 others", ("Ann Lee and others",), True),
        ("Ann Lee; Bo Kim", ("Ann Lee", "Bo Kim"), False),
        ("Ann Lee et al.", ("Ann Lee",), True),
        ("Ann Lee, …", ("Ann Lee",), True),
        ("Ann Lee, Ann Lee, Bo Kim", ("Ann Lee", "Bo Kim"), False),
        ("01. AI, Zoë D'Or", ("01. AI", "Zoë D'Or"), False),
        ("", (), False),
        ("-", (), False),
        ("[]", (), False),
    ],
)
def test_authors(value: str, names: tuple[str, ...], cut: bool) -> None:
    assert fields.authors(value) == (names, cut)


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
