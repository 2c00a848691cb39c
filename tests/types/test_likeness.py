from __future__ import annotations

import re

import pytest

from papersearch.errors import InvalidQuery
from papersearch.types import limits
from papersearch.types.likeness import Likeness, check_own
from papersearch.types.paper import Paper


def test_what_is_given_twice_counts_once() -> None:
    asked = Likeness(
        ("2407.00001", "https://arxiv.org/abs/2407.00001v2", "2407.00002"),
        ("2407.00003", "arXiv:2407.00003"),
        (Paper("2407.00001", "One"), Paper("x-0", "Own"), Paper("x-0", "Own")),
    )
    assert asked.liked == ("2407.00001", "2407.00002")
    assert asked.disliked == ("2407.00003",)
    assert [paper.id for paper in asked.papers] == ["x-0"]


@pytest.mark.parametrize("own", [False, True])
def test_a_paper_cannot_be_liked_and_disliked(own: bool) -> None:
    link = "https://arxiv.org/abs/2407.00001v2"
    given = {"papers": (Paper("2407.00001", ""),)} if own else {"liked": ("2407.00001",)}
    with pytest.raises(InvalidQuery, match=f"^{re.escape(link)} is among the papers to be like"):
        Likeness(disliked=(link,), **given)


def test_something_has_to_be_liked() -> None:
    with pytest.raises(InvalidQuery, match="like which papers"):
        Likeness(disliked=("2407.00001",))


def test_papers_are_bounded_together() -> None:
    ids = tuple(f"2407.{number:05}" for number in range(limits.LIKENESS_PAPERS))
    assert len(Likeness(ids).liked) == limits.LIKENESS_PAPERS
    with pytest.raises(InvalidQuery, match="101 papers are given: at most 100"):
        Likeness(ids, ("2408.00001",))


def test_how_many_are_wanted_is_checked_before_anything_is_opened() -> None:
    with pytest.raises(InvalidQuery, match="cannot return 0 papers"):
        Likeness(("2407.00001",), k=0)


@pytest.mark.parametrize("text", ["a" * 11, "\ufdfa"])
def test_a_text_is_as_long_as_its_one_form(text: str) -> None:
    with pytest.raises(InvalidQuery, match="more than 10 characters"):
        check_own(text, 10)
