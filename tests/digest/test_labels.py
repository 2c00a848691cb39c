from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest.labels import Field, split_field, split_line_fields


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("**Authors**: A", Field("Authors", "A", True)),
        ("**Link:** x", Field("Link", "x", True)),
        ("- **作者**：A", Field("作者", "A", True)),
        ("1. **Method**: x", Field("Method", "x", True)),
        ("> **Abstract**: x", Field("Abstract", "x", True)),
        ("*Published*: x", Field("Published", "x", True)),
        ("__Date__: x", Field("Date", "x", True)),
        ("***a***: b", Field("a", "b", True)),
        ("`arXiv`: x", Field("arXiv", "x", True)),
        ("<b>Authors:</b> A", Field("Authors", "A", True)),
        ("**Authors** — A", Field("Authors", "A", True)),
        ("**Abstract** We show", Field("Abstract", "We show", True)),
        ("**Title (ZH)**: x", Field("Title (ZH)", "x", True)),
        ("**👤 作者**：A", Field("作者", "A", True)),
        ("👤 作者: A", Field("作者", "A", False)),
        ("저자: A", Field("저자", "A", False)),
        ("TL;DR: we", Field("TL;DR", "we", False)),
        ("Authors — A", Field("Authors", "A", False)),
        ("Paper: [..](https://x.org)", Field("Paper", "[..](https://x.org)", False)),
        ("DOI:10.1/x", Field("DOI", "10.1/x", False)),
        ("👍: 12", Field("👍", "12", False)),
        ("📅 2025-03-04", Field("date", "2025-03-04", False)),
        ("🏷️ cs.CL", Field("categories", "cs.CL", False)),
        ("👥 Ada, Ben", Field("authors", "Ada, Ben", False)),
        ("📅 Papers of this week", None),
        ("Note that we find the following things here: a", None),
        ("**We** show", None),
        ("**Data** is big", None),
        ("https://x.org: a", None),
        ("[Paper](https://x.org): y", None),
        ("2503.00001: x", None),
        ("at 12:30", None),
        ("*Ada One, Ben Two*", None),
        ("**:**", None),
        ("**", None),
        ("", None),
    ],
)
def test_the_field_of_a_line(text: str, found: Field | None) -> None:
    assert split_field(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("**Authors**: A, B | **Upvotes**: 9", [("Authors", "A, B"), ("Upvotes", "9")]),
        ("Published: x | Category: cs.RO", [("Published", "x"), ("Category", "cs.RO")]),
        ("- **评分**: ⭐ 78/100 | **日期**: x", [("评分", "⭐ 78/100"), ("日期", "x")]),
        ("**Date:** 2025 **Authors:** X", [("Date", "2025"), ("Authors", "X")]),
        ("**A**: A<br>**B**: B", [("A", "A"), ("B", "B")]),
        ("Authors: A  Date: B", [("Authors", "A"), ("Date", "B")]),
        ("**A**: x | 👤 **B**: y", [("A", "x"), ("B", "y")]),
        ("👍 12 | **Authors**: A", [("votes", "12"), ("Authors", "A")]),
        (
            "**Authors**: A · 👍 12 · 💬 3",
            [("Authors", "A"), ("votes", "12"), ("num comments", "3")],
        ),
        ("Title: a | b | c", [("Title", "a | b | c")]),
        ("Title: a | We show: b", [("Title", "a | We show: b")]),
        ("Published: x · Authors: A · B", [("Published", "x"), ("Authors", "A · B")]),
        ("A | B", []),
        ("A sentence | **Authors**: A", []),
        ("", []),
    ],
)
def test_the_fields_of_a_line(text: str, found: list[tuple[str, str]]) -> None:
    assert [(field.name, field.value) for field in split_line_fields(text)] == found


ALPHABET = st.sampled_from("*_`|·:： ab作👍12-—<>")


@given(st.text() | st.text(ALPHABET))
def test_any_line_can_be_split(text: str) -> None:
    for field in [split_field(text), *split_line_fields(text)]:
        assert field is None or field.name


@pytest.mark.parametrize(
    "line", ["Authors:: Ada One", "**Authors**:: Ada One", "- authors:: Ada One"]
)
def test_two_colons_as_notes_have_them(line: str) -> None:
    found = split_field(line)
    assert found is not None
    assert (found.name.lower(), found.value) == ("authors", "Ada One")
