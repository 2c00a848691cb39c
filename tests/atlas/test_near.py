from __future__ import annotations

import numpy as np
import pytest

from papersearch.atlas.near import _stands_out, standing_out
from papersearch.errors import InvalidQuery
from papersearch.types.query import Filters
from tests.atlas.conftest import Index


def titles(index: Index, query: str, filters: Filters | None = None) -> set[str]:
    (trend,) = index.trends(query, filters=filters).trends
    return {index.paper(paper_id).title.rsplit(" Study")[0] for paper_id in trend.papers}


def test_papers_on_a_query_are_near_and_others_are_not(corpus: Index) -> None:
    (trend,) = corpus.trends("protein folding").trends
    assert titles(corpus, "protein folding") == {"Protein Folding"}
    assert len(trend.papers) == 28  # all of them
    assert [month.near for month in trend.months] == [12, 10, 4, 2]
    assert trend.direction == "falling"


def test_a_topic_of_a_third_of_the_corpus_is_not_its_own_background(corpus: Index) -> None:
    assert corpus.trends("gaussian splatting").trends[0].direction == "rising"


def test_nothing_is_near_what_nobody_writes_about(corpus: Index) -> None:
    (trend,) = corpus.trends("sourdough bread").trends
    assert trend.papers == ()
    assert sum(month.papers for month in trend.months) == 80


def test_what_says_little_of_a_query_has_to_say_more() -> None:
    heights = np.array([4.6, 4.6, 5.1, 5.1, 9.0, 4.4])
    shares = np.array([0.95, 0.8, 0.8, 0.6, 0.6, 1.0])
    near = _stands_out(heights, shares, foreign=False).tolist()
    assert near == [True, False, True, False, False, False]
    assert _stands_out(heights, shares, foreign=True).tolist() == [False, False, *[True] * 3, False]


def test_filters_leave_papers_out_of_both_counts(corpus: Index) -> None:
    found = corpus.trends("protein folding", filters=Filters(since="2024-03"))
    assert [(m.month, m.near, m.papers) for m in found.trends[0].months] == [
        ("2024-03", 4, 20),
        ("2024-04", 2, 20),
    ]
    assert corpus.trends("protein", filters=Filters(sections=("nowhere",))).counted == 0


def test_a_topic_is_read_as_a_question_is(corpus: Index) -> None:
    plain = corpus.trends("protein folding").trends[0]
    found = corpus.trends("protein folding since:2024-03 -nobodysaysthis")
    assert found.query == "protein folding since:2024-03 -nobodysaysthis"
    assert found.as_text == ()
    assert corpus.trends("protein folding -votes:1").as_text == ("-votes:1",)
    assert [(m.month, m.near) for m in found.trends[0].months] == [("2024-03", 4), ("2024-04", 2)]
    said = corpus.trends('"protein folding"').trends[0]
    assert set(said.papers) == set(plain.papers)
    assert sum(m.papers for m in said.months) == sum(m.papers for m in plain.months) == 80
    assert corpus.trends("protein -folding").trends[0].papers == ()


@pytest.mark.parametrize("text", ["-folding", "author:ana", "since:2024"])
def test_conditions_alone_are_no_topic(corpus: Index, text: str) -> None:
    with pytest.raises(InvalidQuery, match=f"{text} is no topic: give words to it"):
        corpus.trends(text)


def test_sections_that_are_asked_for_are_the_ones_read(corpus: Index) -> None:
    assert titles(corpus, "protein folding", Filters(sections=("new",))) == {"Protein Folding"}


def test_months_by_arxiv_number(corpus: Index) -> None:
    found = corpus.trends("protein folding", by="arxiv")
    assert [month.near for month in found.trends[0].months] == [12, 10, 4, 2]
    with pytest.raises(InvalidQuery, match="no months by 'week'"):
        corpus.trends("protein", by="week")


@pytest.mark.parametrize("text", ["", "?!…"])
def test_a_query_without_words(corpus: Index, text: str) -> None:
    with pytest.raises(InvalidQuery, match=r"empty|neither letters nor digits"):
        corpus.trends(text)


def test_scores_stand_out_from_those_that_say_nothing_of_the_query() -> None:
    scores = np.concatenate([np.linspace(-0.1, 0.1, 101), np.full(300, 0.6)])
    shares = np.concatenate([np.zeros(101), np.ones(300)])
    heights = standing_out(scores, shares)
    # Middle 0, median deviation 0.05: though most papers are about the query.
    assert heights[-1] == pytest.approx(0.6 / (1.4826 * 0.05))
    assert heights[50] == pytest.approx(0)
