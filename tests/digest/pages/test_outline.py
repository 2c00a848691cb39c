from __future__ import annotations

import pytest
from lxml import etree

from papersearch.digest.pages.outline import BOLD, CARD, SUMMARY, Part, outline

URL = "https://arxiv.org/abs/2503.0000"


def parts(html: str) -> list[tuple[int, str]]:
    """Return level and heading of each part, in order of depth."""
    found = outline(etree.HTML(f"<body>{html}")).parts()[1:]
    return [(own.level, own.title.text if own.title else "") for own in found]


def texts(part: Part) -> list[str]:
    return [own.text for own in part.elements()]


def test_a_part_ends_where_another_of_its_level_begins() -> None:
    page = outline(etree.HTML("<h1>a</h1>x<h2>b</h2><p>y<h3>c</h3><h2>d</h2>z<h1>e</h1>"))
    first, last = (own for own in page.items if isinstance(own, Part))
    assert texts(first) == ["x", "b", "y", "c", "d", "z"]
    assert texts(last) == []
    assert [own.text for own in page.titles()] == ["a", "b", "c", "d", "e"]


def test_a_bold_paragraph_is_a_heading() -> None:
    assert parts("<p><b>Bold Title</b></p><p>x") == [(BOLD, "Bold Title")]
    assert parts("<p><b>Bold</b> and more</p><p><b>Authors:</b></p><p>x") == []


def test_bold_lines_below_each_other_are_one_heading() -> None:
    assert parts("<p><b>Bold Title</b><p><b>At a Venue</b><p>x") == [(BOLD, "Bold Title")]


def test_what_a_closed_box_shows_is_a_heading() -> None:
    assert parts("<details><summary>A Title</summary>x</details>") == [(SUMMARY, "A Title")]
    assert parts("<details><summary>Abstract</summary>x</details>") == [(0, "")]


def test_a_heading_in_a_box_ends_with_it() -> None:
    html = "<div><h2>In a box</h2><p>x</div><p>y"
    page = outline(etree.HTML(f"<body>{html}"))
    assert parts(html) == [(0, ""), (2, "In a box")]
    assert [own.text for own in page.items if not isinstance(own, Part)] == ["y"]


def test_boxes_that_are_repeated_are_cards() -> None:
    card = "<div class=c><a href={}>A Title of {}</a><p>And words of it, so many</div>"
    assert parts(card.format(URL + "1", 1) + card.format(URL + "2", 2)) == [
        (CARD, "A Title of 1"),
        (CARD, "A Title of 2"),
    ]
    assert parts(card.format(URL + "1", 1)) == []


def test_a_box_of_several_titles_is_no_card() -> None:
    links = "".join(f"<a href={URL}{own}>A Title of {own}</a>" for own in range(4))
    assert parts(f"<div class=c>{links} words</div>" * 3) == []


@pytest.mark.parametrize("tag", ["script", "nav", "svg", "button"])
def test_what_is_no_text_is_left_out(tag: str) -> None:
    page = outline(etree.HTML(f"<body><p>a<{tag}>b</{tag}>c"))
    assert "".join(texts(page)) == "ac"


def test_loose_text_is_a_paragraph() -> None:
    page = outline(etree.HTML("<body><div>one <b>two</b><p>three</p>four</div>"))
    assert texts(page) == ["one two", "three", "four"]


def test_lines_that_begin_with_links_are_paragraphs() -> None:
    link = "<a href={}>A Title of {}</a>"
    html = "\n".join(link.format(f"{URL}{own}", own) for own in (1, 2))
    assert texts(outline(etree.HTML(f"<body><p>{html}"))) == ["A Title of 1", "A Title of 2"]
    assert texts(outline(etree.HTML("<body><p>one\ntwo"))) == ["one two"]


def test_a_line_that_names_a_title_is_a_heading() -> None:
    html = "<p><b>Title:</b> Paged Attention\n<b>Authors:</b> Ada One</p>"
    assert parts(html) == [(BOLD, "Title: Paged Attention")]


def test_boxes_may_be_nested_as_deeply_as_html_may() -> None:
    html = "<div class=c><h2>A Title</h2>" * 120 + f"<a href={URL}1>A Title of it</a> and words"
    assert len(parts(html)) == 240
