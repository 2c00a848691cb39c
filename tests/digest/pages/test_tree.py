from __future__ import annotations

import pytest

from papersearch.digest.pages import tree
from papersearch.digest.pages.said import text_of


def test_markdown_becomes_elements_that_know_their_lines() -> None:
    found = tree.of_markdown(["# One", "", "| a | b |", "|---|---|", "| c | d |"])
    heading, table = next(found.root.iter("h1")), next(found.root.iter("table"))
    assert (text_of(heading), found.span(heading), found.line(heading)) == ("One", (0, 0), 1)
    assert (found.span(table), found.line(table)) == ((2, 4), 3)


@pytest.mark.parametrize("line", ["### One", "###One", "   ###One"])
def test_a_heading_may_lack_its_space(line: str) -> None:
    assert [text_of(own) for own in tree.of_markdown([line]).root.iter("h3")] == ["One"]


def test_elements_of_html_stand_where_those_around_them_do() -> None:
    found = tree.of_markdown(["# One", "", "<div><b>two</b></div>", "", "three"])
    bold, last = next(found.root.iter("b")), list(found.root.iter("p"))[-1]
    assert (found.line(bold), found.line(last)) == (1, 5)


def test_elements_of_a_page_of_html_stand_on_their_own_line() -> None:
    found = tree.of_html("<html><body>\n<p>one\n<p>two")
    assert [found.line(own) for own in found.root.iter("p")] == [2, 3]


def test_a_row_that_is_broken_over_lines_is_one() -> None:
    found = tree.of_markdown(["| a | b |", "|---|---|", "| one", "two | c |", "| d | e |"])
    assert [text_of(own) for own in found.root.iter("td")] == ["one two", "c", "d", "e"]
    assert found.places == [0, 1, 2, 4]


def test_a_fence_that_is_never_closed_hides_nothing() -> None:
    found = tree.of_markdown(["```", "code", "```", "```", "# One"])
    assert [text_of(own) for own in found.root.iter("h1")] == ["One"]
    assert len(list(found.root.iter("pre"))) == 1


@pytest.mark.parametrize("control", ["\x01", "\ufffe", "&#1;", "&#x1F;", "&#xFFFF;"])
def test_what_xml_cannot_hold_is_a_blank(control: str) -> None:
    assert text_of(tree.of_html(f"<p>a{control}b").root) == "a b"
    assert text_of(tree.of_markdown([f"a{control}b"]).root) == "a b"


@pytest.mark.parametrize("inner", ["div", "b", "ul><li", "blockquote"])
def test_what_is_nested_too_deeply_is_cut_and_said(inner: str) -> None:
    assert tree.of_html(f"<{inner}>" * 5_000 + "x").cut
    assert not tree.of_html(f"<{inner}>" * 50 + "x").cut


@pytest.mark.parametrize("text", ["", "<", "<!doctype html>", "<html><body class=a></body></html>"])
def test_what_says_nothing_is_a_tree_without_words(text: str) -> None:
    assert text_of(tree.of_html(text).root).strip("<") == ""
