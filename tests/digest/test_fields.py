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
        ("👍 12", 12),
        ("12 votes", 12),
    ],
)
def test_votes(value: str, votes: int | None) -> None:
    assert fields.votes(value) == votes


@pytest.mark.parametrize(
    "value", ["many", "-5", "1,23", "12 of 20", "9" * 5_000, "1.5", "⭐ 82/100"]
)
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
        ("Ann Lee and others, and 3 others", ("Ann Lee",), True),
        ("Ann Lee; Bo Kim", ("Ann Lee", "Bo Kim"), False),
        ("Ann Lee et al.", ("Ann Lee",), True),
        ("Ann Lee, …", ("Ann Lee",), True),
        ("Ann Lee, Ann Lee, Bo Kim", ("Ann Lee", "Bo Kim"), False),
        ("01. AI, Zoë D'Or", ("01. AI", "Zoë D'Or"), False),
        ("", (), False),
        ("A, B and C", ("A", "B", "C"), False),
        ("Ada One and Ben Two", ("Ada One", "Ben Two"), False),
        ("Ada & Ben", ("Ada", "Ben"), False),
        ("Anderson Sandoval, Andy Brand", ("Anderson Sandoval", "Andy Brand"), False),
        ("One, Ada; Two, Ben", ("Ada One", "Ben Two"), False),
        ("Ada One et.al.", ("Ada One",), True),
        ("Ada One et al", ("Ada One",), True),
        ("张三、李四等", ("张三", "李四"), True),
        ("张三、李四等5人", ("张三", "李四"), True),
        ("홍길동, 김철수 외 3명", ("홍길동", "김철수"), True),
        ("山田太郎、田中花子 他", ("山田太郎", "田中花子"), True),
        ("约翰·史密斯，李四", ("约翰·史密斯", "李四"), False),
        ("Ada One + 3 more", ("Ada One",), True),
        ("Ada One (+3 more)", ("Ada One",), True),
        ("Ada One and 12 others", ("Ada One",), True),
        ("Ada One (MIT, USA), Ben Two (CMU)", ("Ada One", "Ben Two"), False),
        ("Ada One (MIT, Ben Two", ("Ada One (MIT", "Ben Two"), False),
        ("Ada One¹, Ben Two*", ("Ada One", "Ben Two"), False),
        ("Ada One1,2, Ben Two3", ("Ada One", "Ben Two"), False),
        ("Ada One<sup>1,2</sup>, Ben^1,2^, Cy^*", ("Ada One", "Ben", "Cy"), False),
        ("Ada One $^{1}$, ben@x.org", ("Ada One",), False),
        ("**Ada One** ¹ · Tezelini Sazeripel", ("Ada One", "Tezelini Sazeripel"), False),
        ("Ada One • Ben Two | Cy Day / Di Ek", ("Ada One", "Ben Two", "Cy Day", "Di Ek"), False),
        ("[Ada One](https://x.org/a), [Ben](https://x.org/b)", ("Ada One", "Ben"), False),
        ("Ada One, Jr., Ben Two", ("Ada One Jr.", "Ben Two"), False),
        ("Ada One Jr., Ben Two, PhD", ("Ada One Jr.", "Ben Two"), False),
        ("by Ada One", ("Ada One",), False),
        ("N/A", (), False),
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


@pytest.mark.parametrize(
    ("value", "names", "cut"),
    [
        ("One, Ada and Two, Ben", ("Ada One", "Ben Two"), False),
        ("{A Team} and One, Ada and others", ("A Team", "Ada One"), True),
        ("One, Jr., Ada", ("Ada One Jr.",), False),
        ("Anderson, Sandy and\n  Brand, Andy", ("Sandy Anderson", "Andy Brand"), False),
        ("de la Cruz, Juan", ("Juan de la Cruz",), False),
        ("Ada One", ("Ada One",), False),
        ("", (), False),
    ],
)
def test_authors_of_bibtex(value: str, names: tuple[str, ...], cut: bool) -> None:
    assert fields.bibtex_authors(value) == (names, cut)


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
    assert fields.votes_in(text) == found


@given(st.text())
def test_any_text_can_be_a_field(text: str) -> None:
    fields.authors(text)
    fields.image(text)
    fields.video(text)
    fields.bibtex_authors(text)
    fields.votes_in(text)
    fields.categories_in(text)
    fields.split_line_fields(text)
