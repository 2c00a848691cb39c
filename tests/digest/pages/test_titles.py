from __future__ import annotations

import pytest
from lxml import etree

from papersearch.digest.pages import titles
from papersearch.digest.pages.said import Said
from papersearch.digest.pages.tidying import tidy
from papersearch.digest.pages.words import text_before

URL = "https://arxiv.org/abs/2503.00001"
TITLE = "Paged Attention for Devices"
LINK = f"<a href='{URL}'>{TITLE}</a>"


def said(html: str) -> Said:
    return Said(etree.HTML(f"<body><p>{html}").find(".//p"))


@pytest.mark.parametrize(
    "text",
    [
        TITLE,
        f"12. {TITLE}",
        f"[3] {TITLE}",
        f"#4 {TITLE}",
        f"① {TITLE}",
        f"🔥 {TITLE}",
        f"Title: {TITLE}",
        f"标题：{TITLE}",
        f"1. **Title: {TITLE}",
        f'"{TITLE}"',
        f"《{TITLE}》",
        f"{TITLE} ⭐ 12",
        f"{TITLE} (read more on)",
        f"{TITLE} -",
        f"{TITLE} by",
        "  Paged\n Attention  for Devices ",
    ],
)
def test_tidy(text: str) -> None:
    assert tidy(text) == TITLE


@pytest.mark.parametrize(
    "text", ["3D Scenes", "GPT-4: A Report", "No Free Lunch", "Title Generation", "What by Whom"]
)
def test_what_belongs_to_a_title_stays(text: str) -> None:
    assert tidy(text) == text


@pytest.mark.parametrize(
    "html",
    [
        LINK,
        f"1. {LINK}",
        f"[2025-03-04] {LINK} <a href='{URL}'>pdf</a>",
        f"{TITLE} [<a href='{URL}'>pdf</a> | <a href='https://x.org/c'>code</a>]",
        f"<b>{TITLE}</b> (<a href='{URL}'>arXiv</a>) <code>cs.CL</code>",
        f"<a href='{URL}'>Paged Attention</a> for Devices",
    ],
)
def test_the_title_of_a_heading(html: str) -> None:
    assert titles.of_heading(said(html)) == TITLE


@pytest.mark.parametrize(
    "html",
    [
        f"{LINK} - words about it",
        f"<b>{LINK}</b>, Ada One",
        f"<b>{TITLE}.</b> Words about it. <a href='{URL}'>pdf</a>",
        f"Ada One, Ben Two. <b>{TITLE}</b>",
        f"“{TITLE}” by Ada One <a href='{URL}'>pdf</a>",
        f"{TITLE} – Ada One <a href='{URL}'>pdf</a>",
        f"(2025-03) {TITLE}. Ada One. [<a href='{URL}'>pdf</a>]",
    ],
)
def test_the_title_with_which_a_line_begins(html: str) -> None:
    assert titles.of_line(said(html)) == TITLE


def test_a_sentence_is_no_title() -> None:
    line = said(f"We read many things today <a href='{URL}'>here</a>")
    assert titles.of_line(line, prose=True) == ""


def test_the_title_in_a_field() -> None:
    assert titles.of_fields(["Authors: Ada One", f"**Title**: {TITLE}"]) == TITLE
    assert titles.of_fields(["Authors: Ada One"]) == ""


@pytest.mark.parametrize(
    ("html", "leads"),
    [
        (LINK, True),
        (f"12. <b>{LINK}</b>", True),
        (f"[May 2025] {LINK}", True),
        (f"as in {LINK}", False),
        (f"<b>as</b> <i>in</i> {LINK}", False),
        (f"{'.' * 50} {LINK}", False),
    ],
)
def test_what_leads_a_line(html: str, leads: bool) -> None:
    line = said(html)
    assert titles.leads(line, line.links[0].element) is leads


def test_the_text_before_an_element() -> None:
    line = said("one <b>two <i>three</i></b> four <a href='x'>five</a> six")
    inner = line.element.find("a")
    assert text_before(line.element, inner) == "one two three four "
    assert text_before(line.element, line.element.find(".//i")) == "one two "
