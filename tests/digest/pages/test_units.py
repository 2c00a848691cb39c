from __future__ import annotations

import pytest

from papersearch.digest.pages.outline import outline
from papersearch.digest.pages.tree import of_markdown
from papersearch.digest.pages.unit import Unit
from papersearch.digest.pages.units import Chooser

URL = "https://arxiv.org/abs/2503.0000"
FIRST, SECOND = "Paged Attention Once", "Paged Attention Twice"


def units(text: str, *, dated: bool = False) -> list[Unit]:
    return Chooser(outline(of_markdown(text.split("\n")).root), dated=dated).units()


def papers(text: str, *, dated: bool = False) -> list[tuple[str, str]]:
    return [(own.kind, own.title) for own in units(text, dated=dated)]


def test_a_linked_heading_is_a_paper_and_its_text_goes_on_to_the_next() -> None:
    first, second = units(f"## [{FIRST}]({URL}1)\n\none\n\n## [{SECOND}]({URL}2)\n\ntwo")
    assert (first.kind, first.title, first.ids) == ("heading", FIRST, ("2503.00001",))
    assert [own.text for own in first.content] == ["one"]
    assert [own.text for own in second.content] == ["two"]


def test_a_heading_above_one_link_is_the_paper() -> None:
    assert papers(f"## {FIRST}\n\nwords\n\n[PDF]({URL}1)") == [("heading", FIRST)]


def test_a_heading_above_items_is_a_category() -> None:
    items = f"- [{FIRST}]({URL}1) - one\n- [{SECOND}]({URL}2) - two"
    assert papers(f"## Large Language Models\n\n{items}") == [("item", FIRST), ("item", SECOND)]


def test_a_heading_that_is_a_day_is_no_paper() -> None:
    assert papers(f"## 2025-03-04\n\n**[{FIRST}]({URL}1)** one") == [("line", FIRST)]


@pytest.mark.parametrize("heading", ["References", "Citation", "参考文献", "📚 Related Work"])
def test_what_others_are_referred_to_is_no_paper(heading: str) -> None:
    text = f"## [{FIRST}]({URL}1)\n\none\n\n## {heading}\n\n- [{SECOND}]({URL}2)"
    assert papers(text) == [("heading", FIRST)]


def test_a_paper_counts_once_where_it_stands_strongest() -> None:
    text = f"**[{FIRST}]({URL}1)** in short\n\n## [{FIRST}]({URL}1)\n\nat length"
    assert papers(text) == [("heading", FIRST)]


def test_sections_of_the_level_of_papers_belong_to_the_one_above() -> None:
    text = f"## [{FIRST}]({URL}1)\n\none\n\n## Method\n\ntwo\n\n## [{SECOND}]({URL}2)"
    first, _second = units(text)
    assert [own.text for own in first.content] == ["one", "Method", "two"]


def test_paragraphs_below_a_line_are_its_text() -> None:
    (line,) = units(f"**[{FIRST}]({URL}1)** one\n\ntwo\n\n---\n\nthree")
    assert [own.text for own in line.content] == [f"{FIRST} one", "two"]


def test_a_heading_with_authors_needs_no_address() -> None:
    assert papers(f"## {FIRST}\n\nAuthors: Ada One\n\nwords") == [("heading", FIRST)]
    assert papers(f"## {FIRST}\n\nwords alone") == []


def test_a_heading_that_leads_elsewhere_is_a_paper_of_a_dated_page() -> None:
    text = f"## [{FIRST}](https://example.org/first)\n\nwords"
    assert [own.url for own in units(text, dated=True)] == ["https://example.org/first"]
    assert units(text) == []


def test_rows_of_tables_and_items_in_quotations() -> None:
    table = f"| Title | Link |\n|---|---|\n| {FIRST} | [pdf]({URL}1) |"
    assert papers(f"{table}\n\n> - [{SECOND}]({URL}2)") == [("row", FIRST), ("item", SECOND)]


def test_what_the_page_names_is_counted() -> None:
    page = outline(of_markdown([f"## [{FIRST}]({URL}1)", "", f"- {URL}2, arXiv:2503.00003"]).root)
    chooser = Chooser(page, dated=False)
    assert (chooser.count, chooser.ids) == (3, ("2503.00001", "2503.00002", "2503.00003"))
