"""What only a store on Milvus has to do: numbers, interruptions, errors in plain words."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import orjson
import pytest

from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import (
    IndexNotFound,
    IndexVersionMismatch,
    NotOurs,
    StoreFailed,
    StoreUnreachable,
)
from papersearch.indexing import copying
from papersearch.indexing import write as indexing
from papersearch.indexing.update import update
from papersearch.search.hybrid import search
from papersearch.store.local.index_store import IndexStore
from papersearch.store.milvus import encoding, papers, verify
from papersearch.store.milvus import store as module
from papersearch.store.milvus.address import parse
from papersearch.store.milvus.connection import Connection
from papersearch.store.milvus.store import MilvusStore
from papersearch.types.paper import Entry, Paper, Section
from papersearch.types.passage_ids import num_of
from papersearch.types.query import Filters, Query
from tests.store.places import Place, places
from tests.store.test_store_contract import FAKE, direction, embedded, made_up, put

pytest.importorskip("milvus_lite")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield from places("milvus-lite", tmp_path)


@pytest.fixture
def store(place: Place) -> MilvusStore:
    made = place.open()
    assert isinstance(made, MilvusStore)
    made.adopt(FAKE.identity.to_json())
    return made


def test_two_ids_of_one_number_are_two_papers(
    store: MilvusStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (encoding, papers, module):
        monkeypatch.setattr(place, "slots", lambda _id: [7, 8, 9])
    own = made_up(4)
    put(store, own[0])
    put(store, own[1], own[2])
    assert {store.paper(paper.id) for paper in own[:3]} == {
        (7 + n, paper) for n, paper in enumerate(own[:3])
    }
    put(store, dataclasses.replace(own[1], votes=1000))
    assert store.paper(own[1].id)[0] == 8
    with pytest.raises(StoreFailed, match="no number is free"):
        put(store, own[3])
    with store.commit():
        store.drop([own[0].id])
    assert store.paper(own[2].id) == (9, own[2])
    put(store, own[3])
    assert store.paper(own[3].id)[0] == 7


def test_passages_without_a_paper_are_not_found(store: MilvusStore) -> None:
    own = made_up(60)
    put(store, *own[:20])
    store._passages.put([(12345 + n, embedded(paper)) for n, paper in enumerate(own[20:])])
    assert store.scope(Filters()).nearest(direction(), 20) == set(store.numbers())
    pids, _ = store.scope(Filters()).passages_of([12345, *store.numbers()])
    assert set(num_of(pids).tolist()) == set(store.numbers())
    for mode in ("hybrid", "dense"):
        answer = search(store, Query("visual token", 20, mode), direction)
        assert {hit.paper.id for hit in answer} == {paper.id for paper in own[:20]}


def test_more_papers_than_milvus_finds_at_once(
    store: MilvusStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("scope", "connection"):
        monkeypatch.setattr(f"papersearch.store.milvus.{name}.MOST_FOUND", 4)
    put(store, *made_up(20))
    assert store.scope(Filters()).nearest(direction(), 20) == set(store.numbers())
    assert len(store.scope(Filters()).nearest(direction(), 9)) == 9


class Stopped(BaseException):
    """What stops a writer: no error that anybody would catch."""


def write_digests(folder: Path, days: int) -> None:
    from torture import corpus

    corpus.write(folder, range(days), 3)


def run_index(store: MilvusStore, folder: Path, *, prune: bool = False) -> indexing.Report:
    return update(store, [str(folder)], lambda _characters: FakeEmbedder(dimension=16), prune=prune)


def stop_at(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Let the ``count``-th write from now on, and all later ones, not happen."""
    writes = 0

    def stopping(method: str) -> Callable[..., None]:
        own = getattr(Connection, method)

        def write(self: Connection, collection: str, what: Any) -> None:
            nonlocal writes
            writes += 1
            if writes >= count:
                raise Stopped
            own(self, collection, what)

        return write

    monkeypatch.setattr(Connection, "_upsert", stopping("_upsert"))
    monkeypatch.setattr(Connection, "delete", stopping("delete"))


def changed_digests(folder: Path) -> None:
    """Let one paper change, another go, and a day come."""
    write_digests(folder, 3)
    first = folder / "0000.md"
    text = first.read_text(encoding="utf-8").replace("압축 방법 0-0", "아주 새로운 방법")
    first.write_text("\n### [".join(text.split("\n### [")[:3]), encoding="utf-8")


