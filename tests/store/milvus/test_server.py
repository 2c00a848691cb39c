"""What a real server does that Milvus Lite does not: restarts, time, limits, writers, passwords."""

from __future__ import annotations

import contextlib
import dataclasses
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import trustme

from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import IndexLocked, StoreFailed, StoreUnreachable
from papersearch.indexing import copying
from papersearch.indexing.update import update
from papersearch.search.hybrid import search
from papersearch.store.local.index_store import IndexStore
from papersearch.store.milvus import collections
from papersearch.store.milvus.abilities import Abilities
from papersearch.store.milvus.address import parse
from papersearch.store.milvus.connection import Connection
from papersearch.store.milvus.store import MilvusStore
from papersearch.store.milvus.writer_lock import LEASE, WriterLock
from papersearch.types.paper import Paper, Section
from papersearch.types.query import Filters, Query
from tests.milvus_server import Server, collection
from tests.store.milvus.test_store import Stopped, run_index, stop_at, write_digests
from tests.store.test_store_contract import FAKE, direction, made_up, put

pytest.importorskip("pymilvus")
pytestmark = [pytest.mark.server, pytest.mark.slow]


@pytest.fixture
def address(milvus: Server) -> Iterator[str]:
    """An address of collections that end with the test."""
    text = f"{milvus.address}/{collection()}"
    yield text
    if not milvus.running:
        milvus.start()
    with contextlib.closing(Connection.open(parse(text))) as connection:
        collections.drop(connection, collections.Names.of(parse(text).collection))


@pytest.fixture
def store(address: str) -> Iterator[MilvusStore]:
    with MilvusStore.create(parse(address)) as made:
        made.adopt(FAKE.identity.to_json())
        yield made


def titles(store: MilvusStore, filters: Filters = Filters()) -> set[str]:  # noqa: B008
    return {
        hit.paper.title for hit in search(store, Query("visual", 1000, "dense", filters), direction)
    }


def test_what_it_can_do_is_asked_of_it(store: MilvusStore) -> None:
    assert store.connection.version().startswith("v2.3.")
    assert store.connection.abilities == Abilities(full_text=False, infix=False, inverted=False)
    assert not store.lexical
    client = store.connection.client
    kinds = {
        field: client.describe_index(store.names.papers, field)["index_type"]
        for field in client.list_indexes(store.names.papers)
    }
    numbers = dict.fromkeys(("first", "last", "votes"), "STL_SORT")
    assert kinds == {"unused": "FLAT", **numbers}


def test_indexes_that_an_interruption_left_out_are_made(address: str) -> None:
    """One had loaded the collection with but one of them: a server refuses to load it with all."""
    names = collections.Names.of(parse(address).collection)
    with contextlib.closing(Connection.open(parse(address))) as connection:
        for name, (schema, indexes) in (
            (names.facts, collections._table(connection)),
            (names.papers, collections._papers(connection, lexical=False)),
        ):
            client = connection.client
            client.create_collection(name, schema=schema)
            first = client.prepare_index_params()
            first.append(indexes[0])
            client.create_index(name, first)
            client.load_collection(name)
    with MilvusStore.create(parse(address)) as store:
        store.adopt(FAKE.identity.to_json())
        put(store, *made_up(3))
        client = store.connection.client
        assert {*client.list_indexes(names.facts)} == {"unused", "kind", "owner"}
        assert {*client.list_indexes(names.papers)} == {"unused", "first", "last", "votes"}
    with MilvusStore.open(parse(address)) as store:
        assert len(store) == 3


