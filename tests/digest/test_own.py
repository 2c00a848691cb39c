"""A text of one's own is read as what it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest.own import own_text
from papersearch.errors import InvalidQuery
from papersearch.text.passages import passages
from papersearch.types import limits

BIBTEX = """@article{lima2024, title={Visual {T}okens}, author={Lima, Ana}, eprint={2407.00009},
archivePrefix={arXiv}, abstract={We page them.}}
@misc{x, title={Another One}, year={2024}, author={Chen, Bo}}
"""
RIS = "TY  - JOUR\nTI  - Visual Tokens\nAB  - We page them.\nER  - \n"
JSON = '{"title": "Visual Tokens", "abstract": "We page them."}'
MARKDOWN = (
    "### [Visual Tokens](https://arxiv.org/abs/2407.00009)\n\n- **What's New**: We page them.\n"
)


@pytest.mark.parametrize("text", [BIBTEX, RIS, JSON, f"[{JSON}]", f"{JSON}\n{JSON}\n", MARKDOWN])
def test_a_digest_gives_its_papers(text: str) -> None:
    first = own_text(text.encode()).papers[0]
    assert first.title == "Visual Tokens"
    assert [section.text for section in first.sections] == ["We page them."]
    assert passages(first)[0].text == "Visual Tokens\nWe page them."


def test_each_entry_of_a_bibliography_is_a_paper() -> None:
    first, second = own_text(BIBTEX).papers
    assert (first.id, second.title, second.sections) == ("2407.00009", "Another One", ())


@pytest.mark.parametrize(
    ("text", "title", "said"),
    [
        ("We page visual tokens.", "", "We page visual tokens."),
        ("We page\nvisual tokens.\n", "", "We page visual tokens."),
        ("# Visual Tokens\r\n\r\nWe page\r\nthem.\r\n", "Visual Tokens", "We page them."),
        ("Visual\nTokens\n \nOne.\n\n\nTwo.", "Visual Tokens", "One.\nTwo."),
        ("We page them.\n\nIt is fast.", "", "We page them.\nIt is fast."),
        ("시각 토큰을 압축합니다。\n\n빠릅니다.", "", "시각 토큰을 압축합니다。\n빠릅니다."),
        ("w " * 200 + "\n\nThat was long.", "", "w " * 199 + "w\nThat was long."),
        ("As in arXiv:2407.02392, we page.", "", "As in arXiv:2407.02392, we page."),
        ("Methods: we page.\nResults: fast.", "", "Methods: we page. Results: fast."),
    ],
)
def test_prose_is_one_paper(text: str, title: str, said: str) -> None:
    (paper,) = own_text(text).papers
    assert (paper.title, paper.sections[0].text) == (title, said)


@pytest.mark.parametrize(
    "text",
    [
        "2407.00009\n9999.99999\n",
        "2407.00009 9999.99999",
        "2407.00009, 9999.99999",
        "2407.00009;\n\n 9999.99999",
    ],
)
def test_a_number_that_is_no_id_is_one_all_the_same(text: str) -> None:
    """That it names no paper is told, where it would else be compared as a text."""
    assert own_text(text).ids == ("2407.00009", "9999.99999")


def test_lines_of_ids_and_links_name_papers() -> None:
    lines = ["2407.00001", "https://arxiv.org/abs/2407.00002", "x-0123456789ab", "10.1145/1.2"]
    found = own_text("\n\n".join(lines) + "\n")
    assert (found.ids, found.papers) == (tuple(lines), ())
    assert own_text("2407.00001\nand more").ids == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" \n", "has neither letters nor digits"),
        ("...", "has neither letters nor digits"),
        ("a" * (limits.OWN_CHARACTERS + 1), "more than 100,000 characters"),
        (b"\xff" * (limits.OWN_BYTES + 1), "more than 100,000 characters"),
        (b"%PDF-1.4 x", "^the text:1: a PDF, not a digest"),
        (b"a\n\xff", "^the text:2: byte 0xff is not UTF-8"),
        ("@article{a, title={Tokens", "^the text:1: an entry that cannot be read"),
        (BIBTEX + "@article{a, title={Tokens", "^the text:4: an entry that cannot be read"),
        ('{"title": ', "^the text:1: no valid JSON"),
        ('{"a": 1}', "^the text tells of no paper: it seems to be JSON"),
        ("<rss><channel></channel></rss>", "^the text tells of no paper"),
    ],
)
def test_what_cannot_be_meant_is_one_clear_line(text: str | bytes, said: str) -> None:
    with pytest.raises(InvalidQuery, match=said) as failure:
        own_text(text)
    assert "\n" not in str(failure.value)


def test_a_title_in_front_of_many_sections_does_not_multiply_the_text() -> None:
    sections = ", ".join(f'{{"label": "{n}", "text": "a"}}' for n in range(500))
    record = f'[{{"title": "{"t " * 900}", "url": "https://arxiv.org/abs/2407.1", "sections": ['
    with pytest.raises(InvalidQuery, match="characters to compare, more than 4 times its own"):
        own_text(f"{record}{sections}]}}]")


@given(st.one_of(st.text(), st.binary()))
def test_whatever_is_given_is_read_or_refused(text: str | bytes) -> None:
    try:
        found = own_text(text)
    except InvalidQuery:
        return
    assert found.ids or found.papers
    assert all(own.text for paper in found.papers for own in passages(paper))
