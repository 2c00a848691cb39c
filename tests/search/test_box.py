"""What is typed into the box, asked of both kinds of stores."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.api.remote_index import RemoteIndex
from papersearch.types.query import Query
from tests.search.papers import paper

Index = PaperIndex | RemoteIndex
PAPERS = [
    paper(1, "State Space Looms", "We weave a state space. It holds.", ["Ana Lima", "Song Han"], 9),
    paper(2, "Space of a State", "The space and the state stand apart.", ["Song Hanover"], 3),
    paper(3, "Lantern Models", "State-space models glow. 시각 토큰을 줄인다.", ["Bo Chen"], 5),
    paper(4, "Diffusing Lanterns", "Lanterns that diffuse by diffusion.", ["Ana Lima"], 7),
    paper(
        5, "Quiet Anchors", "Anchors without any of these words.", ["김하늘", "S. -H. Gary Chan"], 1
    ),
]


def found(index: Index, text: str, mode: str = "hybrid") -> list[int]:
    return [int(hit.paper.id[-1]) for hit in index.query(text, mode=mode)]


@pytest.mark.parametrize("mode", ["hybrid", "dense"])
@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ('"state space"', {1, 3}),
        ('"State  Space" lantern', {1, 3}),
        ('"시각 토큰"', {3}),
        ("title:lantern", {3, 4}),
        ('title:"state space"', {1}),
        ('"state space" -models', {1}),
        ("lantern -diffusion", {1, 2, 3, 5}),
        ('space -"state space"', {2, 4, 5}),
        ("lantern -title:diffusing", {1, 2, 3, 5}),
        ("lantern -author:lima", {2, 3, 5}),
        ("state author:lima", {1, 4}),
        ("lantern since:2024-08-04", {4, 5}),
        ("state votes:5 until:2024-08-02", {1}),
        ('"no such phrase"', set()),
    ],
)
def test_what_is_typed_leaves_exactly_what_it_says(
    index: Index, mode: str, text: str, papers: set[int]
) -> None:
    assert set(found(index, text, mode)) == papers
    assert set(found(index, text, "lexical")) <= papers


def test_the_first_are_the_same_for_every_k(index: Index) -> None:
    for text in ("lantern -diffusion", '"state space"', "song han", "2408.00003"):
        whole = found(index, text)
        for k in range(1, len(whole) + 1):
            assert [int(hit.paper.id[-1]) for hit in index.query(text, k=k)] == whole[:k]


@pytest.mark.parametrize(
    "text",
    [
        "2408.00003",
        "arXiv:2408.00003v2",
        "https://arxiv.org/abs/2408.00003",
        "https://arxiv.org/pdf/2408.00003.pdf",
        " 10.48550/arXiv.2408.00003 ",
    ],
)
@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_an_address_finds_its_paper_first(index: Index, text: str, mode: str) -> None:
    answer = index.query(text, mode=mode)
    assert answer[0].paper.id == "2408.00003"
    assert answer.verdict == "strong"
    scores = [hit.score for hit in answer]
    assert scores == sorted(scores, reverse=True)


def test_an_address_that_is_not_there_names_nothing(index: Index) -> None:
    assert index.query("2408.99999").verdict != "strong"


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("Song Han", [1]),
        ("song han", [1]),
        ("ana lima", [1, 4]),
        ("김하늘", [5]),
        ("김하늘의 논문", [5]),
        ("Bo Chen", [3]),
        ('"Song Han"', [1]),
        ("papers by Song Han", [1]),
        ("recent papers written by ana lima", [1, 4]),
        ('papers by "Song Han"', [1]),
        ("Song Han's papers", [1]),
        ("S. -H. Gary Chan", [5]),
    ],
)
def test_the_name_of_an_author_finds_their_papers_first(
    index: Index, text: str, papers: list[int]
) -> None:
    answer = index.query(text)
    assert sorted(int(hit.paper.id[-1]) for hit in answer[: len(papers)]) == papers
    assert answer.verdict == "strong"
    assert index.query(f"{text} since:2024-08-05 x").verdict != "strong" or papers == [5]


@pytest.mark.parametrize(
    "text", ["papers by nobody", "papers about Song Hanover Han", "by anchors"]
)
def test_what_is_nobody_s_name_names_nothing(index: Index, text: str) -> None:
    assert index.query(text).verdict != "strong"


def test_a_phrase_that_is_a_name_is_said_by_its_papers_as_well(index: Index) -> None:
    index.add([paper(6, "On Song Han", "What Song Han has woven.", ["Di Xu"])])
    assert found(index, '"Song Han"') == [1, 6]
    assert set(found(index, 'weaving "Song Han"')) == {1, 6}
    assert set(found(index, 'lantern -"Song Han"')) == {2, 3, 4, 5}
    assert found(index, '"2408.00003"') == [3]
    assert index.query('"2408.00003"').verdict == "strong"


@pytest.mark.parametrize("text", ["author:zzz", '"zz qq"', "x since:2030", "author:zzz x"])
@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_an_answer_without_hits_says_so_in_one_way(index: Index, text: str, mode: str) -> None:
    answer = index.query(text, mode=mode)
    assert (len(answer), answer.confidence, answer.verdict) == (0, 0.0, "none")


def test_an_open_quotation_mark_loses_no_word(index: Index) -> None:
    for text in ('-"state space', '"state space'):
        assert set(found(index, text)[:3]) == {1, 2, 3}
    assert set(found(index, '-"state space', "lexical")) == {1, 2, 3}


def test_what_looks_like_a_condition_and_is_text_is_told(index: Index) -> None:
    assert index.query('lantern -votes:>3 -section:"x y" -diffusion').as_text == (
        "-votes:>3",
        '-section:"x y"',
    )
    assert index.query("lantern since:soon").as_text == ("since:soon",)
    assert index.query("lantern -diffusion votes:3").as_text == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2408.00003", ["2408.00003"]),
        ("https://arxiv.org/abs/2408.00003", ["https", "arxiv", "org", "abs", "2408.00003"]),
        ("10.48550/arXiv.2408.00003", ["10.48550", "arxiv.2408.00003"]),
        ("Bo Chen", ["bo", "chen"]),
    ],
)
def test_a_paper_that_is_named_lacks_no_word_of_its_name(
    index: Index, text: str, words: list[str]
) -> None:
    why = index.query(text, explain=True)[0].explanation
    assert why is not None
    assert (sorted(why.found), why.missing) == (sorted(words), ())
    why = index.query("see arXiv:2408.00003", explain=True)[0].explanation
    assert why is not None
    assert why.missing == ("see",)


def test_filters_alone_list_what_they_leave_the_newest_first(index: Index) -> None:
    assert found(index, "author:lima") == [4, 1]
    assert found(index, "votes:3") == [4, 3, 2, 1]
    answer = index.query("since:2024-08-02 -diffusion")
    assert [int(hit.paper.id[-1]) for hit in answer] == [5, 3, 2]
    assert (answer.confidence, answer.verdict) == (None, "")


def test_why_a_phrase_finds_nothing(index: Index) -> None:
    asked = Query('"no such phrase"')
    assert index.why_nothing(asked.filters, asked.says).startswith('no paper says "no such phrase"')


def test_a_name_asked_of_an_index_without_papers(
    make_anywhere: Callable[..., Index], index: Index
) -> None:
    index.remove([paper.id for paper in index.papers()])
    assert len(index.query("Ana Lima")) == 0
    assert len(index.query('"state space" -x author:lima')) == 0


@pytest.mark.parametrize(
    "text",
    [
        "(2408.00003)",
        "2408.00003.",
        "see arXiv:2408.00003 and others",
        "<https://arxiv.org/abs/2408.00003>",
    ],
)
def test_an_address_is_known_among_other_signs_and_words(index: Index, text: str) -> None:
    assert found(index, text)[0] == 3
    assert index.query(text).verdict == "strong"


def test_a_name_is_known_with_a_full_stop_behind(index: Index) -> None:
    assert found(index, "Song Han.")[0] == 1


def test_why_no_title_is_found(index: Index) -> None:
    asked = Query("title:zzz x")
    assert (
        index.why_nothing(asked.filters, asked.says)
        == 'no title says "zzz": without title:, its words count'
    )