def test_it_is_found_again_when_the_server_was_started_anew(
    milvus: Server, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that were never flushed, deletes before compaction, and collections not loaded."""
    monkeypatch.setattr("papersearch.store.milvus.client._TIMEOUT", 1.0)
    own = made_up(30)
    with MilvusStore.create(parse(address)) as store:
        store.adopt(FAKE.identity.to_json())
        put(store, *own)
        store.connection.client.flush(store.names.papers)
        with store.commit():
            store.drop([paper.id for paper in own[:4]])
        put(store, dataclasses.replace(own[5], title="changed"))
        before = copying.seal(store)
        found = titles(store)
    for end in (milvus.stop, milvus.kill):
        end()
        with pytest.raises(
            StoreUnreachable, match=r"milvus://127\.0\.0\.1.*is the server running"
        ) as e:
            MilvusStore.open(parse(address))
        assert "\n" not in str(e.value)
        milvus.start()
        with MilvusStore.open(parse(address)) as store:
            assert copying.seal(store) == before
            assert titles(store) == found
            assert store.nums([own[0].id]) == []


def test_a_server_that_stops_amid_indexing_is_one_line_and_the_next_command_finishes(
    milvus: Server, address: str, tmp_path: Path
) -> None:
    write_digests(tmp_path / "digests", 6)
    store = MilvusStore.create(parse(address))
    store.adopt(FAKE.identity.to_json())
    kept = Connection._upsert
    written = []

    def upsert(self: Connection, *what: object) -> None:
        written.append(what)
        if len(written) == 12:
            milvus.kill()
        kept(self, *what)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "_upsert", upsert)
        patch.setattr("papersearch.store.milvus.connection._PATIENCE", 3.0)
        with pytest.raises(StoreUnreachable, match="does not answer") as caught:
            run_index(store, tmp_path / "digests")
        assert "\n" not in str(caught.value)
        store.close()
    milvus.start()
    with MilvusStore.create(parse(address)) as store:
        run_index(store, tmp_path / "digests")
        finished = copying.seal(store)
    with IndexStore.create(tmp_path / "index") as local:
        local.adopt(FAKE.identity.to_json())
        update(local, [str(tmp_path / "digests")], lambda _characters: FakeEmbedder(dimension=16))
        assert finished == copying.seal(local)


def test_whenever_a_writer_is_stopped_the_next_one_finishes(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same as on Milvus Lite, at some of the writes."""
    digests = tmp_path / "digests"
    write_digests(digests, 2)
    with IndexStore.create(tmp_path / "index") as local:
        local.adopt(FAKE.identity.to_json())
        update(local, [str(digests)], lambda _characters: FakeEmbedder(dimension=16))
        expected = copying.seal(local)
    for stop in (1, 3, 5, 7, 9):
        with MilvusStore.create(parse(address)) as store:
            if store.model() is None:
                store.adopt(FAKE.identity.to_json())
            with monkeypatch.context() as patch, contextlib.suppress(Stopped):
                stop_at(patch, stop)
                run_index(store, digests)
        with MilvusStore.create(parse(address)) as store:
            run_index(store, digests)
            assert copying.seal(store) == expected, f"stopped at write {stop}"
            with store.commit():
                store.drop([paper.id for paper in store.all_papers()])
                store.entries.unmark()


def test_rows_are_read_in_the_order_of_their_keys_wherever_they_are(store: MilvusStore) -> None:
    """Some in segments on disk, some in growing ones, some deleted."""
    own = made_up(120)
    for start in (0, 40, 80):
        put(store, *own[start : start + 40])
        if start < 80:
            store.connection.client.flush(store.names.papers)
    with store.commit():
        store.drop([paper.id for paper in own[::5]])
    rows = store.connection.all_rows(store.names.papers, "num >= 0", ["name"], size=7)
    nums = [row["num"] for row in rows]
    assert nums == sorted(store.numbers())
    assert len(nums) == 96


def test_a_reader_sees_what_was_written_before_it_asks(store: MilvusStore, address: str) -> None:
    with MilvusStore.open(parse(address)) as reader:
        for n, paper in enumerate(made_up(8)):
            put(store, paper)
            with reader.snapshot():
                assert len(reader) == n + 1
            assert len(reader.numbers()) == n + 1


def test_more_than_it_finds_in_one_search(store: MilvusStore) -> None:
    """Milvus finds 16,384 passages at a time, and rows go to it in messages of some megabytes."""
    sections = tuple(Section("A", f"text {n}") for n in range(300))
    own = [Paper(f"long{n}", f"Title {n}", sections, days=("2024-07-01",)) for n in range(60)]
    for start in range(0, len(own), 20):
        put(store, *own[start : start + 20])
    assert store.passages() == 18_000
    found = store.scope(Filters()).nearest(direction(), 60)
    assert found == set(store.numbers())
    nums = store.numbers()
    pids, rows = store.scope(Filters()).passages_of(nums)
    assert (len(pids), rows.shape) == (18_000, (18_000, 16))
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)


