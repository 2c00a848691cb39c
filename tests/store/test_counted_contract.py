"""What is counted, sorted and suggested in every store: against plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from papersearch.search.counting import calendar, facets, facets_of
from papersearch.search.hybrid import search
from papersearch.search.suggesting import suggest
from papersearch.store.protocol import Store
from papersearch.text.passages import passage_label, passages
from papersearch.text.tokens import fold_name
from papersearch.types.facets import Facets
from papersearch.types.paper import Entry, Paper, Section
from papersearch.types.query import Filters, Query
from papersearch.types.watch import Watch
from tests.store.test_store_contract import FILTERS, direction, made_up, meets, put

QUERY = "visual token"


def newest(papers: Iterable[Paper]) -> list[Paper]:
    """Return papers so that the one that says how a name is written comes first."""
    by_id = sorted(papers, key=lambda paper: paper.id)
    return sorted(by_id, key=lambda paper: max(paper.days, default=""), reverse=True)


def counted(
    papers: Sequence[Paper], values: dict[str, set[str]], names: dict[str, dict[str, str]], k: int
) -> tuple[tuple[str, int], ...]:
    counts = Counter(value for paper in papers for value in values[paper.id])
    best = sorted(counts, key=lambda value: (-counts[value], value))[:k]
    found = []
    for value in best:
        first = next(own for own in newest(papers) if value in values[own.id])
        found.append((names[first.id].get(value, value), counts[value]))
    return tuple(found)


def names_of(written: Iterable[str]) -> dict[str, str]:
    """Return names as they are written, by their folded form; of several, the first."""
    found: dict[str, str] = {}
    for own in written:
        found.setdefault(fold_name(own), " ".join(own.split()))
    return {key: own for key, own in found.items() if key}


def by_hand(papers: Sequence[Paper], filters: Filters, k: int = 20) -> Facets:
    authors = {paper.id: names_of(paper.authors) for paper in papers}
    subjects = {paper.id: names_of(paper.categories) for paper in papers}
    labels = {paper.id: names_of(own.label for own in paper.sections) for paper in papers}
    bears = {paper.id: {passage_label(paper, own) for own in passages(paper)} for paper in papers}
    months = Counter(
        month
        for paper in papers
        for month in {
            day[:7]
            for day in paper.days
            if filters.since <= day and (not filters.until or day <= filters.until)
        }
    )
    return Facets(
        len(papers),
        tuple(sorted(months.items())),
        counted(papers, bears, labels, k),
        counted(papers, {id_: set(own) for id_, own in authors.items()}, authors, k),
        counted(papers, {id_: set(own) for id_, own in subjects.items()}, subjects, k),
    )


def test_what_filters_leave_is_counted(store: Store) -> None:
    assert facets(store, Filters()) == Facets()
    assert calendar(store, Filters()) == {}
    papers = made_up(90)
    put(store, *papers[:50])
    put(store, *papers[50:])
    for k, filters in ((20, Filters()), (3, Filters()), *((2, own) for own in FILTERS)):
        left = [paper for paper in papers if meets(paper, filters)]
        assert facets(store, filters, k) == by_hand(left, filters, k), filters
        days = Counter(day for paper in left for day in paper.days)
        expected = {
            day: days[day]
            for day in sorted(days)
            if filters.since <= day and (not filters.until or day <= filters.until)
        }
        assert calendar(store, filters) == expected
        assert list(expected) == list(calendar(store, filters))


def test_what_is_gone_or_other_is_counted_as_it_is(store: Store) -> None:
    papers = made_up(12)
    put(store, *papers)
    facets(store, Filters())
    changed = replace(papers[3], authors=("New Name",), categories=("cs.NEW",), votes=7)
    with store.commit():
        store.drop([papers[0].id])
        store.put_metadata([changed])
    left = [changed, *papers[1:3], *papers[4:]]
    assert facets(store, Filters()) == by_hand(left, Filters())
    assert [own.value for own in suggest(store, "new na", 5)] == ["New Name"]
    assert facets(store, Filters(categories="cs.new")).papers == 1


def test_sources_are_those_of_collections(store: Store) -> None:
    papers = [Paper(f"2407.0000{n}", "t", days=("2024-07-01",)) for n in range(1, 5)]
    sources = {"/a/one.md": "123", "/a/two.md": "3", "/b/x.md": "34", "<standard input>": "4"}
    with store.commit():
        store.entries.put(
            [
                (source, Entry(f"2407.0000{n}", "t", day=f"2024-07-0{n}"))
                for source, nums in sources.items()
                for n in nums
            ]
        )
    put(store, *papers[:3])
    from papersearch.types.collections import Collection

    store.entries.keep_collections([Collection("/a", True), Collection("/b", True)])
    found = facets(store, Filters())
    assert found.sources == (("/a", 3), ("/b", 1))
    put(store, papers[3])
    found = facets(store, Filters())
    assert found.sources == (("/a", 3), ("/b", 2), ("<standard input>", 1))


def answer(store: Store, sort: str, k: int) -> list[tuple[str, int]]:
    found = search(store, Query(QUERY, k, sort=sort), direction)
    return [(hit.paper.id, hit.rank) for hit in found]


@pytest.mark.parametrize("sort", ["date", "votes"])
def test_the_papers_that_answer_are_sorted(store: Store, sort: str) -> None:
    papers = {paper.id: paper for paper in made_up(160)}
    put(store, *papers.values())
    whole = search(store, Query(QUERY, 100), direction)
    assert len(whole) == 100
    kept = whole[: whole.end] if whole.end else whole.hits
    ranks = {hit.paper.id: hit.rank for hit in kept}
    orders = {
        "date": lambda id_: (max(papers[id_].days, default=""), papers[id_].votes or 0, id_),
        "votes": lambda id_: (papers[id_].votes or 0, -len(papers[id_].days), id_),
    }
    expected = sorted(ranks, key=orders[sort], reverse=True)
    for k in (1, 7, 100, 1000):
        assert answer(store, sort, k) == [(id_, ranks[id_]) for id_ in expected[:k]]
    hits = {hit.paper.id: hit for hit in whole}
    for hit in search(store, Query(QUERY, 1000, sort=sort), direction):
        assert hit == hits[hit.paper.id]
    some = facets_of(store, Query(QUERY), direction)
    assert some == by_hand([papers[id_] for id_ in ranks], Filters())


@pytest.mark.parametrize("text", ["", "votes:0"])
def test_filters_alone_are_sorted_as_well(store: Store, text: str) -> None:
    papers = made_up(60)
    put(store, *papers)
    left = [paper for paper in papers if paper.votes is not None]
    by_votes = sorted(left, key=lambda own: (own.votes, -len(own.days), own.id), reverse=True)
    by_day = sorted(
        left, key=lambda own: (max(own.days, default=""), own.votes or 0, own.id), reverse=True
    )
    for sort, expected in (("votes", by_votes), ("date", by_day), ("relevance", by_day)):
        found = search(store, Query(text, 1000, filters=Filters(min_votes=0), sort=sort))
        assert [hit.paper for hit in found] == expected
    if text:
        assert facets_of(store, Query(text)) == by_hand(left, Filters())


def test_names_that_continue_a_text(store: Store) -> None:
    people = ("Wei Chen", "Kai-Wei Chang", "Élie Wei", "O'Brien Li", "한 승우")
    papers = [
        Paper(
            f"2407.000{n:02}",
            "t",
            (Section("Chest Pains", "x"),),
            authors=people[: 1 + n % len(people)],
            categories=("cs.CL",),
        )
        for n in range(10)
    ]
    put(store, *papers)
    store.interests.add(Watch("chemistry of weights", "x"))

    def said(text: str, k: int = 9) -> list[tuple[str, str, int, str]]:
        return [(own.kind, own.value, own.count, own.typed) for own in suggest(store, text, k)]

    assert said("tokens by wei c") == [
        ("author", "Wei Chen", 10, "wei c"),
        ("author", "Kai-Wei Chang", 8, "wei c"),
    ]
    assert said("x ch") == [
        ("watch", "chemistry of weights", 0, "ch"),
        ("section", "Chest Pains", 10, "ch"),
        ("author", "Wei Chen", 10, "ch"),
        ("author", "Kai-Wei Chang", 8, "ch"),
    ]
    assert said("ELIE") == [("author", "Élie Wei", 6, "ELIE")]
    assert said("obrien") == [("author", "O'Brien Li", 4, "obrien")]
    assert said("승") == [("author", "한 승우", 2, "승")]
    assert said("wei chen ") == [("author", "Wei Chen", 10, "wei chen ")]
    assert said("wei che ") == []
    assert said("cl") == said("(cl") == [("category", "cs.CL", 10, "cl")]
    assert said("author:ch", 1) == [("author", "Wei Chen", 10, "ch")]
    assert said('x -author:"=wei c')[0] == ("author", "Wei Chen", 10, "wei c")
    assert said("section:ch") == [("section", "Chest Pains", 10, "ch")]
    assert said("category:") == said("") == said("  ") == said("zz") == said('"') == []
    for hostile in (".*", "[", "(?:", "\\", "a\nb", "\0", "%", "_", "|", "=" * 500, "wei " * 400):
        assert isinstance(said(hostile), list)
