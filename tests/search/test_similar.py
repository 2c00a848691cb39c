"""Papers like some and unlike others, worked out by hand and over the digests made up here."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import InvalidQuery, PaperNotFound
from papersearch.ranking.similarity import DISLIKED, Target
from papersearch.ranking.space import Space
from papersearch.search.similar import similar
from papersearch.store.local.index_store import IndexStore
from papersearch.types.arrays import Embeddings
from papersearch.types.hits import Hit
from papersearch.types.likeness import Likeness
from papersearch.types.paper import Paper, Section
from papersearch.types.query import Filters
from tests.search.test_by_hand import close, embedded, keep


@pytest.fixture
def store(tmp_path: Path) -> Iterator[IndexStore]:
    with IndexStore.create(tmp_path / "index") as made:
        made.adopt(FakeEmbedder(3).identity.to_json())
        yield made


def along(*axes: float) -> Embeddings:
    row = np.array(axes, np.float32)
    return row / np.float32(np.linalg.norm(row))


X, Y, Z = along(1, 0, 0), along(0, 1, 0), along(0, 0, 1)


def ids(hits: Iterable[Hit]) -> list[str]:
    return [hit.paper.id for hit in hits]


def none(_texts: Sequence[str]) -> Embeddings:
    raise AssertionError("something is embedded")


def long(paper_id: str, parts: int) -> Paper:
    return Paper(paper_id, "", tuple(Section(str(n), f"part {n}") for n in range(parts)))


def test_each_paper_counts_once_however_long_it_is(store: IndexStore) -> None:
    keep(store, long("a", 9), *[X] * 9)
    keep(store, long("b", 1), Y)
    keep(store, Paper("between", "b"), along(1, 1, 0))
    keep(store, Paper("as long", "l"), along(9, 1, 0))
    hits = similar(store, Likeness(("a", "b")), none)
    assert ids(hits) == ["between", "as long"]
    assert hits[0].similarity == close(1)


def test_what_is_disliked_is_taken_off_as_rocchio_does(store: IndexStore) -> None:
    keep(store, Paper("x", "x"), X)
    keep(store, Paper("y", "y"), Y)
    keep(store, Paper("z", "z"), Z)
    keep(store, Paper("to y", "t"), along(3, 1, 0))
    keep(store, Paper("to z", "t"), along(3, 0, 1))
    hits = similar(store, Likeness(("x", "z"), ("y",)), none)
    wanted = along(0.5, -DISLIKED, 0.5)
    assert {hit.paper.id: hit.score for hit in hits} == {
        "to z": close(float(along(3, 0, 1) @ wanted)),
        "to y": close(float(along(3, 1, 0) @ wanted)),
    }
    middle = along(1, 0, 1)  # what is shown is how near the liked ones are
    assert hits[0].similarity == close(float(along(3, 0, 1) @ middle))
    (first, second) = similar(store, Likeness(("x",), ("y", "z"), k=2), none)
    assert first.score == close(float(along(3, 1, 0) @ along(1, -DISLIKED / 2, -DISLIKED / 2)))
    assert first.score == second.score


def test_one_paper_is_compared_as_it_ever_was() -> None:
    rows = np.stack([along(3, 1, 2), along(1, 3, 1), along(2, 2, 7)])
    space = Space(along(1, 1, 1), {}, {"en": along(1, 1, 1)})
    for mine, before in zip(
        Target.of_papers([rows], [], space)[:2], Target.of_passages(rows, space)[:2], strict=True
    ):
        assert mine.tobytes() == before.tobytes()


def test_the_order_in_which_papers_are_given_does_not_matter(store: IndexStore) -> None:
    random = np.random.default_rng(0)
    vectors = {f"p{number}": along(*random.normal(size=3)) for number in range(5)}
    keep(store, Paper("x", "x"), X)

    def embed(texts: Sequence[str]) -> Embeddings:
        return np.stack([vectors[text] for text in texts])

    answers = {
        similar(store, Likeness(papers=papers), embed)[0].score
        for papers in itertools.permutations(Paper(own, own) for own in vectors)
    }
    assert len(answers) == 1


@pytest.mark.parametrize("turned", [False, True])
def test_nor_does_the_order_in_which_they_were_stored(tmp_path: Path, turned: bool) -> None:
    random = np.random.default_rng(0)
    rows = {f"p{number}": along(*random.normal(size=3)) for number in range(9)}
    target = Target.of_papers(
        [rows[own][None].astype(np.float16).astype(np.float32) for own in sorted(rows)[:5]],
        [rows[own][None].astype(np.float16).astype(np.float32) for own in sorted(rows)[5:]],
        Space(),
    )
    with IndexStore.create(tmp_path / "turned") as store:
        store.adopt(FakeEmbedder(3).identity.to_json())
        for own in [*rows][:: -1 if turned else 1]:
            keep(store, Paper(own, own), rows[own])
        keep(store, Paper("x", "x"), X)
        (hit,) = similar(store, Likeness(tuple(rows)[:5], tuple(rows)[5:]), none)
        assert hit.score == float(target.compared(X[None])[1][0])


def test_the_papers_given_are_never_among_the_answer(store: IndexStore) -> None:
    for number in range(9):
        keep(store, Paper(f"p{number}", "a"), along(9 - number, number, 1))
    hits = similar(store, Likeness(("p0", "p1"), ("p2", "p8"), k=5), none)
    assert sorted(ids(hits)) == ["p3", "p4", "p5", "p6", "p7"]
    assert ids(similar(store, Likeness(("p0", "p1"), ("p2", "p8"), k=2), none)) == ids(hits)[:2]


def test_as_many_are_found_as_are_asked_for(store: IndexStore) -> None:
    """Those given are among the 200 that are proposed at first."""
    papers = [Paper(f"p{number:03}", "a") for number in range(210)]
    with store.commit():
        store.put_embedded([embedded(paper, along(1, at, 0)) for at, paper in enumerate(papers)])
    assert len(similar(store, Likeness(("p000", "p001"), k=200), none)) == 200


def test_a_text_is_cut_and_embedded_as_a_paper_is(store: IndexStore) -> None:
    keep(store, Paper("x", "x"), X)
    keep(store, Paper("y", "y"), along(1, 9, 0))
    own = Paper("own", "Tokens", (Section("A", "one"), Section("B", "two")))
    asked: list[Sequence[str]] = []

    def embed(texts: Sequence[str]) -> Embeddings:
        asked.append(texts)
        return np.stack([Y] * len(texts))

    hits = similar(store, Likeness(papers=(own, Paper("third", "Third"))), embed)
    assert asked == [["Tokens\none", "Tokens\ntwo", "Third"]]
    assert ids(hits) == ["y", "x"]


def test_a_paper_of_a_text_counts_as_the_index_has_it(store: IndexStore) -> None:
    keep(store, Paper("x", "x"), X)
    keep(store, Paper("y", "y"), along(1, 9, 0))
    keep(store, Paper("z", "z"), Z)
    own = Likeness(papers=(Paper("y", "another title"),))
    assert similar(store, own, none) == similar(store, Likeness(("y",)), none)


def test_from_python(papers: PaperIndex) -> None:
    assert ids(papers.similar(["2407.00001", "2407.00002"])) == ["2407.00003"]
    assert ids(papers.similar("2407.00001", unlike="2407.00002")) == ["2407.00003"]
    assert papers.similar(["https://arxiv.org/abs/2407.00001v2"] * 2) == papers.similar(
        "2407.00001"
    )
    assert ids(papers.similar("2407.00001", text="2407.00002\n")) == ["2407.00003"]
    few = papers.similar(text="토큰", filters=Filters(min_votes=12), k=1)
    assert len(few) == 1


def test_only_a_text_that_the_index_lacks_is_embedded(
    papers: PaperIndex, embedder: FakeEmbedder
) -> None:
    before = len(embedder.embedded)
    papers.similar(["2407.00001"], unlike=["2407.00003"])
    assert papers.similar(text="@misc{a, title={Speaking}, eprint={2407.00002}}") == papers.similar(
        "2407.00002"
    )
    assert len(embedder.embedded) == before
    papers.similar(text="Speaking\n\nIt speaks.")
    assert embedder.embedded[before:] == ["Speaking\nIt speaks."]


def test_an_unknown_paper_is_named(papers: PaperIndex) -> None:
    with pytest.raises(PaperNotFound, match=r"no paper 9999\.00001 in the index: `papersearch"):
        papers.similar(["2407.00001", "9999.00001"])
    with pytest.raises(PaperNotFound, match=r"no paper 9999\.00002 in the index"):
        papers.similar("2407.00001", unlike=["9999.00002"])


def test_a_link_that_only_the_index_knows_is_liked_and_disliked(papers: PaperIndex) -> None:
    with pytest.raises(InvalidQuery, match="is among the papers to be like"):
        papers.similar("2407.00001", unlike=["https://huggingface.co/papers/2407.00001"])
    with pytest.raises(InvalidQuery, match="like which papers"):
        papers.similar(unlike=["2407.00001"])
