"""The read path: ranking, filters, evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import InvalidQuery, PaperNotFound
from papersearch.text.passages import passages
from papersearch.types.hits import Hit
from papersearch.types.query import Filters

Make = Callable[..., PaperIndex]


def ids(hits: Iterable[Hit]) -> list[str]:
    return [hit.paper.id for hit in hits]


def test_the_best_paper_comes_first_with_its_cosine(
    papers: PaperIndex, embedder: FakeEmbedder
) -> None:
    hits = papers.query("시각 토큰 압축", k=3)
    assert hits[0].paper.id == "2407.00001"
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    query = embedder.embed_queries(["시각 토큰 압축"])[0]
    for hit in hits:
        rows = embedder.embed_passages([passage.text for passage in passages(hit.paper)])
        assert hit.similarity == pytest.approx(float(np.max(rows @ query)), abs=2e-3)


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_every_mode_answers_in_a_deterministic_order(papers: PaperIndex, mode: str) -> None:
    first = papers.query("token models", k=10, mode=mode)
    assert first
    for _ in range(3):  # from memory after a while, where products are summed in another order
        again = papers.query("token models", k=10, mode=mode)
        assert ids(again) == ids(first)
        assert [hit.score for hit in again] == pytest.approx([h.score for h in first], abs=1e-6)
    assert papers.query("token models", k=10, mode=mode) == again


def test_dense_mode_needs_no_words_and_lexical_mode_no_model(papers: PaperIndex) -> None:
    (hit, *_) = papers.query("토큰", mode="dense", explain=True)
    assert hit.lexical is None
    assert hit.explanation
    assert hit.score == hit.explanation.dense
    (hit, *_) = papers.query("코덱", mode="lexical")
    assert (hit.similarity, hit.paper.id) == (None, "2407.00002")
    assert hit.score == hit.lexical


def test_lexical_mode_never_loads_the_model(make_index: Make, digests: Path) -> None:
    make_index().index([digests])
    blind = make_index()

    def refuse(*_args: object, **_options: object) -> FakeEmbedder:
        raise AssertionError("the model was loaded")

    blind._models.loading.own = refuse
    assert ids(blind.query("코덱", mode="lexical")) == ["2407.00002"]


def test_k_is_filled_even_by_papers_without_a_common_word(papers: PaperIndex) -> None:
    assert len(papers.query("zebra", k=3)) == 3
    assert len(papers.query("토큰", k=2)) == 2


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(since="2024-07-05"), {"2407.00003"}),
        (Filters(until="2024-07-04"), {"2407.00001", "2407.00002"}),
        (Filters(since="2025"), set()),
        (Filters(min_votes=12), {"2407.00001", "2407.00003"}),
        (Filters(authors=("ohara",)), {"2407.00003"}),
        (Filters(authors=("ana", "chen")), {"2407.00001"}),
        (Filters(authors=("ana", "diaz")), set()),
        (Filters(sections=("technical",)), {"2407.00001", "2407.00002"}),
        (
            Filters(sections=("performance", "technical")),
            {"2407.00001", "2407.00002", "2407.00003"},
        ),
        (Filters(sections=("nonsense",)), set()),
        (Filters(sections=("technical",), min_votes=10), {"2407.00001"}),
    ],
)
@pytest.mark.parametrize("mode", ["hybrid", "dense"])
def test_filters_are_exact_and_fill_k(
    papers: PaperIndex, filters: Filters, expected: set[str], mode: str
) -> None:
    assert set(ids(papers.query("토큰 model", k=10, filters=filters, mode=mode))) == expected


def test_a_section_filter_shows_evidence_from_that_section(papers: PaperIndex) -> None:
    hits = papers.query("토큰", filters=Filters(sections=("technical",)))
    assert {hit.label for hit in hits} == {"Technical Details"}
    assert hits[0].evidence in {"어텐션 점수로 이미지 토큰을 고릅니다.", "코덱 토큰을 예측합니다."}


def test_evidence_is_the_sentence_with_the_words_and_marks_them(papers: PaperIndex) -> None:
    (hit, *_) = papers.query("두 번째 문장", k=1)
    assert hit.evidence == "두 번째 문장입니다."
    assert next(hit.evidence[a:b] for a, b in hit.marks).startswith("두")
    assert hit.label == "What's New"


def test_similar_papers_leave_the_paper_itself_out(papers: PaperIndex) -> None:
    hits = papers.similar("https://arxiv.org/abs/2407.00001v1")
    assert sorted(ids(hits)) == ["2407.00002", "2407.00003"]
    assert ids(papers.similar("2407.00001", filters=Filters(min_votes=12))) == ["2407.00003"]


def test_similar_to_an_unknown_paper(papers: PaperIndex) -> None:
    with pytest.raises(PaperNotFound, match=r"no paper 9999\.00000"):
        papers.similar("9999.00000")
    with pytest.raises(InvalidQuery, match="cannot return 0 papers"):
        papers.similar("2407.00001", 0)


def test_an_empty_index_answers_with_nothing(make_index: Make, digests: Path) -> None:
    index = make_index()
    index.index([digests])
    index.remove(["2407.00001", "2407.00002", "2407.00003"])
    for mode in ("hybrid", "dense", "lexical"):
        assert not index.query("token", mode=mode)


def test_query_syntax_is_plain_text(papers: PaperIndex) -> None:
    for text in ("title:토큰 AND (", "'; DROP TABLE papers; --", '"a" OR * NOT ^9'):
        papers.query(text)
    assert len(papers) == 3


def test_hand_written_vectors_rank_by_cosine(make_index: Make, digests: Path) -> None:
    index = make_index()
    index.index([digests])
    texts = [p.text for paper in index.papers() for p in passages(paper)]
    vectors = {text: [0.6, 0.8] if "음성" in text else [0.0, 1.0] for text in texts}
    fake = FakeEmbedder(dimension=2, vectors={**vectors, "question": [1.0, 0.0]})
    index = make_index("hand")
    index._models.loading.own = lambda *_args, **_options: fake
    index.index([digests])
    hits = index.query("question", mode="dense")
    assert hits[0].paper.id == "2407.00002"
    assert hits[0].similarity == pytest.approx(0.6, abs=1e-3)
    assert hits[1].similarity == pytest.approx(0.0, abs=1e-3)


def test_lost_derived_files_are_rebuilt_while_answering(papers: PaperIndex, tmp_path: Path) -> None:
    before = papers.query("토큰", k=10)
    papers.close()
    for path in (tmp_path / "index" / "vectors").iterdir():
        path.write_bytes(b"rubbish")
    for path in (tmp_path / "index" / "words").iterdir():
        path.unlink()
    told: list[str] = []
    papers._folder._notify = told.append
    assert papers.query("토큰", k=10) == before
    assert "rebuilt from the catalog" in told[0]


def test_an_open_index_sees_what_another_one_commits(
    papers: PaperIndex, make_index: Make, digests: Path
) -> None:
    assert len(papers.query("토큰", k=10)) == 3
    other = make_index()
    other.remove(["2407.00001"])
    assert "2407.00001" not in ids(papers.query("토큰", k=10))
    assert "2407.00001" not in ids(papers.query("토큰", k=10, mode="lexical"))


def test_the_papers_that_were_added_last(papers: PaperIndex) -> None:
    assert [paper.id for paper in papers.newest(2)] == ["2407.00003", "2407.00002"]


def test_what_to_mark_for_a_query(papers: PaperIndex) -> None:
    assert papers.wanted_tokens("The Selective 토큰을") == {"select", "토큰", "큰을"}
