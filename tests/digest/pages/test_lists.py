from __future__ import annotations

import pytest
from lxml import etree

from papersearch.digest.pages import lists
from papersearch.digest.pages.said import Said

FIRST, SECOND = "Paged Attention Once", "Paged Attention Twice"


def link(text: str, number: int) -> str:
    return f"<a href='https://arxiv.org/abs/2503.0000{number}'>{text}</a>"


def papers(html: str) -> list[lists.Item]:
    return lists.papers(Said(etree.HTML(html).find("body")[0]), dated=False)


def titles(html: str) -> list[str]:
    return [own.title for own in papers(html)]


def test_items() -> None:
    found = papers(f"<ul><li>{link(FIRST, 1)} one<li>{FIRST} again - {link('pdf', 2)}</ul>")
    assert [(own.title, own.ids) for own in found] == [
        (FIRST, ("2503.00001",)),
        (f"{FIRST} again", ("2503.00002",)),
    ]


def test_items_in_items_are_papers_in_their_place() -> None:
    inner = f"<ul><li>{link(FIRST, 1)}</ul>"
    assert titles(f"<ul><li>Models{inner}<li>{link(SECOND, 2)}</ul>") == [FIRST, SECOND]


def test_details_of_an_item_are_no_papers() -> None:
    inner = "<ul><li>Authors: Ada One<li>words</ul>"
    (own,) = papers(f"<ul><li>{link(FIRST, 1)}{inner}</ul>")
    assert own.content[0].text == f"{FIRST}Authors: Ada Onewords"


def test_a_list_of_fields_is_one_paper() -> None:
    html = f"<ul><li><b>Title</b>: {FIRST}<li><b>Link</b>: {link('pdf', 1)}<li>Authors: Ada</ul>"
    assert [(own.title, own.ids) for own in papers(html)] == [(FIRST, ("2503.00001",))]


def test_items_without_an_address_beside_those_with_one() -> None:
    other = f"<a href='https://example.org/2'>{SECOND}</a>"
    found = papers(f"<ul><li>{link(FIRST, 1)}<li>{other}<li>words</ul>")
    assert [(own.title, own.url) for own in found] == [
        (FIRST, ""),
        (SECOND, "https://example.org/2"),
    ]
    assert titles(f"<ul><li>{other}<li>{other}</ul>") == []


def test_an_item_of_several_titles() -> None:
    assert titles(f"<ul><li>{link(FIRST, 1)}, {link(SECOND, 2)}</ul>") == [FIRST, SECOND]


def test_an_item_that_mentions_others_is_one_paper() -> None:
    item = f"{link(FIRST, 1)}, better than {link('that', 2)} and {link('that', 3)}"
    assert titles(f"<ul><li>{item}</ul>") == [FIRST]


def test_terms_and_what_describes_them() -> None:
    html = f"<dl><dt>{link(FIRST, 1)}<dd>one<dt>{link(SECOND, 2)}<dd>two</dl>"
    assert [own.content[0].text for own in papers(html)] == [f"{FIRST}one", f"{SECOND}two"]


def test_addresses_and_nothing_else() -> None:
    found = papers(f"<ul><li>{link('arXiv', 1)}<li>{link('arXiv', 2)}</ul>")
    assert [(own.title, own.ids) for own in found] == [("", ("2503.00001",)), ("", ("2503.00002",))]


@pytest.mark.parametrize("depth", [15, 120])
def test_lists_may_be_nested_deeply(depth: int) -> None:
    html = "<ul><li>x" * depth + link(FIRST, 1)
    assert len(titles(html)) == (depth == 15)
