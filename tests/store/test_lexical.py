from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from papersearch.errors import DerivedFileDamaged
from papersearch.paper import Paper, Section
from papersearch.store.bm25 import Document, foremost, leading, telling
from papersearch.store.layout import LEXICAL
from papersearch.store.lexical import LexicalIndex
from papersearch.text import query_tokens as tokens_of


def query_tokens(text: str) -> list[list[tuple[str, float]]]:
    """Return a query's tokens, each a clause of its own."""
    return [[(token, 1.0)] for token in tokens_of(text)]


PAPERS = {
    num: Document.of(Paper(*fields))
    for num, fields in {
        1: ("a", "Visual token compression", (Section("What's New", "이미지 토큰을 줄인다"),)),
        2: ("b", "State space models", (Section("Technical v1.5", "selective compression"),)),
        3: ("c", "Speech", (Section("", "음성 토큰과 코덱"), Section("What's New", "codec"))),
    }.items()
}


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    index = LexicalIndex(tmp_path)
    index.absorb([], PAPERS)
    return index


def test_titles_count_more_and_forms_of_words_match(lexical: LexicalIndex) -> None:
    scores = lexical.search(query_tokens("compressing"), 10)
    assert list(scores) == [1, 2]
    assert scores[1] > scores[2] > 0


def test_korean_words_match_through_their_particles(lexical: LexicalIndex) -> None:
    assert set(lexical.search(query_tokens("토큰"), 10)) == {1, 3}


def test_only_the_papers_among_count_and_keep_their_scores(lexical: LexicalIndex) -> None:
    everywhere = lexical.search(query_tokens("토큰 compression"), 10)
    assert lexical.search(query_tokens("토큰 compression"), 10, among=[2, 3]) == {
        num: everywhere[num] for num in (2, 3)
    }


def test_sections_restrict_where_words_count(lexical: LexicalIndex) -> None:
    wanted = query_tokens("토큰 compression codec")
    assert set(lexical.search(wanted, 10, sections=["whats new"])) == {1, 3}
    assert set(lexical.search(wanted, 10, sections=["technical v1.5"])) == {2}
    assert set(lexical.search(wanted, 10, sections=["summary"])) == {3}
    assert set(lexical.search(wanted, 10, sections=["title"])) == {1}


@pytest.mark.parametrize("text", ['title:visual AND "token', "(((", "body:*", "num:1", "a^9 ~ \\"])
def test_query_syntax_is_plain_text(lexical: LexicalIndex, text: str) -> None:
    assert set(lexical.search(query_tokens(text), 10)) <= {1, 2, 3}


def test_absorbing_twice_does_no_harm_and_gone_is_gone(lexical: LexicalIndex) -> None:
    lexical.absorb([3], {1: PAPERS[1]})
    lexical.absorb([3], {1: PAPERS[1]})
    assert lexical.count() == 2
    assert set(lexical.search(query_tokens("토큰"), 10)) == {1}


def test_nothing_wanted_finds_nothing(lexical: LexicalIndex) -> None:
    assert lexical.search([], 10) == {}


def test_a_missing_or_damaged_index_is_named(tmp_path: Path, lexical: LexicalIndex) -> None:
    (tmp_path / LEXICAL / "meta.json").write_text("{")
    with pytest.raises(DerivedFileDamaged, match="lexical cannot be read"):
        LexicalIndex(tmp_path).count()
    shutil.rmtree(tmp_path / LEXICAL)
    with pytest.raises(DerivedFileDamaged, match="lexical is missing"):
        LexicalIndex(tmp_path).search(query_tokens("a"), 1)
    lexical.clear()
    lexical.absorb([], PAPERS)
    assert lexical.count() == 3


def test_what_proposes_is_what_may_add_most() -> None:
    """Not the commonest words, as long as together they add little."""
    idf = {"rare": 3.0, "known": 3.0, "some": 1.9, "common": 1.3, "everywhere": 0.5}
    asked = dict.fromkeys(idf, 1.0)
    assert set(telling(asked, idf.__getitem__)) == {"rare", "known", "some", "common"}
    without = {token: 1.0 for token in asked if token != "everywhere"}
    assert set(telling({**without, "third": 1.0}, {**idf, "third": 3.0}.__getitem__)) == {
        *("rare", "known", "third", "some")
    }
    assert telling({}, idf.__getitem__) == {}
    assert telling({"common": 0.5}, idf.__getitem__) == {"common": 0.5}
    assert set(telling({"rare": 1.0, "known": 1.0}, lambda _: 0.0)) == {"rare", "known"}


def test_a_clause_is_led_by_what_may_add_most_of_what_papers_have() -> None:
    idf = {"video": 1.9, "비디": 1.5, "diffus": 1.6, "확산": 1.9, "text": 2.1, "unheard": 0.0}
    wanted = [
        [("video", 1.0), ("비디", 0.6)],
        [("diffus", 1.0), ("확산", 0.9)],
        [("확산", 0.5)],
        [("text", 1.0)],
        [("unheard", 1.0)],
    ]
    led = leading(wanted, idf.__getitem__)
    assert led == {"video": 1.0, "확산": 1.4, "text": 1.0}
    assert list(foremost(led, idf.__getitem__)) == ["확산", "text", "video"]
    little = {**idf, "video": 0.4}
    assert list(foremost(led, little.__getitem__)) == ["확산", "text"]
    four = {**led, "rare": 1.0}
    assert list(foremost(four, {**idf, "rare": 9.0}.__getitem__)) == ["rare", "확산", "text"]
    assert foremost({}, idf.__getitem__) == {}


def test_papers_with_all_of_the_words_come_first(lexical: LexicalIndex) -> None:
    assert lexical.together(query_tokens("token compression"), 10) == [1]
    assert lexical.together(query_tokens("compression codec"), 10) == []
    assert lexical.together(query_tokens("compression"), 10) == []  # the union says as much
    assert lexical.together(query_tokens("token compression unheard"), 10) == [1]
    assert set(lexical.best(query_tokens("compression codec"), 10)) == {1, 2, 3}
    assert lexical.best(query_tokens("unheard"), 10) == []


def test_words_are_together_within_one_section(lexical: LexicalIndex) -> None:
    wanted = query_tokens("토큰 코덱")
    assert lexical.together(wanted, 10) == [3]
    assert lexical.together(wanted, 10, ["what's new"]) == []
    both = query_tokens("selective compression")
    assert lexical.together(both, 10, ["what's new", "technical v1.5"]) == [2]