@pytest.mark.slow
def test_whenever_a_writer_is_stopped_the_next_one_finishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = tmp_path / "digests"
    write_digests(digests, 2)
    with MilvusStore.create(parse(f"milvus://{tmp_path}/before.db/papers")) as store:
        store.adopt(FAKE.identity.to_json())
        run_index(store, digests)
    changed_digests(digests)

    def finished(stop: int) -> tuple[copying.Seal, bool]:
        """Stop a writer, let another one finish, and return what there is, and if one stopped."""
        shutil.copytree(tmp_path / "before.db", tmp_path / "papers.db")
        address = parse(f"milvus://{tmp_path}/papers.db/papers")
        stopped = False
        with MilvusStore.create(address) as store, monkeypatch.context() as patch:
            stop_at(patch, stop)
            try:
                run_index(store, digests, prune=True)
            except Stopped:
                stopped = True
        with MilvusStore.create(address) as store:
            assert all("\n" not in str(damage) for damage in verify.damages(store))
            assert len(search(store, Query("visual", 100), direction)) == len(store) > 0
            run_index(store, digests, prune=True)
            found = copying.seal(store)
            assert list(verify.damages(store)) == []
            said, words = store.rows.all_said(), store.meta.get("words")
            assert (words["papers"], words["tokens"]) == (said.papers, said.tokens)
            counts = store.frequency_table.current().counts
            assert [*map(list, counts)] == [*map(list, said.counts)]
        shutil.rmtree(tmp_path / "papers.db")
        return found, stopped

    expected, _ = finished(10**6)
    assert (expected.papers, expected.entries) == (8, 8)
    stop, stopped = 1, True
    while stopped:
        found, stopped = finished(stop)
        assert found == expected, f"stopped at write {stop}"
        stop += 1
    assert stop > 10


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    address = parse(f"milvus://{tmp_path}/papers.db/papers")
    with pytest.raises(IndexNotFound, match=r"there is no index at milvus:.*: build one with"):
        MilvusStore.open(address)
    assert list(tmp_path.iterdir()) == []
    MilvusStore.create(address).close()
    other = parse(f"milvus://{tmp_path}/papers.db/others")
    with pytest.raises(IndexNotFound, match=r"papers\.db/others: build one with"):
        MilvusStore.open(other)


def test_a_store_of_another_format(place: Place, store: MilvusStore) -> None:
    store.meta.set("format", 99)
    store.close()
    for open_ in (MilvusStore.open, MilvusStore.create):
        with pytest.raises(IndexVersionMismatch, match="has format 99, this papersearch reads 1"):
            open_(parse(place.address))


@pytest.mark.parametrize("name", ["papers", "papers_papers", "papers_entries", "papers_facts"])
def test_a_collection_of_somebody_else_is_left_alone(place: Place, name: str) -> None:
    with contextlib.closing(Connection.open(parse(place.address))) as connection:
        client = connection.client
        client.create_collection(name, dimension=2, primary_field_name="key", id_type="int")
        client.insert(name, [{"key": 1, "vector": [1.0, 0.0], "kind": "theirs"}])
    with pytest.raises(NotOurs, match=f"a collection {name} which papersearch has not made") as e:
        MilvusStore.create(parse(place.address))
    assert "\n" not in str(e.value)
    with pytest.raises((NotOurs, IndexNotFound)):
        MilvusStore.open(parse(place.address))
    with contextlib.closing(Connection.open(parse(place.address))) as connection:
        assert connection.client.list_collections() == [name]
        assert connection.count(name) == 1


def test_a_text_that_was_long_leaves_nothing_behind(store: MilvusStore) -> None:
    (paper,) = made_up(1)
    said = [f"word{n}" for n in range(16_000)]
    put(store, dataclasses.replace(paper, sections=(Section("Long", " ".join(said)),)))
    there = 'key like "document/%" or key like "words/%"'
    assert store.connection.count(store.names.facts, there) > 4
    with store.commit():
        store.drop([paper.id])
    assert store.connection.count(store.names.facts, there) == 0
    with store.commit():
        store.entries.put([("a.md", Entry(paper.id, "T", (Section("", "x" * 200_000),)))])
    with store.commit():
        store.entries.delete(store.entries.keys(["a.md"]))
    assert store.connection.count(store.names.entries) == 0


def test_a_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papersearch.store.milvus.client._TIMEOUT", 0.5)
    with pytest.raises(StoreUnreachable, match=r"cannot open milvus://127\.0\.0\.1:1/papers") as e:
        MilvusStore.open(parse("milvus://127.0.0.1:1/papers"))
    assert "\n" not in str(e.value)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "papers.db").write_text("no database")
    with pytest.raises(StoreUnreachable, match=r"cannot open milvus:.*papers\.db/papers"):
        MilvusStore.open(parse(f"milvus://{tmp_path}/papers.db/papers"))


