from __future__ import annotations

import pytest

from papersearch.types.query import Filters
from tests.atlas.conftest import Index

pytest.importorskip("openTSNE", reason="needs papersearch[map]")


def test_a_map_has_every_paper_once(corpus: Index) -> None:
    atlas = corpus.map(topics=3)
    assert [place.paper.id for place in atlas.places] == sorted(p.id for p in corpus.papers())
    assert atlas.found == 80
    for topic in atlas.topics:
        assert -1 <= topic.x <= 1
        assert -1 <= topic.y <= 1
    for place in atlas.places:
        assert place.paper.title.split()[0].lower() in atlas.topics[place.topic].name.lower()


def test_the_same_index_and_seed_give_the_same_map(corpus: Index) -> None:
    assert corpus.map() == corpus.map()
    assert corpus.map(seed=1) != corpus.map()


def test_filters_and_samples(corpus: Index) -> None:
    april = corpus.map(filters=Filters(since="2024-04"))
    assert {place.paper.days for place in april.places} == {("2024-04-15",)}
    some = corpus.map(most=30)
    assert (len(some.places), some.found) == (30, 80)
    nothing = corpus.map(filters=Filters(min_votes=1000))
    assert (nothing.places, nothing.topics, nothing.found) == ((), (), 0)
