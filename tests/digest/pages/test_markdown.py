"""Every oddity of the daily format, on made-up digests; and that nothing is lost on any text."""

from __future__ import annotations

import html
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.digest.pages import read_markdown
from papersearch.digest.types import Digest
from papersearch.types.paper import Section

DAY = "## Daily Papers (2024-07-04)\n\n"
HEAD = "### [Fewer Tokens](https://arxiv.org/abs/2407.00001)\n\n"
TOP = DAY + HEAD


def parse(text: str, source: str = "digest.md") -> Digest:
    return read_markdown(text, source)


def sections(summary: str) -> tuple[Section, ...]:
    (entry,) = parse(TOP + summary).entries
    return entry.sections


def test_a_whole_entry() -> None:
    digest = parse(
        TOP + "![](https://example.org/a.png)\n\nVote: 49\n\nAuthors: Ana Lima, Bo Chen\n\n"
        "- **What's New**: 첫째. 둘째.\n- **Technical Details**: 셋째.\n"
    )
    (entry,) = digest.entries
    assert not digest.problems
    assert entry.id == "2407.00001"
    assert entry.title == "Fewer Tokens"
    assert entry.url == "https://arxiv.org/abs/2407.00001"
    assert entry.day == "2024-07-04"
    assert entry.votes == 49
    assert entry.authors == ("Ana Lima", "Bo Chen")
    assert entry.thumbnail == "https://example.org/a.png"
    assert entry.sections == (
        Section("What's New", "첫째. 둘째."),
        Section("Technical Details", "셋째."),
    )


@pytest.mark.parametrize(
    ("bullet", "label"),
    [
        ("- **What's New**: text", "What's New"),
        ("- ***What's New***: text", "What's New"),
        ("- **What’s New**: text", "What’s New"),
        ("- **Key Features:** text", "Key Features"),
        ("- ***Key Features**: text", "Key Features"),
        ("- **Key Features***: text", "Key Features"),
        ("- **주요 내용**： text", "주요 내용"),
        ("* **Key Features**: text", "Key Features"),
    ],
)
def test_labels_of_every_style(bullet: str, label: str) -> None:
    assert sections(bullet) == (Section(label, "text"),)


def test_plain_bullets_are_one_section_without_label() -> None:
    assert sections("- 하나.\n- 둘.\n- 셋.") == (Section("", "하나.\n둘.\n셋."),)


def test_nested_bullets_keep_their_markers() -> None:
    assert sections("- **A**: x\n  - y\n  - z\n- **B**: w") == (
        Section("A", "x\n- y\n- z"),
        Section("B", "w"),
    )


def test_the_text_of_a_python_value_becomes_its_lines() -> None:
    assert sections("- **A**: ['first one', 'second one']") == (
        Section("A", "first one\nsecond one"),
    )


@pytest.mark.parametrize("heading", ["#### Method", "##### Method", "#### **Method**"])
def test_a_deeper_heading_is_the_label_of_a_section(heading: str) -> None:
    assert sections(f"- before\n\n{heading}\n\n- after") == (
        Section("", "before"),
        Section("Method", "after"),
    )


@pytest.mark.parametrize("heading", ["### Method", "### [1] Method"])
def test_a_heading_of_the_same_level_right_below_a_paper_is_a_section(heading: str) -> None:
    (section,) = sections(f"{heading}\n\n- text")
    assert section.label.endswith("Method")
    assert section.text == "text"


@pytest.mark.parametrize("heading", ["# More", "## More", "## Others", "More\n===", "More\n---"])
def test_a_higher_heading_ends_the_paper(heading: str) -> None:
    digest = parse(f"{TOP}- before\n\n{heading}\n\n- after")
    assert [entry.sections for entry in digest.entries] == [(Section("", "before"),)]
    assert not digest.problems


def test_brackets_inside_a_title() -> None:
    digest = parse(DAY + "### [[Re]Thinking of [CLS] tokens](https://arxiv.org/abs/2407.00001)\n")
    assert [entry.title for entry in digest.entries] == ["[Re]Thinking of [CLS] tokens"]