def test_what_the_server_refuses_is_one_line(store: MilvusStore) -> None:
    with pytest.raises(StoreFailed, match=r"milvus:.*: ") as caught:
        store.connection.count("no_such_collection")
    assert "\n" not in str(caught.value)


def rows_of(store: MilvusStore, own: Sequence[Paper]) -> list[int]:
    return [store.paper(paper.id)[0] for paper in own]


def test_a_paper_keeps_its_number(store: MilvusStore) -> None:
    own = made_up(3)
    put(store, *own)
    before = rows_of(store, own)
    put(store, *own, seed=4)
    assert rows_of(store, own) == before == [encoding.slots(paper.id)[0] for paper in own]


def test_how_vectors_are_found_is_settled_when_a_store_is_made(tmp_path: Path) -> None:
    text = f"milvus://{tmp_path}/papers.db/papers"
    with MilvusStore.create(parse(f"{text}?index=ivf_sq8")) as store:
        store.adopt(FAKE.identity.to_json())
        described = store.connection.client.describe_index(store.names.passages, "vector")
        assert described["index_type"] == "IVF_SQ8"
    with MilvusStore.create(parse(text)) as store:
        assert store.kind == "ivf_sq8"
    with pytest.raises(StoreFailed, match=r"was made with \?index=ivf_sq8: leave that out"):
        MilvusStore.create(parse(f"{text}?index=hnsw"))


def test_what_an_inexact_index_misses_is_filled(store: MilvusStore) -> None:
    """As where filters leave little of what a graph leads to."""
    own = made_up(30)
    put(store, *own)
    scope = dataclasses.replace(store.scope(Filters()), kind="hnsw")
    query = np.eye(16, dtype=np.float32)[0]
    found = scope.connection.search
    few = mock.Mock(side_effect=lambda *args, **given: found(*args, **given)[:5])
    with mock.patch.object(scope.connection, "search", few):
        assert len(scope.nearest(query, 25)) == 25
    assert scope.nearest(query, 100) == set(store.nums([paper.id for paper in own]))


def test_a_folder_of_others_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "photos.db").mkdir()
    (tmp_path / "photos.db" / "LOCK").write_text("mine")
    with pytest.raises(NotOurs, match=r"photos\.db is not empty and no store of Milvus"):
        Connection.open(parse(f"milvus://{tmp_path}/photos.db/papers"))
    assert [path.name for path in (tmp_path / "photos.db").iterdir()] == ["LOCK"]


@pytest.fixture
def stack() -> Iterator[contextlib.ExitStack]:
    with contextlib.ExitStack() as stack:
        yield stack


@pytest.mark.slow
def test_a_paper_beyond_every_limit_costs_no_other(
    place: Place, tmp_path: Path, stack: contextlib.ExitStack
) -> None:
    """Both kinds of stores keep the same of it, and filters find the same."""
    many = {
        "id": "2407.00002",
        "title": "t" * 5_000,
        "authors": [f"Author Number{n}" for n in range(20_000)],
        "days": [f"{year:04}-{month:02}-01" for year in range(1, 900) for month in range(1, 13)],
        "votes": 1 << 60,
        "url": "u" * 70_000,
    }
    labels = [{"label": f"Label {n} " + "l" * (n % 300), "text": "x"} for n in range(1_500)]
    long = {"id": "2407.00003", "title": "Long", "sections": labels}
    good = [{"id": f"2407.0000{n}", "title": "Good"} for n in (1, 4)]
    path = tmp_path / "papers.jsonl"
    path.write_bytes(b"\n".join(map(orjson.dumps, [good[0], many, long, good[1]])))
    kept = []
    model = FakeEmbedder(dimension=16)
    for store in (stack.enter_context(IndexStore.create(tmp_path / "folder")), place.open()):
        store.adopt(model.identity.to_json())
        report = update(store, [str(path)], lambda _characters: model)
        assert (report.new, report.failed) == (4, 1)
        assert len(report.problems) >= 6
        with store.snapshot():
            kept.append(sorted(store.all_papers(), key=lambda paper: paper.id))
        for author, count in (("Number20000", 0), ("Number3000", 1), ("Number19999", 0)):
            query = Query("good", filters=Filters(authors=(author,)))
            assert len(search(store, query, lambda: direction(1))) == count
    assert kept[0] == kept[1]
