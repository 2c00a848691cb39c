"""Watches on Milvus, where there are no transactions and numbers are made of time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from papersearch.errors import StoreFailed
from papersearch.store.milvus.address import parse
from papersearch.store.milvus.store import MilvusStore
from papersearch.store.milvus.table import Fact
from papersearch.types.paper import Paper
from papersearch.types.watch import Watch
from tests.store.test_store_contract import FAKE, ids, put

pytest.importorskip("milvus_lite")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[MilvusStore]:
    with MilvusStore.create(parse(f"milvus://{tmp_path}/papers.db/papers")) as made:
        made.adopt(FAKE.identity.to_json())
        yield made


def test_papers_arrive_though_the_clock_went_back(
    store: MilvusStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, Paper("2407.00001", "First"))
    store.interests.add(Watch("all", "text"))
    monkeypatch.setattr("time.time_ns", lambda: 1_700_000_000_000_000_000)
    with MilvusStore.create(store.address) as later:
        put(later, Paper("2407.00002", "Second"))
    (watch,) = store.interests.watches()
    assert ids(store, store.interests.fresh(watch)) == {"2407.00002"}


def test_an_edit_that_is_stopped_halfway_is_no_arrival(
    store: MilvusStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, Paper("2407.00001", "First"))
    store.interests.add(Watch("all", "text"))
    (watch,) = store.interests.watches()

    def stop() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(store, "_write_papers", stop)
        with pytest.raises(KeyboardInterrupt):
            put(store, Paper("2407.00001", "Edited"))
    assert store.interests.fresh(watch) == set()
    put(store, Paper("2407.00001", "Edited"))
    assert store.interests.fresh(watch) == set()
    assert store.interests.newest() == watch.after


@pytest.mark.parametrize("data", ["", "[]", '["x", 1, "tomorrow", "{}"]', '["x", 1, "", "{}"]'])
def test_a_watch_that_is_none_is_named(store: MilvusStore, data: str) -> None:
    store.facts.put("watch", [Fact("7", data)])
    with pytest.raises(StoreFailed, match="watch 7 in the store is none"):
        store.interests.watches()