def test_conditions_that_leave_more_papers_than_one_expression_names(
    store: MilvusStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = made_up(60)
    put(store, *own)
    filters = Filters(authors=("a",))
    whole = store.scope(filters)
    monkeypatch.setattr("papersearch.store.milvus.conditions.MOST_FOUND", 5)
    parts = store.scope(filters)
    assert len(whole.left.papers) == 1 < 3 < len(parts.left.papers)
    assert parts.papers() == whole.papers()
    for k in (1, 4, 11, 100):
        assert parts.nearest(direction(), k) == whole.nearest(direction(), k)


def test_collections_that_another_client_drops(store: MilvusStore, address: str) -> None:
    put(store, *made_up(3))
    with contextlib.closing(Connection.open(parse(address))) as other:
        collections.drop(other, store.names)
    for ask in (lambda: len(store), lambda: titles(store), lambda: put(store, *made_up(1))):
        with pytest.raises(StoreFailed, match=r"milvus://.*collection") as caught:
            ask()
        assert "\n" not in str(caught.value)


def test_one_writer_at_a_time(store: MilvusStore, address: str) -> None:
    with pytest.raises(
        IndexLocked, match=rf"process {os.getpid()} on .* is writing to milvus://.*wait"
    ):
        MilvusStore.create(parse(address))
    put(store, *made_up(2))
    store.close()
    with MilvusStore.create(parse(address)) as other:
        assert len(other) == 2


def test_a_writer_waits_for_another(store: MilvusStore, address: str) -> None:
    put(store, *made_up(2))
    threading.Timer(3.0, store.close).start()
    with MilvusStore.create(parse(address), wait=60) as other:
        assert len(other) == 2


def test_the_claim_of_a_process_that_died_keeps_nobody_away(address: str) -> None:
    program = (
        "import os, signal, sys; from papersearch.store.milvus.address import parse; "
        "from papersearch.store.milvus.store import MilvusStore; "
        "store = MilvusStore.create(parse(sys.argv[1])); os.kill(os.getpid(), signal.SIGKILL)"
    )
    died = subprocess.run([sys.executable, "-c", program, address], check=False)
    assert died.returncode == -signal.SIGKILL
    MilvusStore.create(parse(address)).close()


def test_a_claim_of_another_machine_holds_until_its_end(
    store: MilvusStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = WriterLock(store.connection, store.facts)
    store._lock.release()
    store._lock = WriterLock(store.connection, store.facts)
    with monkeypatch.context() as patch:
        patch.setattr("papersearch.store.milvus.writer_lock._machine", lambda: "elsewhere/1")
        patch.setattr(os, "getpid", lambda: 1 << 30)
        store._lock.acquire()
    with pytest.raises(IndexLocked, match=r"on elsewhere \(until \d\d:\d\d:\d\d UTC unless"):
        lock.acquire()
    now = store._lock._now
    monkeypatch.setattr(WriterLock, "_now", lambda _self: now() + LEASE + 1)
    lock.acquire()
    with pytest.raises(IndexLocked, match="silent for 10 minutes: run the command again"):
        put(store, *made_up(1))
    lock.release()


def _write(address: str, n: int, told: multiprocessing.Queue[str]) -> None:
    try:
        with MilvusStore.create(parse(address)) as store:
            if store.model() is None:
                store.adopt(FAKE.identity.to_json())
            put(store, made_up(8)[n])
            told.put("wrote")
    except IndexLocked:
        told.put("refused")


@pytest.mark.parametrize("is_new", [False, True])
def test_of_writers_that_begin_together_none_harms_another(address: str, is_new: bool) -> None:
    if not is_new:
        with MilvusStore.create(parse(address)) as store:
            store.adopt(FAKE.identity.to_json())
    context = multiprocessing.get_context("spawn")
    told: multiprocessing.Queue[str] = context.Queue()
    writers = [context.Process(target=_write, args=(address, n, told)) for n in range(3)]
    for writer in writers:
        writer.start()
    said = [told.get(timeout=120) for _ in writers]
    for writer in writers:
        writer.join()
    assert set(said) <= {"wrote", "refused"}
    with MilvusStore.create(parse(address)) as after:
        assert len(after) == said.count("wrote") >= 1
        assert after.meta.get("words")["papers"] == len(after)


@pytest.fixture
def restarted(milvus: Server) -> Iterator[Callable[..., None]]:
    """A function that starts the server anew with options, which end with the test."""

    def start(*options: str) -> None:
        milvus.kill()
        milvus.start(*options)

    yield start
    start()


def test_passwords(milvus: Server, restarted: Callable[..., None]) -> None:
    restarted("--authorization-enabled", "true")
    address = parse(f"{milvus.address}/{collection()}")
    for token in ("", "root:wrong-password", "nobody:Milvus"):
        with pytest.raises(StoreUnreachable, match=r"\$PAPERSEARCH_MILVUS_TOKEN") as caught:
            MilvusStore.create(address, token)
        assert "\n" not in str(caught.value)
        assert "wrong-password" not in str(caught.value)
    with MilvusStore.create(address, "root:Milvus") as store:
        store.adopt(FAKE.identity.to_json())
        put(store, *made_up(3))
        assert len(titles(store)) == 3
        collections.drop(store.connection, store.names)


def test_tls(
    milvus: Server, restarted: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    own = authority.issue_cert("localhost", "127.0.0.1")
    for name, blob in (
        ("ca.pem", authority.cert_pem),
        ("server.pem", own.cert_chain_pems[0]),
        ("server.key", own.private_key_pem),
    ):
        blob.write_to_path(tmp_path / name)
    restarted(
        *("--tls-mode", "1", "--server-pem-path", str(tmp_path / "server.pem")),
        *("--server-key-path", str(tmp_path / "server.key")),
        *("--ca-pem-path", str(tmp_path / "ca.pem")),
    )
    name = collection()
    secure = parse(f"milvus+tls://localhost:{milvus.port}/{name}")
    monkeypatch.setattr("papersearch.store.milvus.client._TIMEOUT", 3.0)
    with pytest.raises(StoreUnreachable, match="is the server running"):
        MilvusStore.create(secure)
    monkeypatch.setenv("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", str(tmp_path / "ca.pem"))
    program = (
        "import sys; from papersearch.store.milvus.address import parse; "
        "from papersearch.store.milvus.store import MilvusStore; "
        "from papersearch.store.milvus import collections; "
        "store = MilvusStore.create(parse(sys.argv[1])); print(store.connection.version()); "
        "collections.drop(store.connection, store.names)"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, str(secure)], check=False, capture_output=True, text=True
    )
    assert said.stdout.startswith("v2.3."), said.stderr
    with pytest.raises(StoreUnreachable, match="is the server running"):
        MilvusStore.create(parse(f"milvus://localhost:{milvus.port}/{name}"))
