"""Ranking does not decay unseen: a small judged set, and the least that it may reach.

Whoever makes ranking better raises the floors; whoever makes it worse finds out here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from statistics import fmean

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.evaluation.measures import reciprocal_rank
from papersearch.types.hits import Answer
from papersearch.types.query import MODES
from tests.search.judged import UNANSWERED, Judged, Understanding, digest, queries

FLOORS = {"lexical": 0.648, "dense": 0.565, "hybrid": 0.798}
"""MRR@10 of each mode over all queries, 0.01 below what it was when this was written."""

KINDS = {
    "english": 0.851,
    "korean": 0.908,
    "translation": 0.702,
    "meaning": 0.508,
    "section": 0.907,
}
"""MRR@10 of hybrid search over the queries of each kind, 0.03 below."""

Answers = Mapping[str, list[tuple[Judged, Answer]]]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperIndex]:
    folder = tmp_path_factory.mktemp("judged")
    (folder / "papers.md").write_text(digest(), encoding="utf-8")
    model = Understanding()
    with PaperIndex(folder / "index", load=lambda *_args, **_options: model) as made:
        assert made.index([folder / "papers.md"]).new == 520
        yield made


@pytest.fixture(scope="module")
def answers(index: PaperIndex) -> Answers:
    """What each mode answers to every query."""
    return {
        mode: [
            (asked, index.query(asked.text, mode=mode, filters=asked.filters))
            for asked in queries()
        ]
        for mode in MODES
    }


def mrr(answers: list[tuple[Judged, Answer]], kind: str = "") -> float:
    return fmean(
        reciprocal_rank([hit.paper.id for hit in answer], {asked.answer: 1}, 10)
        for asked, answer in answers
        if kind in ("", asked.kind)
    )


def test_there_are_queries_of_each_kind() -> None:
    counts = Counter(asked.kind for asked in queries())
    assert counts.keys() == KINDS.keys()
    assert min(counts.values()) >= 20


@pytest.mark.parametrize("mode", MODES)
def test_no_mode_finds_less_than_it_did(answers: Answers, mode: str) -> None:
    assert mrr(answers[mode]) >= FLOORS[mode]


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_query_is_answered_worse_than_it_was(answers: Answers, kind: str) -> None:
    assert mrr(answers["hybrid"], kind) >= KINDS[kind]


def test_both_sides_together_find_more_than_each_alone(answers: Answers) -> None:
    assert mrr(answers["hybrid"]) > max(mrr(answers["dense"]), mrr(answers["lexical"])) + 0.05


def test_only_similarity_finds_what_no_paper_says(answers: Answers) -> None:
    assert mrr(answers["lexical"], "meaning") < 0.05 < mrr(answers["dense"], "meaning")


def test_what_is_answered_is_not_called_unanswered(index: PaperIndex, answers: Answers) -> None:
    said = [answer.verdict for asked, answer in answers["hybrid"] if asked.kind != "meaning"]
    assert said.count("none") <= 0.05 * len(said)
    assert said.count("strong") >= 0.3 * len(said)
    assert [index.query(text).verdict for text in UNANSWERED] == ["none"] * len(UNANSWERED)
