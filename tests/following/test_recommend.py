"""Recommendations: which papers count as new, what is left out, and why each is recommended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.api.remote_index import RemoteIndex
from papersearch.errors import IndexCorrupt, InvalidQuery, PaperNotFound, TooFewLikes
from papersearch.following.recommend import Recommendation
from papersearch.store.local.index_store import IndexStore
from papersearch.text.doubt import Doubt
from papersearch.types.judged import Judged
from papersearch.types.query import Filters
from tests.api.test_upkeep import change
from tests.indexing.test_learning import digest

Make = Callable[..., PaperIndex]
Index = PaperIndex | RemoteIndex

ROBOTS = ["2407.00002", "2407.00010", "2407.00018"]
"""The first papers on robots in the corpus: compression, generation, translation."""


@pytest.fixture
def corpus(make_anywhere: Callable[..., Index], tmp_path: Path) -> Index:
    """An index of 64 papers of May and 32 of July."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    older = digest(64).replace("2024-07-04", "2024-05-04")
    (folder / "1.md").write_text(older, encoding="utf-8")
    (folder / "2.md").write_text(digest(32, 64), encoding="utf-8")
    index = make_anywhere()
    index.index([folder])
    return index


def ids(found: list[Recommendation]) -> list[str]:
    return [own.hit.paper.id for own in found]


def test_papers_like_the_liked_ones_come_first(corpus: Index) -> None:
    assert corpus.like(ROBOTS) == 3
    found = corpus.recommend(3)
    assert all("robot" in own.hit.paper.title for own in found)
    assert [own.hit.rank for own in found] == [1, 2, 3]
    scores = [own.hit.score for own in found]
    assert scores == sorted(scores, reverse=True)
    for own in found:
        assert own.hit.similarity is not None
        assert own.hit.evidence
        assert len(own.because) == 2
        assert {why.paper.id for why in own.because} <= set(ROBOTS)
        assert own.because[0].similarity >= own.because[1].similarity


def test_the_nearest_liked_paper_is_the_reason(corpus: Index) -> None:
    corpus.like(["2407.00002", "2407.00005", "2407.00006"])  # robot, protein, medical
    for own in corpus.recommend(6):
        topic = own.hit.paper.title.split()[1]
        if topic in ("robot", "protein", "medical"):
            assert topic in own.because[0].paper.title


def test_new_are_the_newest_thirty_days_unless_days_are_named(corpus: Index) -> None:
    corpus.like(ROBOTS)
    assert {own.hit.paper.days for own in corpus.recommend(100)} == {("2024-07-04",)}
    assert len(corpus.recommend(100)) == 32
    assert len(corpus.recommend(100, filters=Filters(since="2024"))) == 96 - 3
    assert len(corpus.recommend(100, filters=Filters(until="2024-06"))) == 64 - 3


def test_the_newest_day_may_be_the_calendars_first(make_anywhere: Callable[..., Index]) -> None:
    index = make_anywhere()
    records = [
        {"id": f"2611.0000{n}", "title": f"Robots {n}", "date": "0001-01-02"} for n in range(6)
    ]
    index.add([{**own, "summary": f"We study {own['title']} here."} for own in records])
    index.like([f"2611.0000{n}" for n in range(3)])
    assert sorted(ids(index.recommend())) == ["2611.00003", "2611.00004", "2611.00005"]


def test_judged_papers_are_left_out(corpus: Index) -> None:
    corpus.like(ROBOTS)
    first, second = ids(corpus.recommend(2))
    corpus.like([first])
    corpus.dislike([second])
    assert not {first, second} & set(ids(corpus.recommend(100)))


def test_a_doubtful_paper_is_half_as_good(make_index: Make, tmp_path: Path) -> None:
    (tmp_path / "papers.md").write_text(digest(64), encoding="utf-8")
    index = make_index()
    index.index([tmp_path / "papers.md"])
    index.like(ROBOTS)
    before = index.recommend(100)
    first, last = before[0].hit, before[-1].hit
    assert first.score > 0 > last.score
    with IndexStore.create(index.folder) as store, store.commit():
        doubted = store.nums([first.paper.id, last.paper.id])
        store.learned.put_doubts(dict.fromkeys(doubted, Doubt(0.9, ())))
    after = {own.hit.paper.id: own.hit for own in index.recommend(100)}
    assert after[first.paper.id].score == pytest.approx(first.score / 2)
    assert after[last.paper.id].score == pytest.approx(last.score)
    assert [own.paper.id for own in after.values() if own.doubtful] == [
        own for own in after if own in (first.paper.id, last.paper.id)
    ]


def test_what_is_disliked_falls(corpus: Index) -> None:
    corpus.like([*ROBOTS, "2407.00003", "2407.00011"])  # music, too
    before = {own.hit.paper.id: own.hit.score for own in corpus.recommend(100)}
    corpus.dislike(["2407.00019", "2407.00027"])  # more music
    after = {own.hit.paper.id: own.hit.score for own in corpus.recommend(100)}
    music = [own for own in before if int(own[-5:]) % 8 == 3]
    assert all(after[own] < before[own] for own in music)


