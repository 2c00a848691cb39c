from __future__ import annotations

import pytest
from lxml import etree

from papersearch.digest.pages.said import Link, Said, id_of, text_of

ARXIV = "https://arxiv.org/abs/2503.0000"


def said(html: str) -> Said:
    return Said(etree.HTML(f"<body><p>{html}").find(".//p"))


def test_a_text_is_one_line() -> None:
    assert said(" one <b>two\n\n three</b>four <i></i>").text == "one two threefour"
    assert said("one\n two").text == "one two"


def test_links_but_those_to_a_place_in_the_page() -> None:
    paragraph = said(f"<a href='#a'>a</a> <a>b</a> <a href=' {ARXIV}1 '>one <b>two</b></a>")
    assert [own[:3] for own in paragraph.links] == [(f"{ARXIV}1", "one two", "2503.00001")]


def test_a_link_says_itself() -> None:
    link = said(f"<a href='{ARXIV}1'>one</a>").element[0]
    assert Said(link).links == (Link(f"{ARXIV}1", "one", "2503.00001", link),)


@pytest.mark.parametrize(
    ("html", "ids"),
    [
        (f"<a href='{ARXIV}1'>a</a> <a href='{ARXIV}2'>b</a>", ("2503.00001", "2503.00002")),
        (f"<a href='{ARXIV}1v2'>a</a> arXiv:2503.00001", ("2503.00001",)),
        ("doi: 10.1145/12.3 and <b>arXiv:2503.00003</b>", ("doi:10.1145/12.3", "2503.00003")),
        ("2503.00001 is a number, and nothing is on offer", ()),
    ],
)
def test_ids(html: str, ids: tuple[str, ...]) -> None:
    assert said(html).ids == ids


def test_ids_of_what_is_apart_are_not_one() -> None:
    assert said("arXiv:2503.00001<b>2</b>").ids == ("2503.00001",)


def test_what_names_too_many_is_a_list() -> None:
    links = "".join(f"<a href='https://arxiv.org/abs/2503.{own:05d}'>a</a>" for own in range(90))
    assert len(said(links).ids) == 50


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        (f"{ARXIV}1", "2503.00001"),
        ("papers/2503.00001.md", "2503.00001"),
        ("https://example.org/2503.00001.md", ""),
    ],
)
def test_id_of(url: str, identity: str) -> None:
    assert id_of(url) == identity


def test_the_text_of_an_element_without_the_one_behind_it() -> None:
    bold = said("<b>one</b> two").element[0]
    assert text_of(bold) == "one"
