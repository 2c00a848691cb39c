"""Papers under several ids, and days that repeat others."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.api.paper_index import PaperIndex
from papersearch.api.remote_index import RemoteIndex
from papersearch.cli.duplicates import SAME_SUMMARY
from papersearch.types.paper import Paper, Section
from papersearch.upkeep import duplicates as module
from papersearch.upkeep.duplicates import RepeatedDay, nearest, overlap, repeated_days, words
from tests.conftest import DAY_ONE, DAY_TWO

Index = PaperIndex | RemoteIndex
Make = Callable[..., Index]

LONG = (
    "We compress the visual tokens of a multimodal language model by keeping those to which the "
    "query attends and merging the others, which halves its latency."
)


def entry(title: str, link: str, text: str = LONG, votes: int = 1) -> str:
    head = f"[{title}]({link})" if link else title
    return f"### {head}\n\nVote: {votes}\n\n- **What's New**: {text}\n\n"


def index_of(make_anywhere: Make, folder: Path, **days: str) -> Index:
    for day, entries in days.items():
        date = day.removeprefix("d").replace("_", "-")
        (folder / f"{date}.md").write_text(f"## Daily Papers ({date})\n\n{entries}", "utf-8")
    index = make_anywhere()
    index.index([folder])
    return index


def ids(index: Index, threshold: float | None = None) -> list[list[str]]:
    return [[p.id for p in group.papers] for group in index.duplicates(threshold).groups]


def test_an_index_without_duplicates(anywhere: Index) -> None:
    assert anywhere.duplicates() == module.Duplicates((), ())


def test_an_empty_index(make_anywhere: Make, tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("[]", "utf-8")
    index = make_anywhere()
    index.index([tmp_path / "empty.json"])
    assert index.duplicates() == module.Duplicates((), ())


def test_one_paper_with_and_without_its_link(make_anywhere: Make, tmp_path: Path) -> None:
    other = "A summary that is put quite differently, in words which the first one never uses."
    index = index_of(
        make_anywhere,
        tmp_path,
        d2024_07_04=entry("Visual Tokens: Squeezed", "https://arxiv.org/abs/2407.00001", votes=3),
        d2024_07_05=entry("Visual tokens — squeezed!", "", other, votes=90),
    )
    (group,) = index.duplicates().groups
    assert group.papers[0].id == "2407.00001"  # the one with an arXiv id is worth keeping
    assert group.papers[1].id.startswith("x-")
    assert group.same == ("title",)
    assert group.overlap < 0.2


def test_one_summary_below_two_titles(make_anywhere: Make, tmp_path: Path) -> None:
    index = index_of(
        make_anywhere,
        tmp_path,
        d2024_07_04=entry("Visual Tokens: Squeezed", "https://arxiv.org/abs/2407.00001"),
        d2024_07_05=entry("Rolling Machines", "https://arxiv.org/abs/2407.00002")
        + entry("Selection", "https://arxiv.org/abs/2407.00003", "A state space model selects."),
    )
    (group,) = index.duplicates().groups
    assert [paper.id for paper in group.papers] == ["2407.00001", "2407.00002"]
    assert (group.same, group.overlap) == (("summary",), 1.0)


def test_reworded_summaries_are_found_by_their_vectors(make_anywhere: Make, tmp_path: Path) -> None:
    reworded = LONG.replace("halves", "halves at least").replace("merging", "fusing")
    index = index_of(
        make_anywhere,
        tmp_path,
        d2024_07_04=entry("Visual Tokens: Squeezed", "https://arxiv.org/abs/2407.00001"),
        d2024_07_05=entry("Visual Tokens: Squeezed Twice", "https://a.org/1", reworded)
        + DAY_TWO.split("\n\n", 1)[1],
    )
    (group,) = index.duplicates().groups
    assert group.same == ("summary",)
    expected = overlap(*(words(paper) for paper in group.papers))
    assert group.overlap == round(expected, 4)
    assert ids(index, expected) == ids(index)
    assert ids(index, expected + 0.01) == []


def test_short_summaries_tell_nothing(make_anywhere: Make, tmp_path: Path) -> None:
    short = "No summary today."
    index = index_of(
        make_anywhere,
        tmp_path,
        d2024_07_04=entry("Visual Tokens", "https://arxiv.org/abs/2407.00001", short)
        + entry("Rolling Machines", "https://arxiv.org/abs/2407.00002", short),
    )
    assert ids(index, 0.0) == []


def test_many_copies_are_one_group(make_anywhere: Make, tmp_path: Path) -> None:
    """More of them than each is compared with."""
    entries = "".join(
        entry(f"Method Number {n}", f"https://arxiv.org/abs/2407.{n:05}") for n in range(40)
    )
    index = index_of(make_anywhere, tmp_path, d2024_07_04=entries)
    (group,) = ids(index)
    assert len(group) == 40


def test_a_copied_day(make_anywhere: Make, digests: Path) -> None:
    copy = DAY_ONE.replace("2024-07-04", "2024-07-09")
    (digests / "09.md").write_text(copy + DAY_TWO.split("\n\n", 1)[1], "utf-8")
    index = make_anywhere()
    index.index([digests])
    assert index.duplicates().days == (RepeatedDay("2024-07-09", "2024-07-04", 2, 3),)


def test_days_repeat_by_most_of_their_papers() -> None:
    one, two, three = "2024-07-01", "2024-07-02", "2024-07-03"
    listed = [("a", (one, two, three)), ("b", (one, two)), ("c", (one,)), ("d", (three,))]
    assert repeated_days(listed, {}) == [RepeatedDay(two, one, 2, 2)]
    # "e" of the third day is "b" under another id.
    assert repeated_days([*listed, ("e", (three,))], {"e": "b"}) == [
        RepeatedDay(two, one, 2, 2),
        RepeatedDay(three, two, 2, 3),
    ]


@given(st.integers(2, 60), st.integers(1, 12), st.integers(1, 400))
def test_nearest_in_blocks_are_nearest_of_all(n: int, count: int, cells: int) -> None:
    rows = np.random.default_rng(n).normal(size=(n, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    similar = rows @ rows.T
    np.fill_diagonal(similar, -2)
    expected = {
        (row, int(other))
        for row in range(n)
        for other in np.argsort(-similar[row])[: min(count, n - 1)]
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CELLS", cells)
        assert set(nearest(rows, count)) == expected


def test_nearest_of_none_or_one() -> None:
    for n in (0, 1):
        assert list(nearest(np.ones((n, 4), np.float32), 10)) == []


@given(st.text(), st.text())
def test_overlap_is_that_of_sets(one: str, other: str) -> None:
    first, second = (words(Paper("x", "", (Section("", text),))) for text in (one, other))
    union = set(first.tolist()) | set(second.tolist())
    common = set(first.tolist()) & set(second.tolist())
    assert overlap(first, second) == (len(common) / len(union) if union else 0.0)
    assert overlap(first, first) in (0.0, 1.0)


def test_what_is_worth_keeping_comes_first() -> None:
    best = Paper("2407.00002", "T", (Section("", "s"),), votes=9)
    ordered = [
        best,
        dataclasses.replace(best, id="2407.00001", votes=3),
        dataclasses.replace(best, id="2407.00003", sections=(), votes=99),
        dataclasses.replace(best, id="x-1", votes=100),
    ]
    assert sorted((ordered[at] for at in (2, 0, 3, 1)), key=module._worth) == ordered


def test_the_command_says_the_default_of_the_module() -> None:
    assert SAME_SUMMARY == module.SAME_SUMMARY
