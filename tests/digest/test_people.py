from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import people


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
        ("One, Ada and Two, Ben", ("Ada One", "Ben Two"), False),
        ("Ann Lee, MIT; Bo Kim, CMU", ("Ann Lee", "MIT", "Bo Kim", "CMU"), False),
        ("Ann Lee, Bo Kim and Cy Day, Di Ek", ("Ann Lee", "Bo Kim", "Cy Day", "Di Ek"), False),
        ("张三 和 李四", ("张三", "李四"), False),
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
    assert people.authors(value) == (names, cut)


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
    assert people.bibtex_authors(value) == (names, cut)


ALPHABET = st.sampled_from("AB ,;.()[]&|·1²*^<>'et al等외他and")


@given(st.text() | st.text(ALPHABET))
def test_any_text_can_list_names(text: str) -> None:
    for names, _ in (people.authors(text), people.bibtex_authors(text)):
        assert len(set(names)) == len(names)
        assert all(any(character.isalpha() for character in name) for name in names)
