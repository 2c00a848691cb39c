"""Document frequencies on Milvus: parts that commits add, and their sums, read once a state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

import numpy as np
import orjson
import pytest

from papersearch.errors import StoreFailed
from papersearch.store.bm25 import idf
from papersearch.store.milvus.counted_words import author_hash, token_hash
from papersearch.store.milvus.frequencies import Counts, FrequencyTable, Said
from papersearch.store.milvus.meta import Meta
from papersearch.store.milvus.table import Fact, Table


class Facts:
    """Facts in memory, which remember how many are read."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Fact] = {}
        self.read = 0

    def put(self, kind: str, facts: Iterable[Fact]) -> None:
        self.kept |= {(kind, own.name): own for own in facts}

    def get(self, kind: str, names: Sequence[str]) -> dict[str, Fact]:
        self.read += len(names)
        return {own: self.kept[kind, own] for own in names if (kind, own) in self.kept}

    def delete_long(self, kind: str, names: Iterable[str]) -> None:
        for name in names:
            self.kept.pop((kind, name), None)


class About:
    """The facts about a store, in memory."""

    def __init__(self, facts: dict[str, Any] | None = None) -> None:
        self.facts = facts or {}

    def find(self, name: str) -> Any:
        return self.facts.get(name)

    get = find

    def set(self, name: str, value: object) -> None:
        self.facts[name] = orjson.loads(orjson.dumps(value))


class Shelf:
    """A table of frequencies over papers that are kept beside it."""

    def __init__(self) -> None:
        self.papers: list[set[str]] = []
        self.facts, self.about = Facts(), About()
        self.counted = 0
        self.table = self.opened()

    def opened(self) -> FrequencyTable:
        """Return the table as another process opens it."""
        facts, meta = cast(Table, self.facts), cast(Meta, self.about)
        return FrequencyTable(facts, meta, self.all_said)

    def all_said(self) -> Said:
        self.counted += 1
        return said(self.papers)

    def add(self, *papers: set[str]) -> None:
        self.papers += papers
        self.table.unsettle()
        self.table.settle(said(papers))

    def drop(self, paper: set[str]) -> None:
        self.papers.remove(paper)
        self.table.unsettle()
        self.table.settle(Said() - said([paper]))

    def expected(self) -> dict[str, int]:
        tokens = {own for paper in self.papers for own in paper}
        return {own: sum(own in paper for paper in self.papers) for own in tokens}


def begin(table: FrequencyTable, papers: int) -> None:
    """Do what a writer does first."""
    if not table.is_trusted(papers):
        table.recount()


def said(papers: Sequence[set[str]]) -> Said:
    hashes = [np.array([*map(token_hash, paper)], np.uint32) for paper in papers]
    return Said(len(papers), sum(map(len, papers)), Counts.of(hashes))


def paper(seed: int) -> set[str]:
    random = np.random.default_rng(seed)
    return {f"word{own}" for own in random.zipf(1.3, 40) if own < 5000}


def test_what_is_kept_is_what_all_papers_say() -> None:
    shelf = Shelf()
    for n in range(60):
        shelf.add(*(paper(own) for own in range(5 * n, 5 * n + 1 + n % 5)))
        if n % 7 == 0:
            shelf.drop(shelf.papers[n // 2])
    for table in (shelf.table, shelf.opened()):
        found = table.current()
        assert found.counts_of([*shelf.expected(), "none"]) == shelf.expected()
        assert found.papers == len(shelf.papers)
        assert found.weight("word1") == idf(len(shelf.papers), shelf.expected()["word1"])
        assert not found.has("none")
    assert shelf.counted == 0


def test_there_are_few_parts_however_many_commits_there_were() -> None:
    shelf = Shelf()
    for n in range(200):
        shelf.add(paper(n))
    parts = shelf.about.facts["words"]["parts"]
    assert len(parts) <= 10
    assert len(shelf.facts.kept) <= 2 * len(parts) + 10  # those of the commit before, too


def test_a_part_that_another_one_takes_in_is_there_for_another_commit() -> None:
    shelf = Shelf()
    shelf.add({"a", "b"})
    other = shelf.opened()
    before = About(dict(shelf.about.facts))
    shelf.add({"a", "c"})
    other._meta = cast(Meta, before)  # it has read the facts about the store before that commit
    assert other.current().counts_of(["a", "b", "c"]) == {"a": 1, "b": 1}
    shelf.add({"d", "e"})
    late = shelf.opened()
    late._meta = cast(Meta, before)
    with pytest.raises(StoreFailed, match="a writer is at work, ask again"):
        late.current()


def test_an_open_table_reads_what_is_new_and_nothing_twice() -> None:
    shelf = Shelf()
    shelf.add(*({f"word{n}", "all"} for n in range(300)))
    other = shelf.opened()
    assert other.current().count("all") == 300
    assert other.current().count("word7") == 1
    assert shelf.facts.read == 1
    shelf.add({"all", "new"})
    assert (other.current().count("all"), other.current().count("new")) == (301, 1)
    assert shelf.facts.read == 2


def test_what_an_interruption_left_is_counted_anew() -> None:
    shelf = Shelf()
    shelf.add({"a"}, {"a", "b"})
    shelf.table.unsettle()
    shelf.papers.append({"b"})  # written, and not counted
    other = shelf.opened()
    assert other.current().counts_of(["a", "b"]) == {"a": 2, "b": 1}
    begin(other, len(shelf.papers))
    assert other.current().counts_of(["a", "b"]) == {"a": 2, "b": 2}
    assert (other.current().papers, shelf.counted) == (3, 1)
    begin(other, len(shelf.papers))
    assert shelf.counted == 1
    begin(other, len(shelf.papers) - 1)  # another program deleted one
    assert shelf.counted == 2


def test_a_store_of_before_is_counted_by_readers_and_brought_up_to_date_by_writers() -> None:
    shelf = Shelf()
    shelf.papers = [{"a"}, {"a", "b"}]
    shelf.about.facts["words"] = {"papers": 2, "tokens": 3, "settled": True}
    reader = shelf.opened()
    assert reader.current().counts_of(["a", "b"]) == {"a": 2, "b": 1}
    assert (reader.current().papers, shelf.counted) == (2, 1)
    begin(shelf.opened(), 2)
    assert reader.current().counts_of(["a", "b"]) == {"a": 2, "b": 1}
    assert shelf.counted == 2


def test_an_empty_store_has_nothing() -> None:
    found = Shelf().table.current()
    assert (found.papers, found.count("a"), found.counts_of(["a"])) == (0, 0, {})


@pytest.mark.parametrize("count", [0, 1, 2, 5, 8, 13])
def test_many_are_summed_as_one_by_one(count: int) -> None:
    parts = [said([{"all", str(n % 3)}, {str(n)}]) for n in range(count)]
    total, expected = Said.summed(parts), said([])
    for part in parts:
        expected += part
    assert (total.papers, total.tokens) == (expected.papers, expected.tokens)
    assert total.counts.to_text() == expected.counts.to_text()


def test_counts_are_the_same_as_text() -> None:
    counts = Counts.of([np.array([1, 2**32 - 1], np.uint32), np.array([1], np.uint32)])
    same = Counts.from_text(counts.to_text())
    assert same.hashes.tolist() == [1, 2**32 - 1]
    assert same.papers.tolist() == [2, 1]
    assert (same.of_one(1), same.of_one(2), same.of_one(2**32 - 1)) == (2, 0, 1)


def test_authors_are_counted_as_no_token_is() -> None:
    assert author_hash("wei chen") == token_hash("=wei chen")