def test_no_blank_line_between_papers() -> None:
    digest = parse(
        "## Daily Papers (2023-11-20)\n"
        "### [First Paper](https://arxiv.org/abs/2311.00001)\nVote: 1\n- x\n"
        "### [Other Paper](https://arxiv.org/abs/2311.00002)\nVote: 2\n- y\n"
    )
    assert [(entry.title, entry.votes) for entry in digest.entries] == [
        ("First Paper", 1),
        ("Other Paper", 2),
    ]
    assert [entry.sections for entry in digest.entries] == [
        (Section("", "x"),),
        (Section("", "y"),),
    ]


@pytest.mark.parametrize("title", ["R1", "π0", "GPT", "3D", "视觉"])
def test_a_linked_heading_is_a_paper_however_short_its_title(title: str) -> None:
    digest = parse(f"{DAY}### [{title}](https://arxiv.org/abs/2407.00001)\n\n- x\n")
    assert [(entry.id, entry.title) for entry in digest.entries] == [("2407.00001", title)]


def test_a_repeated_header_changes_nothing() -> None:
    digest = parse(DAY + TOP + "- x\n")
    assert [entry.day for entry in digest.entries] == ["2024-07-04"]
    assert not digest.problems


def test_two_days_in_one_file() -> None:
    other = (
        "## Daily Papers (2024-07-05)\n### [Other Paper](https://arxiv.org/abs/2407.00002)\n- y\n"
    )
    digest = parse(TOP + "- x\n\n" + other)
    assert [entry.day for entry in digest.entries] == ["2024-07-04", "2024-07-05"]


def test_without_a_header_the_path_says_the_day() -> None:
    (entry,) = parse(HEAD + "- x", "digests/2024/07/31.md").entries
    assert entry.day == "2024-07-31"


@pytest.mark.parametrize(
    ("line", "votes"), [("Vote: -", None), ("", None), ("Vote: 0", 0), ("Votes: 1,204", 1204)]
)
def test_votes(line: str, votes: int | None) -> None:
    (entry,) = parse(f"{TOP}{line}\n\n- x").entries
    assert entry.votes == votes
    assert entry.sections == (Section("", "x"),)


def test_votes_that_are_no_number_are_reported_with_their_line() -> None:
    digest = parse(TOP + "Vote: many\n\n- x")
    assert [(problem.line, "many" in problem.message) for problem in digest.problems] == [(5, True)]
    assert digest.entries[0].sections == (Section("", "x"),)


@pytest.mark.parametrize(
    ("line", "names", "cut"),
    [
        ("Authors: Ana Lima, Bo Chen", ("Ana Lima", "Bo Chen"), False),
        ("Authors: Ana Lima, Bo Chen, +", ("Ana Lima", "Bo Chen"), True),
        ("Authors: ['Ana Lima', \"Dana O'Hara\"]", ("Ana Lima", "Dana O'Hara"), False),
        ("", (), False),
    ],
)
def test_authors(line: str, names: tuple[str, ...], cut: bool) -> None:
    (entry,) = parse(f"{TOP}{line}\n\n- x").entries
    assert (entry.authors, entry.authors_cut) == (names, cut)


@pytest.mark.parametrize(
    "line", ["[Watch Video](https://example.org/v.mp4)", "[Watch Video]https://example.org/v.mp4"]
)
def test_videos(line: str) -> None:
    html = '<div><video controls src="https://example.org/v.mp4" muted="false"></video></div>'
    for text in (line, f"{line}\n{html}"):
        (entry,) = parse(f"{TOP}{text}\n\nVote: 2\n\n- x").entries
        assert (entry.video, entry.votes) == ("https://example.org/v.mp4", 2)
        assert entry.sections == (Section("", "x"),)


