"""One paper within its limits: what is beyond is said, and reading what is left says nothing."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest import dump, parse_bytes
from papersearch.digest.bounds import within_limits
from papersearch.text.passages import MAX_PARTS, passages
from papersearch.types import limits
from papersearch.types.merging import merge
from papersearch.types.paper import Entry, Section

PAPER = Entry("2407.00001", "A Title", (Section("New", "text"),), "2024-07-04", ("Ana", "Bo"))


def many(count: int, label: str = "L") -> tuple[Section, ...]:
    return tuple(Section(f"{label}{n}" if label else "", f"bullet {n}") for n in range(count))


OVER = {
    "2,500 characters: only the first 2,000": {"title": "t" * 2_500},
    "'url' has 5,000 characters": {"url": "u" * 5_000},
    "'thumbnail' has 5,000 characters": {"thumbnail": "u" * 5_000},
    "'code' has 5,000 characters": {"code": "u" * 5_000},
    "the venue has 600 characters: only the first 500": {"venue": "v" * 600},
    "200 categories: only the first 100": {"categories": tuple(f"c{n}" for n in range(200))},
    "a category has more than 200 characters": {"categories": ("x" * 201,)},
    "a section's source has more than 100 characters": {"sections": (Section("", "x", "s" * 101),)},
    "more votes than 2,147,483,647": {"votes": 1 << 40},
    "20,000 authors: only the first 4,": {
        "authors": tuple(f"A{n:05} Xabcdefg" for n in range(20_000))
    },
    "6,000 authors: only the first 5,000": {"authors": tuple(f"A{n}" for n in range(6_000))},
    "name has more than 300 characters": {"authors": ("x" * 301,)},
    "70,000 sections: those from number 1,000 on": {"sections": many(70_000)},
    "a summary of 3,000,006 characters": {"sections": (Section("L", "word. " * 500_000),)},
    "a label has more than 200 characters": {"sections": (Section("l" * 201, "text"),)},
    "the id has 40,000 characters: kept as x-": {"id": "a-" * 20_000},
}


@pytest.mark.parametrize("message", OVER)
def test_what_is_beyond_a_limit_is_said_in_one_line(message: str) -> None:
    bounded, wrong = within_limits(dataclasses.replace(PAPER, **OVER[message]))  # type: ignore[arg-type]
    assert len(wrong) == 1
    assert message in wrong[0]
    assert within_limits(bounded) == (bounded, [])
    paper = merge([bounded])
    digest = parse_bytes(dump(paper), "export.jsonl")
    assert (digest.problems, merge(digest.entries)) == ((), paper)


def test_what_is_within_them_is_left_as_it_is() -> None:
    most = dataclasses.replace(
        PAPER,
        id="i" * limits.ID_CHARACTERS,
        title="t" * limits.TITLE_CHARACTERS,
        url="u" * limits.URL_CHARACTERS,
        votes=limits.VOTES,
        authors=tuple(f"A{n}" for n in range(limits.AUTHORS)),
        sections=many(limits.SECTIONS),
        code="u" * limits.URL_CHARACTERS,
        categories=("c" * limits.CATEGORY_CHARACTERS,) * limits.CATEGORIES,
        venue="v" * limits.VENUE_CHARACTERS,
    )
    assert within_limits(most) == (most, [])


def test_no_word_of_many_sections_is_lost() -> None:
    bounded, _ = within_limits(dataclasses.replace(PAPER, sections=many(70_000)))
    assert len(bounded.sections) == limits.SECTIONS
    found = passages(merge([bounded]))
    assert len(found) <= limits.SECTIONS + MAX_PARTS
    assert " ".join(passage.text for passage in found).count("bullet") == 70_000
    assert "L69999: bullet 69999" in found[-1].text


@pytest.mark.slow
@given(st.integers(0, 3_000), st.booleans())
def test_sections_that_are_joined_never_grow_over_the_limit(size: int, labelled: bool) -> None:
    sections = tuple(Section("L" if labelled else "", "x" * size) for _ in range(2_000))
    bounded, _ = within_limits(dataclasses.replace(PAPER, sections=sections))
    assert within_limits(bounded) == (bounded, [])
    assert sum(len(own.text) for own in bounded.sections) <= limits.TEXT_CHARACTERS


def test_days_are_bounded_where_they_are_read_and_where_they_meet() -> None:
    days = [f"{year:04}-{month:02}-01" for year in range(1, 1_000) for month in range(1, 13)]
    record = dump(dataclasses.replace(merge([PAPER]), days=tuple(days)))
    digest = parse_bytes(record, "a.jsonl")
    assert len(digest.entries) == limits.DAYS
    assert [problem.message for problem in digest.problems] == [
        "11,988 days: only the first 3,000 are kept"
    ]
    met = merge(dataclasses.replace(PAPER, day=day) for day in days)
    assert met.days == tuple(days[-limits.DAYS :])


MARKDOWN = "### [{title}](https://arxiv.org/abs/2407.0000{n})\n\nAuthors: {authors}\n\n- x\n"
AUTHORS = ", ".join(f"A{n}" for n in range(6_000))
RECORD = '{{"paper": {{"id": "2407.0000{n}", "title": "{title}", "authors": [{authors}]}}}}'
LINE = '{{"id": "2407.0000{n}", "title": "{title}", "authors": [{authors}]}}'
QUOTED = ", ".join(f'"A{n}"' for n in range(6_000))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.md",
            "## Daily Papers (2024-07-04)\n"
            + MARKDOWN.format(n=1, title="Good", authors="Ana")
            + MARKDOWN.format(n=2, title="Many", authors=AUTHORS)
            + MARKDOWN.format(n=3, title="Good, too", authors="Bo"),
        ),
        (
            "a.json",
            "[\n"
            + RECORD.format(n=1, title="Good", authors='"Ana"')
            + ",\n\n\n\n\n\n"
            + RECORD.format(n=2, title="Many", authors=QUOTED)
            + ",\n"
            + RECORD.format(n=3, title="Good, too", authors='"Bo"')
            + "]",
        ),
        (
            "a.jsonl",
            LINE.format(n=1, title="Good", authors='"Ana"')
            + "\n" * 7
            + LINE.format(n=2, title="Many", authors=QUOTED)
            + "\n"
            + LINE.format(n=3, title="Good, too", authors='"Bo"'),
        ),
    ],
)
def test_every_reader_names_the_line_and_reads_on(name: str, text: str) -> None:
    digest = parse_bytes(text.encode(), name)
    assert [len(entry.authors) for entry in digest.entries] == [1, limits.AUTHORS, 1]
    assert [entry.authors_cut for entry in digest.entries] == [False, True, False]
    (problem,) = digest.problems
    line = {"a.md": 7, "a.json": 8, "a.jsonl": 8}[name]
    assert (problem.line, "6,000 authors: only the first" in problem.message) == (line, True)
