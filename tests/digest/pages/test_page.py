from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papersearch.digest.pages import read_html, read_markdown
from papersearch.digest.types import Digest
from papersearch.types import limits

URL = "https://arxiv.org/abs/2503.0000"
FIRST, SECOND = "Paged Attention Once", "Paged Attention Twice"


def read(text: str, source: str = "a.md") -> Digest:
    return read_markdown(text, source)


def days(text: str, source: str = "a.md") -> list[str]:
    return [own.day for own in read(text, source).entries]


def test_the_day_of_a_paper_is_that_of_the_last_heading_above() -> None:
    item = f"- [{FIRST}]({URL}{{}})\n"
    text = f"# 2025-03-04\n{item.format(1)}\n## Models\n{item.format(2)}\n# 2025-03-05\n"
    assert days(text + item.format(3)) == ["2025-03-04", "2025-03-04", "2025-03-05"]


def test_without_such_a_heading_it_is_that_of_the_file() -> None:
    assert days(f"- [{FIRST}]({URL}1)", "2025-03-04.md") == ["2025-03-04"]


def test_papers_without_a_day_are_worth_a_note() -> None:
    digest = read(f"- [{FIRST}]({URL}1)")
    assert [own.message[:6] for own in digest.notes] == ["no day"]
    assert digest.problems == ()


def test_when_a_page_was_made_is_no_day_of_its_papers() -> None:
    text = f"# 2025-03-04\n## Updated on 2025-03-09\n- [{FIRST}]({URL}1)"
    assert days(text) == ["2025-03-04"]


def test_a_day_that_is_none_is_a_problem() -> None:
    digest = read(f"# 2025-02-30\n- [{FIRST}]({URL}1)")
    assert [str(own)[:20] for own in digest.problems] == ["a.md:1: no such day "]


def test_a_row_has_a_day_of_its_own() -> None:
    text = f"# 2025-03-04\n| Date | Title | PDF |\n|---|---|---|\n| 2025-03-02 | {FIRST} | {URL}1 |"
    assert days(text) == ["2025-03-02"]


def test_the_last_line_of_a_page_is_no_text_of_the_last_paper() -> None:
    digest = read(f"## [{FIRST}]({URL}1)\n\nwords\n\n---\n\n*Made by a program*")
    assert [own.text for own in digest.entries[0].sections] == ["words"]


def test_what_stands_in_front_makes_a_note_of_one_paper() -> None:
    text = (
        f"---\ntitle: {FIRST}\nurl: {URL}1\ndate: 2025-03-04\n---\n# {FIRST}\n\n## Method\n\nwords"
    )
    (entry,) = read(text).entries
    assert (entry.id, entry.title, entry.day) == ("2503.00001", FIRST, "2025-03-04")
    assert [(own.label, own.text) for own in entry.sections] == [("Method", "words")]


def test_html_is_read_alike() -> None:
    html = f"<h1>2025-03-04</h1><ul><li><a href='{URL}1'>{FIRST}</a> - words</ul>"
    entries = read_html(f"<html><body>{html}", "a.html").entries
    assert entries == read(f"# 2025-03-04\n- [{FIRST}]({URL}1) - words").entries


@pytest.mark.parametrize(
    ("text", "seems"),
    [
        ("<img src=a.png>", "a file without words"),
        ("# 2025-03-04\n\nno papers today", ""),
        (f"words on {URL}1 and {URL}2, and no more", "a text that mentions 2 papers, but"),
        ("| a | b |\n|---|---|\n| c | d |", "a table without links to papers"),
        ("[a](https://x.org/1) " * 5, "a list of links, of which none leads to a paper"),
        ("words", "notes"),
    ],
)
def test_what_a_page_without_papers_seems_to_be(text: str, seems: str) -> None:
    digest = read(text)
    assert digest.entries == ()
    assert digest.seems.startswith(seems)
    assert bool(digest.seems) == bool(seems)


def test_what_is_nested_too_deeply_is_told() -> None:
    (problem,) = read("<div>" * 400 + FIRST).problems
    assert str(problem).startswith("a.md:1: elements nested deeper than 250")


def test_a_line_that_is_too_long_is_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MARKDOWN_LINE_CHARACTERS", 100)
    digest = read(f"## [{FIRST}]({URL}1)\n\n" + "word " * 50)
    assert [own.line for own in digest.problems] == [3]
    assert len(digest.entries[0].sections[0].text) <= 100


def test_more_papers_than_a_file_may_have_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_ENTRIES", 2)
    digest = read("\n".join(f"- [{FIRST}]({URL}{own})" for own in range(1, 5)))
    assert len(digest.entries) == 2
    assert [own.line for own in digest.problems] == [3]


@pytest.mark.parametrize(
    "text",
    [
        "<b><div>" * 20_000,
        "> " * 5_000 + "x",
        "\n".join("  " * own + f"- [{FIRST}]({URL}1)" for own in range(200)),
        "<details>" * 20_000,
        "```\n" * 9_999,
        *(sign * 100_000 for sign in "[*|<`_#>-"),
        "|" + "a|" * 3_000 + "\n|" + "-|" * 3_000 + "\n|b|",
        "\n\n".join("#" * (own % 6 + 1) + f" Title of {own}" for own in range(2_000)),
        "<div class=a><h2>A Title</h2>" * 200,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_is_too_much(text: str) -> None:
    assert len(read(text).entries) <= 1


PIECES = [
    f"[{FIRST}]({URL}1)",
    f"<a href='{URL}2'>{SECOND}</a>",
    "Authors: Ada One",
    "2025-03-04",
    *"# ## - | > * ** ` ``` <p> <div> </div> <ul> <li> <td> <details> <summary> <br>".split(),
    *"--- 1. [ ] ( )".split(),
    *"\n ",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(["", " ", "\n", "\n\n"]))
def test_any_page_can_be_read(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    for digest in (read(text), read_html(text, "a.html")):
        assert all(own.title and own.id for own in digest.entries if own.sections)
