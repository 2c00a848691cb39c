"""Markdown as renderers read it: nothing in it runs, loads or gets lost, whatever a paper says."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from papersearch.digest import parse_bytes
from papersearch.render.markdown import entry_markdown, escape_markdown, hits_markdown, link
from papersearch.render.terminal import escape
from papersearch.text.references import references, resolved
from papersearch.types.hits import Hit
from papersearch.types.merging import merge
from papersearch.types.paper import Paper, Section

PIECES = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<javascript:alert(1)>",
    "<!--",
    "<?x",
    "<![CDATA[",
    "</p>",
    "&lt;b&gt;",
    "&#60;",
    "&#x3c;script>",
    "&",
    "[x](javascript:alert(1))",
    "![x](https://example.org/pixel.png)",
    "[x]: javascript:alert(1)",
    "[^1]",
    "[[Re]",
    "](",
    ")",
    "`",
    "```",
    "~~~",
    "~~",
    "**",
    "*",
    "_",
    "__",
    "snake_case",
    "|",
    "---",
    "- ",
    "+ ",
    "* ",
    "===",
    "# ",
    " ##",
    "> ",
    "1. ",
    "12) ",
    ": ",
    "\\",
    "\\\\",
    "\\<",
    "{: onclick=alert(1)}",
    "{{ x }}",
    "javascript:alert(1)",
    "https://example.org/a_b*c",
    "\x1b[31m",
    "\u202e",
    "\u2028",
    "\t",
    "    ",
    "\u3000",
    "시각 토큰",
    "a",
    "!",
    '"',
    "'",
    "word",
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=7).map("".join)
ONE_LINE = TEXTS.map(lambda text: text.replace("\n", " ").replace("\r", " "))
URLS = st.sampled_from(
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "2407.00001",
        "//example.org/x",
        "https://example.org/",
    ]
) | ONE_LINE.map(lambda text: f"https://example.org/{text}")
PAPERS = st.builds(
    Paper,
    id=ONE_LINE.map(lambda text: text or "x"),
    title=ONE_LINE,
    sections=st.lists(st.builds(Section, ONE_LINE, TEXTS), max_size=3).map(tuple),
    days=st.just(("2024-07-04",)) | ONE_LINE.map(lambda day: (day,)),
    authors=st.lists(ONE_LINE, max_size=2).map(tuple),
    votes=st.none() | st.just(3),
    url=URLS,
    thumbnail=URLS,
    video=URLS,
    code=URLS,
    categories=st.lists(ONE_LINE, max_size=2).map(tuple),
    venue=ONE_LINE,
)
PLAIN = (
    MarkdownIt("commonmark", {"html": True}),
    MarkdownIt("gfm-like", {"html": True, "linkify": False}),
)
RENDERERS = (*PLAIN, MarkdownIt("gfm-like", {"html": True}))
"""The last makes links of what looks like an address in a text."""
ALLOWED = set(
    "heading_open heading_close paragraph_open paragraph_close bullet_list_open bullet_list_close "
    "ordered_list_open ordered_list_close list_item_open list_item_close blockquote_open "
    "blockquote_close inline text hardbreak softbreak strong_open strong_close link_open "
    "link_close text_special".split()
)


def tokens(text: str, renderer: MarkdownIt) -> Iterator[Token]:
    for token in renderer.parse(text):
        yield token
        yield from token.children or ()


def check(text: str) -> None:
    """See that every renderer makes of ``text`` what may be in it, and nothing else."""
    assert escape(text.replace("\n", "")) == text.replace("\n", "")
    for renderer in RENDERERS:
        for token in tokens(text, renderer):
            assert token.type in ALLOWED, (token, text)
            if token.type == "link_open":
                target = str(token.attrs["href"])
                assert not target or re.match(r"(?i)(?:https?:|ftp:)?//|mailto:", target), text


def shown(text: str, renderer: MarkdownIt = PLAIN[0]) -> str:
    """Return what a reader of the rendered text sees."""
    return html.unescape(re.sub(r"<[^<>]*>", "", renderer.render(text))).strip("\n")


@given(PAPERS)
def test_an_entry_holds_nothing_that_runs_or_loads(paper: Paper) -> None:
    check(entry_markdown(paper))


@given(st.lists(PAPERS, max_size=3), ONE_LINE)
def test_hits_hold_nothing_that_runs_or_loads(papers: list[Paper], evidence: str) -> None:
    hits = [
        Hit(rank, paper, 1.0, 0.5, 1.0, 0 if paper.sections else -1, evidence)
        for rank, paper in enumerate(papers, start=1)
    ]
    check(hits_markdown(hits))


@given(ONE_LINE.filter(bool))
@pytest.mark.parametrize("before", ["", "- ", "> ", "## ", "1. ", "- **", "word "])
def test_a_text_is_shown_as_it_is(before: str, text: str) -> None:
    written = escape_markdown(text)
    start = before.strip("->#1. *")
    behind = "**" if before.endswith("**") and written else ""
    for renderer in PLAIN:
        seen = shown(f"{before}{written}{behind}", renderer).strip("\n")
        assert seen == f"{start}{' ' * bool(start)}{escape(text)}".strip("\n"), written


@given(ONE_LINE)
def test_references_resolve_to_what_they_stand_for(text: str) -> None:
    assert resolved(escape_markdown(text)) == escape(text)


@pytest.mark.parametrize("text", ["&#27;", "&#10;", "&#55296;", "&#44277;", "&#x3c;", "&lt;"])
def test_no_other_reference_is_resolved(text: str) -> None:
    assert resolved(text) == text
    assert references("<") == "&#60;"


@given(ONE_LINE)
def test_a_link_leads_where_the_paper_says(text: str) -> None:
    url = f"https://example.org/{text.strip()}"
    (found,) = [t for t in tokens(link("x", url), PLAIN[0]) if t.type == "link_open"]
    plain = re.fullmatch(r"[!-~]*", url) and not re.search(r'["<>\\^`{|}%\[\]]', url)
    assert not plain or found.attrs["href"] == url


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "x"])
def test_other_addresses_are_text(url: str) -> None:
    paper = Paper("1", "Title", url=url, thumbnail=url, video=url)
    written = entry_markdown(paper)
    assert not [token for token in tokens(written, PLAIN[1]) if token.type == "link_open"]
    assert shown(written).count(url) == 3
    assert "Title" in shown(written)


LINES = ONE_LINE.map(lambda text: escape(text).strip()).filter(bool)
LABELS = st.sampled_from(["What's New", "a*b", "x_y <z>", "# 1", "&#60;"])
SECTIONS = st.builds(
    lambda label, lines: Section(label, "\n".join(lines)),
    LABELS,
    st.lists(LINES | LINES.map(lambda text: f"- {text}"), min_size=1, max_size=3),
)


@given(
    LINES.filter(lambda title: not title.startswith("**")),
    st.lists(SECTIONS, max_size=3).map(tuple),
    st.sampled_from(["https://example.org/a(b)", "javascript:alert(1)", "https://a.org/?a=1&lt=2"]),
    st.sampled_from(["", "https://github.com/a/b", "https://a.org/c?a=1&lt=2"]),
    st.sampled_from([("", ()), ("NeurIPS 2024", ("cs.CL",)), ("A & B", ("cs.CL", "robots"))]),
)
def test_an_entry_reads_back(
    title: str,
    sections: tuple[Section, ...],
    url: str,
    code: str,
    published: tuple[str, tuple[str, ...]],
) -> None:
    paper = Paper("x", title, sections, ("2024-07-04",), ("A*B", "C [D]"), True, 3, url, url, url)
    paper = replace(paper, code=code, venue=published[0], categories=published[1])
    (entry,) = parse_bytes(entry_markdown(paper).encode(), "-").entries
    again = merge([entry])
    assert replace(again, id="x") == paper


@pytest.mark.parametrize("title", ["](", "](#", r"\[x\]", "[a](b)", ")", "&#093;&#040;", "a (b)"])
@pytest.mark.parametrize("url", ["javascript:alert(1)", "x](y", 'x "y"', "#z", "<x>"])
def test_a_link_written_as_text_reads_back_whatever_is_in_it(title: str, url: str) -> None:
    (entry,) = parse_bytes(entry_markdown(Paper("x", title, url=url)).encode(), "-").entries
    assert (entry.title, entry.url) == (title, url)
