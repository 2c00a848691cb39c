"""Watches as values: what can be watched for, and which papers they may look at."""

from __future__ import annotations

import itertools

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.errors import InvalidQuery, InvalidWatch
from papersearch.following.watches import labels, meets, name_for
from papersearch.types.paper import Paper, Section
from papersearch.types.query import Filters
from papersearch.types.watch import MAX_NAME, Watch

PAPER = Paper(
    "1",
    "Tokens",
    (Section("What’s New", "a"), Section("Technical Details", "b"), Section("", "c")),
    authors=("José Núñez", "Dana O'Hara"),
    votes=12,
)


@pytest.mark.parametrize(
    ("filters", "met"),
    [
        (Filters(), True),
        (Filters(min_votes=12), True),
        (Filters(min_votes=13), False),
        (Filters(authors=("nunez", "OHARA")), True),
        (Filters(authors=("nunez", "lima")), False),
        (Filters(sections=("what's",)), True),
        (Filters(sections=("performance", "technical")), True),
        (Filters(sections=("summary",)), True),
        (Filters(sections=("performance",)), False),
        (Filters(sections=("title",)), False),
    ],
)
def test_what_a_paper_must_meet(filters: Filters, met: bool) -> None:
    assert meets(PAPER, filters) == met


def test_no_votes_are_not_enough_votes() -> None:
    assert not meets(Paper("1", "t"), Filters(min_votes=0))


def test_a_title_alone_is_the_section_title() -> None:
    assert labels(Paper("1", "t"), ["title"]) == ("title",)
    assert labels(PAPER, ["e"]) == ("whats new", "technical details")


def test_watches_filter_as_queries_do(papers: PaperIndex) -> None:
    some = list(papers.papers())
    for authors, votes, sections in itertools.product(
        ((), ("lima",), ("LIMA", "chen"), ("o’hara",), ("",), ("nobody",)),
        (None, 0, 3, 12, 50),
        ((), ("what",), ("performance", "tech"), ("",), ("title",)),
    ):
        filters = Filters(authors=authors, min_votes=votes, sections=sections)
        answer = papers.query("a", mode="dense", filters=filters)
        met = {paper.id for paper in some if meets(paper, filters)}
        assert {hit.paper.id for hit in answer} == met, filters


@pytest.mark.parametrize("name", ["", "  ", "x" * (MAX_NAME + 1), "two\nlines", "\x1b[31mred"])
def test_names_are_one_short_line(name: str) -> None:
    with pytest.raises(InvalidWatch, match="names are one line of up to 60 characters"):
        Watch(name, "tokens")


def test_a_name_made_of_a_text_is_one() -> None:
    assert name_for("visual\n token  compression") == "visual token compression"
    long = name_for("토큰 " * 100)
    assert len(long) <= MAX_NAME
    assert long.endswith("…")
    Watch(long, "토큰")


def test_what_cannot_be_watched_for() -> None:
    with pytest.raises(InvalidQuery, match="the query is empty"):
        Watch("n", " ")
    with pytest.raises(InvalidWatch, match=r"no confidence 'sure': choose one of strong, fair"):
        Watch("n", "tokens", "sure")
    with pytest.raises(InvalidWatch, match="a watch has no dates"):
        Watch("n", "tokens", filters=Filters(since="2024"))


@pytest.mark.parametrize("text", ['"state space"', "video -diffusion", "author:lima tokens"])
def test_signs_in_a_watch_are_refused_since_they_would_mean_nothing(
    papers: PaperIndex, text: str
) -> None:
    with pytest.raises(InvalidWatch, match="plain text"):
        papers.watches.add(Watch("w", text))
    papers.watches.add(Watch("w", "tokens"))
    with pytest.raises(InvalidWatch, match="plain text"):
        papers.watches.replace("w", Watch("w", text))
    assert [own.text for own in papers.watches.all()] == ["tokens"]