def test_filters(corpus: Index) -> None:
    corpus.like(ROBOTS)
    assert ids(corpus.recommend(5, filters=Filters(min_votes=1))) == []
    assert ids(corpus.recommend(5, filters=Filters(sections=("technical",)))) == []
    found = corpus.recommend(5, filters=Filters(sections=("new",)))
    assert ids(found) == ids(corpus.recommend(5))
    assert {own.hit.label for own in found} == {"What's New"}
    with pytest.raises(InvalidQuery, match="cannot return 0 papers"):
        corpus.recommend(0)


def test_it_takes_three_likes(corpus: Index) -> None:
    with pytest.raises(TooFewLikes, match="0 papers are liked, and it takes 3"):
        corpus.recommend()
    corpus.like(ROBOTS[:1])
    with pytest.raises(TooFewLikes, match="1 paper is liked, and it takes 3"):
        corpus.recommend()
    corpus.like(ROBOTS)
    assert corpus.recommend()
    corpus.remove(ROBOTS[:1])  # a like of a paper that is gone waits for it
    with pytest.raises(TooFewLikes, match="2 papers are liked"):
        corpus.recommend()
    assert corpus.likes.all()[ROBOTS[0]]


def test_the_last_opinion_counts_until_it_is_taken_back(anywhere: Index) -> None:
    anywhere.like(["https://arxiv.org/abs/2407.00001v2", "2407.00001", "2407.00002"])
    assert anywhere.likes.all() == {"2407.00001": True, "2407.00002": True}
    anywhere.dislike(["2407.00002"])
    assert anywhere.likes.all() == {"2407.00001": True, "2407.00002": False}
    assert anywhere.like(["2407.00002"], undo=True) == 0
    assert anywhere.dislike(["2407.00002", "2407.00001"], undo=True) == 1
    assert anywhere.like(["arxiv.org/abs/2407.00001", "2407.00001"], undo=True) == 1
    assert anywhere.likes.all() == {}


def test_a_judgment_says_what_it_changed(anywhere: Index) -> None:
    one, two, link = "2407.00001", "2407.00002", "arxiv.org/abs/2407.00001"
    judge = anywhere.likes.judge
    assert judge([one, link, one], liked=True) == Judged(1, 0, 0, 1)
    assert judge([one, two], liked=True) == Judged(1, 0, 1, 2)
    assert anywhere.like([link, two]) == 2  # those that are liked already count
    assert judge([two, "2407.00003"], liked=False) == Judged(2, 1, 0, 2)
    assert judge([], liked=True) == Judged(0, 0, 0, 1)
    assert judge([link, two, one], liked=True, undo=True) == Judged(1, 0, 1, 0)
    assert anywhere.likes.all() == {two: False, "2407.00003": False}


def test_only_papers_that_are_there_can_be_liked(anywhere: Index) -> None:
    with pytest.raises(PaperNotFound, match=r"no paper 2407\.09999 in (the index|milvus)"):
        anywhere.like(["2407.00001", "2407.09999"])
    assert anywhere.likes.all() == {}


def test_all_papers_are_judged(anywhere: Index) -> None:
    anywhere.like(["2407.00001", "2407.00002", "2407.00003"])
    assert anywhere.recommend() == []


def test_papers_without_days(make_anywhere: Callable[..., Index], tmp_path: Path) -> None:
    path = tmp_path / "papers.md"
    path.write_text(digest(16).split("\n", 1)[1], encoding="utf-8")
    index = make_anywhere()
    index.index([path])
    index.like([*ROBOTS[:2], "2407.00003"])
    assert len(index.recommend(100)) == 13


def test_many_papers_are_scored_in_parts(corpus: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.like(ROBOTS)
    whole = corpus.recommend(100)
    monkeypatch.setattr("papersearch.following.recommend.CHUNK", 7)
    assert ids(corpus.recommend(100)) == ids(whole)


def test_opinions_outlive_edits_and_salvage(
    papers: PaperIndex, digests: Path, make_index: Make, tmp_path: Path
) -> None:
    papers.like(["2407.00001"])
    papers.dislike(["2407.00002"])
    path = digests / "2024" / "07" / "04.md"
    path.write_text(path.read_text(encoding="utf-8").replace("두 번째", "다른"), encoding="utf-8")
    papers.index([digests])
    before = papers.likes.all()
    papers.close()
    papers.salvage(tmp_path / "saved")
    assert make_index("saved").likes.all() == before == {"2407.00001": True, "2407.00002": False}


def test_a_damaged_opinion_is_named(papers: PaperIndex) -> None:
    papers.like(["2407.00001"])
    change(papers, "UPDATE taste SET opinion = -1")
    with pytest.raises(IndexCorrupt, match=r"the opinion of paper 2407\.00001 does not match"):
        papers.likes.all()
    assert any("of taste does not match" in str(damage) for damage in papers.verify(sample=0))
