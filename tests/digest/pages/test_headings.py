from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest.pages import headings
from papersearch.digest.pages.headings import Link


@pytest.mark.parametrize(
    ("line", "level", "text"),
    [
        ("### Title", 3, "Title"),
        ("###Title", 3, "Title"),
        ("#\tTitle", 1, "Title"),
        ("#hashtag", 0, "#hashtag"),
        ("####### seven", 0, "####### seven"),
        ("text", 0, "text"),
        ("### " + "x" * 5_000, 0, "### " + "x" * 5_000),
    ],
    ids=lambda value: str(value)[:12],
)
def test_split(line: str, level: int, text: str) -> None:
    assert headings.split(line) == (level, text)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("[A Title](https://x.org)", Link("A Title", "https://x.org")),
        ("[The [MASK] token](u)", Link("The [MASK] token", "u")),
        ("[[MASK] tokens](u)", Link("[MASK] tokens", "u")),
        ("[On [0, 1) intervals](u)", Link("On [0, 1) intervals", "u")),
        ("[On stray] brackets](u)", Link("On stray] brackets", "u")),
        ("[A (short) title](https://x.org/a_(b))", Link("A (short) title", "https://x.org/a_(b)")),
        ("[A](https://x.org/a_(b)", Link("A", "https://x.org/a_(b")),
        ("[A \\[sic\\] title](u)", Link("A [sic] title", "u")),
        ("[A\\] title](u)", Link("A] title", "u")),
        ("[**Bold**](u)", Link("Bold", "u")),
        ("**[Bold](u)**", Link("Bold", "u")),
        ("[With A*](u)", Link("With A*", "u")),
        ("12. [A](u)", Link("A", "u")),
        ("[A] (u)", Link("A", "u")),
        ('[A](<u> "tip")', Link("A", "u")),
        ("[A](u) (oral) ##", Link("A", "u", "(oral)")),
        ("[](u)", Link("", "u")),
        ("[A]()", Link("A", "")),
        ("[A](https://x.o", Link("A", "https://x.o", closed=False)),
        ("[A](", Link("A", "", closed=False)),
        ("[A tit", Link("A tit", "", closed=False)),
    ],
)
def test_a_link(text: str, link: Link) -> None:
    assert headings.link(text) == link


@pytest.mark.parametrize(
    "text", ["Title", "[1] as in [that](u)", "[A](#section)", "[A]", "see [A](u)", "", "[A] text"]
)
def test_no_link(text: str) -> None:
    assert headings.link(text) is None


@given(st.text(alphabet=st.sampled_from("[]()\\<>#* \"'a"), max_size=40))
def test_any_heading_can_be_read(text: str) -> None:
    headings.link(text)
    headings.link("[" + text)
    headings.split(text)
