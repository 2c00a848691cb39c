"""A process that goes on asking has a small index in memory: its answers are the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch.errors import IndexCorrupt
from papersearch.paper_index import PaperIndex
from papersearch.query import Filters
from papersearch.store.postings import Postings
from torture import corpus

Make = Callable[..., PaperIndex]
QUERY = "visual compression 토큰"
SOON = 5
"""Queries after which all is in memory that will be."""


@pytest.fixture
def index(make_index: Make, tmp_path: Path) -> PaperIndex:
    for day in range(6):  # in commits of their own: several segments
        corpus.write(tmp_path / "digests", range(day, day + 1), 12)
        make_index().index([tmp_path / "digests"])
    return make_index()


def answer(index: PaperIndex, mode: str, filters: Filters) -> list[tuple[object, ...]]:
    hits = index.query(QUERY, k=20, mode=mode, filters=filters, explain=True, diverse=True)
    return [
        (
            *(hit.paper.id, hit.section, hit.evidence, hit.marks, hit.doubtful),
            *(None if v is None else round(v, 3) for v in (hit.score, hit.similarity, hit.lexical)),
        )
        for hit in hits
    ]


def postings(index: PaperIndex) -> Postings | None:
    store = index._reader()
    with store.snapshot():
        return store.words.postings()


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(since="2024-01-03"),
        Filters(min_votes=20),
        Filters(sections=("의",)),
        Filters(min_votes=10**6),
    ],
    ids=["all", "days", "votes", "sections", "nothing"],
)
def test_answers_stay_the_same(index: PaperIndex, mode: str, filters: Filters) -> None:
    first = answer(index, mode, filters)
    for _ in range(SOON):
        index.query("robots", k=3)
    assert postings(index) is not None
    assert answer(index, mode, filters) == first


def test_what_is_added_and_removed_is_seen(
    index: PaperIndex, make_index: Make, tmp_path: Path
) -> None:
    for _ in range(SOON):
        assert len(index.query(QUERY, k=100)) == 72
    corpus.write(tmp_path / "digests", range(6, 7), 12)
    other = make_index()
    other.index([tmp_path / "digests"])
    assert len(index.query(QUERY, k=100)) == 84
    gone = [hit.paper.id for hit in index.query(QUERY, k=2)]
    other.remove(gone)
    left = [hit.paper.id for hit in index.query(QUERY, k=100)]
    assert len(left) == 82
    assert not set(gone) & set(left)


def test_words_in_memory_outlive_commits_that_change_none(
    index: PaperIndex, make_index: Make, tmp_path: Path
) -> None:
    for _ in range(SOON):
        index.query(QUERY)
    before = postings(index)
    assert before is not None
    other = make_index()
    with other._writing(0) as writer, writer.commit():
        writer.catalog.set_meta("note", "of no concern")
    assert postings(index) is before
    other.remove([index.query(QUERY)[0].paper.id])
    after = postings(index)
    assert after is not None
    assert len(after) == len(before) - 1


def test_lexical_files_that_are_lost_meanwhile_are_rebuilt(
    index: PaperIndex, tmp_path: Path
) -> None:
    told: list[str] = []
    index._folder._notify = told.append
    for _ in range(SOON):
        before = answer(index, "hybrid", Filters())
    for path in (tmp_path / "index" / "lexical").iterdir():
        path.unlink()
    index._reader().lexical.reload()
    assert answer(index, "hybrid", Filters()) == before
    assert "rebuilt from the catalog" in told[0]


def test_a_damaged_row_of_words_concerns_only_who_needs_it(
    index: PaperIndex, make_index: Make, tmp_path: Path
) -> None:
    (first, *_, last) = index.query("compression", k=72, mode="lexical")
    store = index._reader()
    num = store.paper(last.paper.id)[0]
    index.close()
    with make_index()._writing(0) as writer, writer.catalog.transaction():
        writer.catalog.execute("UPDATE words SET crc = crc + 1 WHERE num = ?", (num,))
    only = Filters(since=first.paper.days[0], until=first.paper.days[0])
    assert first.paper.days != last.paper.days
    for _ in range(SOON):
        assert index.query("compression", k=1, mode="lexical", filters=only)
    assert postings(index) is None
    with pytest.raises(IndexCorrupt, match=f"the row {num} of words"):
        index.query("compression", k=72)
