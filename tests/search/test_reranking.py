"""Answers that a model reranks: over an index, with a model that is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.ranking.fuse import FIRST
from papersearch.text.passages import passages
from papersearch.types.hits import Hit
from papersearch.types.query import Filters, Weights
from tests.indexing.test_learning import digest
from tests.rerankers import FakeReranker

Make = Callable[..., PaperIndex]
QUERY = "robot compression"

EXTRA = """## Daily Papers (2024-07-06)

### [Robot compression by hand](https://arxiv.org/abs/2407.88888)

Authors: Ana Lima

- **What's New**: A robot compression for hands.
- **Technical Details**: Everything here is about compression of robot compression data.

### [Weather search with proteins](https://arxiv.org/abs/2407.99999)

- **What's New**: 사람의 얼굴을 그리는 모델입니다.
"""


@pytest.fixture
def many(make_index: Make, tmp_path: Path) -> PaperIndex:
    """An index of 82 papers."""
    (tmp_path / "one.md").write_text(digest(80), encoding="utf-8")
    (tmp_path / "odd.md").write_text(EXTRA, encoding="utf-8")
    index = make_index()
    index.index([tmp_path / "one.md", tmp_path / "odd.md"])
    return index


def ids(hits: Iterable[Hit]) -> list[str]:
    return [hit.paper.id for hit in hits]


def by_letters(text: str) -> float:
    """Return a score that has nothing to do with the question."""
    return sum(map(ord, text)) % 97 / 10


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_the_first_fifty_follow_the_model_and_the_rest_stays(many: PaperIndex, mode: str) -> None:
    plain = many.query(QUERY, k=80, mode=mode)
    reranked = many.query(QUERY, k=80, mode=mode, rerank=FakeReranker(by_letters))
    found = [hit.rerank for hit in reranked[:FIRST]]
    assert None not in found
    assert found == sorted(found, reverse=True)  # type: ignore[type-var]
    assert len(set(found)) > 5
    assert set(ids(reranked[:FIRST])) == set(ids(plain[:FIRST]))
    assert ids(reranked[:FIRST]) != ids(plain[:FIRST])
    assert ids(reranked[FIRST:]) == ids(plain[FIRST:])
    assert all(hit.rerank is None for hit in [*plain, *reranked[FIRST:]])
    assert [hit.score for hit in reranked] == [hit.score for hit in plain]
    assert [hit.rank for hit in reranked] == list(range(1, len(reranked) + 1))
    similar = {hit.paper.id: hit.similarity for hit in plain}
    assert all(hit.similarity == similar[hit.paper.id] for hit in reranked)


@pytest.mark.parametrize("diverse", [False, True])
def test_the_first_n_are_the_same_however_many_are_asked_for(
    many: PaperIndex, diverse: bool
) -> None:
    whole = ids(many.query(QUERY, k=80, diverse=diverse, rerank=FakeReranker(by_letters)))
    for k in (1, 5, 49, 50, 51):
        model = FakeReranker(by_letters)
        assert ids(many.query(QUERY, k=k, diverse=diverse, rerank=model)) == whole[:k]
        ((_, texts),) = model.asked
        assert len(texts) == 50


def test_equal_scores_leave_everything_as_it_was(many: PaperIndex) -> None:
    plain = many.query(QUERY, k=80)
    even = many.query(QUERY, k=80, rerank=FakeReranker(lambda _: 2.0))
    assert ids(even) == ids(plain)
    assert (even.confidence, even.verdict) == (plain.confidence, plain.verdict)


def test_the_verdict_is_about_the_search_whatever_a_model_says(many: PaperIndex) -> None:
    plain = many.query(QUERY)
    worst = many.query(QUERY, rerank=FakeReranker(lambda text: -float("obot" in text)))
    assert ids(worst)[0] != ids(plain)[0]
    assert worst.confidence == plain.confidence


@pytest.mark.parametrize("text", ["2407.00041", "https://arxiv.org/abs/2407.00041v2", "Ana Lima"])
def test_what_a_query_names_stays_first(many: PaperIndex, text: str) -> None:
    model = FakeReranker(lambda text: -float("Paper41:" in text or "by hand" in text))
    first, second, *_ = many.query(text, rerank=model)
    assert first.paper.id == ("2407.88888" if text == "Ana Lima" else "2407.00041")
    assert first.rerank is None
    assert second.rerank is not None
    assert first.score > second.score


def test_the_model_reads_the_title_and_the_passage_that_is_shown(many: PaperIndex) -> None:
    model = FakeReranker()
    hits = many.query(f"{QUERY} since:2024", k=80, rerank=model)
    ((question, texts),) = model.asked
    assert question == QUERY  # conditions are no part of it
    assert len(texts) == FIRST
    for hit in hits[:FIRST]:
        shown = {passage.text for passage in passages(hit.paper) if passage.section == hit.section}
        assert shown & set(texts)


@pytest.mark.parametrize("mode", ["hybrid", "lexical"])
def test_only_the_sections_asked_for_are_read(many: PaperIndex, mode: str) -> None:
    model = FakeReranker()
    filters = Filters(sections=("technical",))
    many.query("robot compression for hands", mode=mode, filters=filters, rerank=model)
    ((_, texts),) = model.asked
    (text,) = texts
    assert text.startswith("Robot compression by hand\nEverything here is about")


def test_of_a_doubtful_paper_the_title_is_read_alone(many: PaperIndex) -> None:
    for weights, read in ((None, "Weather search with proteins"), (Weights(doubt=False), None)):
        model = FakeReranker()
        hits = many.query("weather search proteins", k=80, weights=weights, rerank=model)
        ((_, texts),) = model.asked
        assert any(hit.doubtful for hit in hits) == (read is not None)
        assert ("Weather search with proteins" in texts) == (read is not None)


def test_a_diverse_answer_goes_by_the_model(many: PaperIndex) -> None:
    model = FakeReranker(by_letters)
    best = many.query(QUERY, k=1, rerank=model)
    assert ids(many.query(QUERY, k=1, diverse=True, rerank=model)) == ids(best)
    assert ids(many.query(QUERY, k=1, diverse=True)) != ids(best)


def test_an_explanation_says_what_the_model_did(many: PaperIndex) -> None:
    plain = ids(many.query(QUERY, k=80))
    reranked = many.query(QUERY, k=60, explain=True, rerank=FakeReranker(by_letters))
    for hit in reranked[:FIRST]:
        assert hit.explanation
        assert hit.explanation.rank_before == plain.index(hit.paper.id) + 1
    last = reranked[FIRST].explanation
    assert last
    assert last.rank_before is None


def test_without_words_there_is_nothing_to_score(many: PaperIndex) -> None:
    model = FakeReranker()
    assert len(many.query("since:2024", rerank=model)) == 10
    many.query("since:2024", rerank="./nowhere")
    assert model.asked == []


def test_a_model_by_name_is_loaded_once(many: PaperIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    def load(name: str, **_options: object) -> FakeReranker:
        loaded.append(name)
        return FakeReranker(by_letters if name == "one" else lambda text: -by_letters(text))

    monkeypatch.setattr("papersearch.embedding.reranker.load_reranker", load)
    first = ids(many.query(QUERY, rerank="one"))
    assert ids(many.query(QUERY, rerank="one")) == first
    assert ids(many.query(QUERY)) != first
    assert loaded == ["one"]
    assert ids(many.query(QUERY, rerank="two")) != first
    many.close()
    many.query(QUERY, rerank="two")
    assert loaded == ["one", "two", "two"]


def test_it_works_over_every_store(anywhere: PaperIndex) -> None:
    model = FakeReranker(lambda text: -float("TokenSqueeze" in text))
    assert ids(anywhere.query("시각 토큰 압축"))[0] == "2407.00001"
    assert ids(anywhere.query("시각 토큰 압축", rerank=model))[-1] == "2407.00001"