def test_a_video_without_a_link() -> None:
    html = '<div><video controls src="https://example.org/v.mp4" muted="false"></video></div>'
    (entry,) = parse(f"{TOP}{html}\n\nVote: 2\n\n- x").entries
    assert (entry.video, entry.votes) == ("https://example.org/v.mp4", 2)
    assert entry.sections == (Section("", "x"),)


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_and_byte_order_marks(ending: str) -> None:
    text = TOP + "Vote: 49\n\n- **A**: x\n- **B**: y\n"
    assert parse("\ufeff" + text.replace("\n", ending)).entries == parse(text).entries


def test_a_file_cut_in_the_middle_keeps_what_is_there() -> None:
    digest = parse(TOP + "- x\n\n### [Half a ti")
    assert digest.entries[0].title == "Fewer Tokens"
    assert digest.entries[0].sections == (Section("", "x"),)
    assert [problem.line for problem in digest.problems] == [7]
    assert "cut off" in digest.problems[0].message


def test_what_stands_above_the_papers_is_nothing_wrong() -> None:
    digest = parse("# Title\n\nsome words\nmore words\n\n" + TOP + "- x")
    assert [entry.sections for entry in digest.entries] == [(Section("", "x"),)]
    assert not digest.problems
    assert not digest.notes


def test_of_a_file_without_any_day_that_is_said_once() -> None:
    other = "### [Other Paper](https://arxiv.org/abs/2407.00002)\n\n- y\n"
    digest = parse(f"{HEAD}- x\n\n{other}")
    assert [entry.day for entry in digest.entries] == ["", ""]
    assert ["no day in" in note.message for note in digest.notes] == [True]
    assert not digest.problems


def test_a_page_without_papers_says_what_it_seems_to_be() -> None:
    assert parse("# Notes\n\nWe met and talked of many things.\n").seems == "notes"
    assert parse("# Daily Papers 2024-07-04\n\nNone today.\n").seems == ""


def test_a_day_that_no_calendar_knows() -> None:
    digest = parse("## Daily Papers (2024-02-31)\n" + HEAD + "- x")
    assert [problem.line for problem in digest.problems] == [1]
    assert digest.entries[0].day == ""


def test_code_in_a_summary_stays_as_it_is() -> None:
    assert sections("- **A**: x\n```\n### no paper\n  keep\n```\n- **B**: y") == (
        Section("A", "x\n```\n### no paper\n  keep\n```"),
        Section("B", "y"),
    )


_lines = st.one_of(
    st.sampled_from(
        [
            "## Daily Papers (2024-07-04)",
            "### [Title](https://arxiv.org/abs/2407.00001)",
            "### [Cut](https://arx",
            "### [",
            "Vote: 3",
            "Vote: x",
            "Authors: ['A', 'B']",
            "- **What's New**: one two",
            "- ***Odd**: three",
            "- ['a', 'b']",
            "- {'k': 'v'}",
            "  - nested",
            "```",
            "~~~",
            "---",
            "**Label**",
            "#### deeper",
            "[Watch Video](https://example.org/v)",
        ]
    ),
    st.text(st.characters(exclude_characters="\n"), max_size=40),
)


@given(st.lists(_lines, max_size=30).map("\n".join))
def test_no_text_raises_and_no_summary_is_lost(text: str) -> None:
    digest = parse(text)
    lines = 1 + max(text.count("\n"), text.count("\r"))  # old files end their lines in \r alone
    assert all(1 <= problem.line <= lines for problem in digest.problems)
    assert parse(text) == digest


_typed = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=60)


@given(st.lists(_typed.filter(lambda line: html.unescape(line) == line), max_size=12))
def test_every_character_of_a_summary_reaches_its_entry(lines: list[str]) -> None:
    """Whatever the lines, no letter or digit between a heading and the next one is lost."""
    summary = "\n".join(f"- {line}" for line in lines)
    digest = parse(TOP + summary + "\n\n### [Next](https://arxiv.org/abs/2407.00002)\n- end")
    first = digest.entries[0]
    kept = "".join(section.label + section.text for section in first.sections)
    assert not Counter(letters(summary)) - Counter(letters(kept))


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)
