"""Characters that no text has, in each format that can spell them: none comes into an index."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import cleaning, parse_bytes
from papersearch.digest.bounds import within_limits
from papersearch.types.paper import Entry, Section

URL = "https://arxiv.org/abs/2503.00001"
FILES = {
    "json": rf'[{{"title": "Some\u0000 Title \ud800", "url": "{URL}", "authors": ["A\u001bB"]}}]',
    "py.json": rf"[{{'title': 'Some \x01 Title \ud800 of', 'url': '{URL}'}}]",
    "csv": f"title,url\nSome\x01 Title of Words,{URL}\n",
    "bib": f"@article{{a, title={{Some \x1b Title of}}, url={{{URL}}}}}\n",
    "ris": f"TY  - JOUR\nTI  - Some \x01Title of\nUR  - {URL}\nER  - \n",
    "yaml": f'- title: "Some \\u0001 Title of"\n  url: {URL}\n- title: Other \x01 Title of\n',
    "jsonl": r'{"id": "2503.00001", "title": "Some\u0000 Title", "sections": [{"text": "\u0001"}]}',
}


@pytest.mark.parametrize("name", FILES)
def test_every_format_gives_plain_texts(name: str) -> None:
    entry = parse_bytes(FILES[name].encode(), f"a.{name}").entries[0]
    assert entry.id == "2503.00001"
    assert entry.title.startswith("Some Title")
    assert not cleaning.is_unclean(f"{entry.title}{entry.authors}{entry.sections}")


def test_what_stands_for_them() -> None:
    entry = Entry(
        "a\x01b",
        "Some\x00\ud800 Title\x1b",
        (Section("A\x02", "a\r\nb\tc\rd\x0be\udfff", "s\x03"),),
        authors=("A\x1bB", "\x01"),
        url="https://a.org/\x00b",
        categories=("\x01", "c\x01"),
    )
    assert within_limits(entry) == (
        Entry(
            "ab",
            "Some \ufffd Title",
            (Section("A", "a\nb\tc\nd e\ufffd", "s"),),
            authors=("A B",),
            url="https://a.org/b",
            categories=("c",),
        ),
        [],
    )


@given(st.text(st.characters(codec=None)))
def test_no_text_stays_unclean(text: str) -> None:
    unclean = Entry(text, text, (Section(text, text, text),), authors=(text,), venue=text)
    clean, wrong = within_limits(unclean)
    assert within_limits(clean) == (clean, [])
    repr(dataclasses.astuple(clean)).encode()
    for own in (clean.id, clean.title, clean.venue, *clean.authors, clean.sections[0].text):
        assert not cleaning.is_unclean(own)
    assert not wrong or len(text) > 100


def test_what_is_clean_is_the_same_object() -> None:
    entry = Entry("a", "A  Title\twith blanks ", (Section("", "a\nb"),))
    assert within_limits(entry)[0] is entry
