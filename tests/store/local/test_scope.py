"""What both sides propose of an index folder: as many as are asked for, and all that are equal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from papersearch.store.local.index_store import IndexStore
from papersearch.store.protocol import EmbeddedPaper
from papersearch.text.passages import passages
from papersearch.types.paper import Paper, Section
from papersearch.types.query import Filters
from tests.store.papers import FAKE

WANTED = [[("robot", 1.0)]]
TEXTS = ("robot robot other words", "robot and other words", "nothing of the kind")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[IndexStore]:
    """Thirty papers: ten say "robot" twice, ten that are equal say it once, ten never do."""
    with IndexStore.create(tmp_path / "index") as made:
        made.adopt(FAKE.identity.to_json())
        papers = []
        for n in range(30):
            text = ("robot robot other words", "robot and other words", "nothing of the kind")[
                n // 10
            ]
            paper = Paper(
                f"2407.{n:05}", "A title", (Section("New", text),), (f"2024-07-{n + 1:02}",)
            )
            found = tuple(passages(paper))
            papers.append(EmbeddedPaper(paper, found, FAKE.embed_passages([p.text for p in found])))
        with made.commit():
            made.put_embedded(papers)
        yield made


def ids(store: IndexStore, nums: set[int]) -> set[int]:
    return {int(id_.partition(".")[2]) for id_ in store.ids_of(nums).values()}


def test_words_propose_all_that_match_as_well_as_the_last(store: IndexStore) -> None:
    scope = store.scope(Filters())
    assert ids(store, scope.by_words(WANTED, 10)) == set(range(10))
    assert ids(store, scope.by_words(WANTED, 3)) == set(range(10))
    assert ids(store, scope.by_words(WANTED, 11)) == set(range(20))
    assert ids(store, scope.by_words(WANTED, 100)) == set(range(20))
    assert scope.by_words([[("nowhere", 1.0)]], 5) == set()
    assert scope.by_words([], 5) == set()


def test_vectors_propose_all_that_are_as_similar_as_the_last(store: IndexStore) -> None:
    scope = store.scope(Filters())
    (direction,) = FAKE.embed_queries(["A title robot and other words"])
    found = ids(store, scope.nearest(direction, 3))
    assert found == set(range(10, 20))
    assert len(scope.nearest(direction, 100)) == 30


def test_filters_take_no_place_among_those_proposed(store: IndexStore) -> None:
    scope = store.scope(Filters(since="2024-07-16"))
    assert ids(store, scope.by_words(WANTED, 3)) == set(range(15, 20))
    (direction,) = FAKE.embed_queries(["robot robot"])
    assert ids(store, scope.nearest(direction, 100)) == set(range(15, 30))


def test_words_outside_of_the_sections_do_not_count(store: IndexStore) -> None:
    scope = store.scope(Filters(sections=("no such label",)))
    assert scope.by_words(WANTED, 3) == set()
    labelled = store.scope(Filters(sections=("new",)))
    assert ids(store, labelled.by_words([[("titl", 1.0)]], 3)) == set()
    scores = labelled.lexical_scores(WANTED, store.numbers())
    assert len(scores) == 20
    assert all(np.isfinite(list(scores.values())))
