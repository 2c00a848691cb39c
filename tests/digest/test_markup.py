"""HTML before it is parsed: bounded where a parser would take long, the same everywhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import markup, parse_bytes
from papersearch.digest.pages.tree import of_html
from papersearch.digest.records.html import html_lines
from papersearch.types import limits

MANY = " ".join(f"a{n}=1" for n in range(2_000))
LINK = "<a href='https://arxiv.org/abs/2503.00001'>Some Title of Words</a>"


@pytest.mark.parametrize(
    "before",
    [
        "",
        "<!-- <b c=' -->",
        "<script>if (a <b && c == ' ) {}</script>",
        "</b c='><a d=\"'>",
        "<!b <b c=' >",
        "</ <b c=' >",
        "<b c='>' d=\"<e\">",
    ],
)
def test_a_tag_has_no_more_attributes_than_are_read(before: str) -> None:
    root = of_html(f"<body>{before}<p {MANY}>words</p></body>").root
    (paragraph,) = root.iter("p")
    assert len(paragraph.attrib) == limits.TAG_ATTRIBUTES
    assert paragraph.text == "words"


def test_what_stands_behind_such_a_tag_is_read() -> None:
    html = f"<h2 {MANY}>{LINK}</h2><p {MANY}/>words"
    (entry,) = parse_bytes(html.encode(), "a.html").entries
    assert entry.title == "Some Title of Words"
    assert html_lines(f"<p {MANY}>words</p>") == ["words"]


@pytest.mark.parametrize(
    "html",
    [
        f"<img src='data:image/png;base64,{'A' * 100_000}' alt=\"a > b\">",
        "<p\n\tclass = 'c'  hidden data-x=y/>",
        "a < b, c <d e> & f",
        "<!-- x --><?php x ?><!doctype html><script>a</script>",
        "<p class='",
    ],
)
def test_other_tags_stay_as_they_are(html: str) -> None:
    assert markup.of_html(html) == html


@given(st.text("<>/='\" ab!-&#x1;\x00[]", max_size=60))
def test_nothing_else_is_taken_from_any_text(text: str) -> None:
    assert markup.of_html(text) == markup.without_controls(text)
    assert "\x00" not in markup.of_xml(text)
