from __future__ import annotations

import pytest

from papersearch.types.address import identified, paper_id
from papersearch.types.merging import merge
from papersearch.types.paper import Entry, Section

OLD, NEW = (Section("", "old"),), (Section("", "new"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2407.02392", "2407.02392"),
        ("2407.02392v3", "2407.02392"),
        ("arXiv:2407.02392v1", "2407.02392"),
        ("https://arxiv.org/abs/2407.02392v2", "2407.02392"),
        ("https://arxiv.org/pdf/2407.02392.pdf", "2407.02392"),
        ("https://huggingface.co/papers/2407.02392", "2407.02392"),
        ("https://arxiv.org/abs/cs/0112017", "cs/0112017"),
        ("math.GT/0309136", "math/0309136"),
        ("version 1.58 of 2024.12", ""),
        ("", ""),
    ],
)
def test_arxiv_ids_lose_their_version(text: str, expected: str) -> None:
    assert identified(text) == expected


def test_ids_come_from_content() -> None:
    assert paper_id("https://arxiv.org/abs/2407.02392v1", "T") == "2407.02392"
    other = paper_id("https://openreview.net/forum?id=abc", "T")
    assert other == paper_id("https://openreview.net/forum?id=abc", "Other title")
    assert paper_id("", "T") == paper_id("", "T") != paper_id("", "U")
    assert other.startswith("x-")


def test_the_newest_text_wins_and_no_vote_is_lost() -> None:
    paper = merge(
        [
            Entry("1", "New title", NEW, "2024-10-18", votes=None, authors=("B",)),
            Entry("1", "Old title", OLD, "2024-10-16", votes=12, url="u", thumbnail="t"),
        ]
    )
    assert (paper.title, paper.sections) == ("New title", NEW)
    assert paper.votes == 12
    assert paper.days == ("2024-10-16", "2024-10-18")
    assert (paper.authors, paper.url, paper.thumbnail) == (("B",), "u", "t")


def test_a_newer_entry_without_text_does_not_erase_one() -> None:
    paper = merge([Entry("1", "A", OLD, "2024-01-01"), Entry("1", "B", (), "2024-01-02")])
    assert (paper.title, paper.sections) == ("A", OLD)


def test_of_one_day_the_last_counts() -> None:
    entries = [Entry("1", "A", OLD, "2024-01-01"), Entry("1", "B", NEW, "2024-01-01")]
    assert merge(entries).title == "B"


def test_merge_needs_entries_of_one_paper() -> None:
    with pytest.raises(ValueError, match="exactly one paper"):
        merge([])
    with pytest.raises(ValueError, match="exactly one paper"):
        merge([Entry("1", "A"), Entry("2", "B")])
