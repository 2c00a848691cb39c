"""Verifying an index wherever it is, and what to do about what a store lacks."""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.api.remote_index import RemoteIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import PaperNotFound, PapersearchError, StoreFailed
from papersearch.store.milvus.address import parse
from papersearch.store.milvus.store import MilvusStore
from papersearch.store.milvus.table import Fact
from papersearch.types import documents
from papersearch.types.passage_ids import pid_of
from papersearch.types.query import Filters
from tests.store.milvus.test_verify import change

Index = PaperIndex | RemoteIndex
IDS = ("2407.00001", "2407.00002")


def test_a_sound_index_has_nothing_to_tell(anywhere: Index, digests: Path) -> None:
    assert anywhere.verify() == []
    anywhere.remove(["2407.00001"])
    anywhere.kept.note("2407.00002", "A note.")
    anywhere.index([digests])
    assert anywhere.verify() == []


def test_embeddings_of_something_else_are_found(anywhere: Index, embedder: FakeEmbedder) -> None:
    for text in list(embedder.embedded):
        embedder._vectors[text] = [1.0] * 63 + [-1.0]
    found = anywhere.verify(sample=2, repair=True)
    assert [own.derived for own in found] == [False, False]
    assert "the first passage of paper 2407.0000" in str(found[0])
    assert "is embedded as something else" in str(found[0])
    assert anywhere.verify(sample=0) == []


@pytest.fixture
def remote(
    tmp_path: Path, digests: Path, embedder: FakeEmbedder, lite_kept: None
) -> Iterator[RemoteIndex]:
    """An index of the two days on Milvus Lite."""
    pytest.importorskip("milvus_lite")
    address = parse(f"milvus://{tmp_path}/papers.db/papers")
    with RemoteIndex(address, load=lambda *_a, **_k: embedder) as index:
        index.index([digests])
        yield index


def test_what_is_derived_is_mended_without_embedding(
    remote: RemoteIndex, embedder: FakeEmbedder
) -> None:
    liked = Filters(min_votes=40)
    answer = remote.query("token", mode="lexical", filters=liked)
    before = len(embedder.embedded)
    store = remote._reader()
    (num,) = store.nums(["2407.00001"])
    change(store, store.names.papers, f"num == {num}", votes=5, words="")
    assert len(answer) == 1
    assert len(remote.query("token", mode="lexical", filters=liked)) == 0
    assert [own.derived for own in remote.verify(repair=True)] == [True] * 3
    assert remote.verify(sample=0) == []
    assert remote.query("token", mode="lexical", filters=liked) == answer
    assert len(embedder.embedded) == before


def swapped(store: MilvusStore) -> None:
    """Let each of two papers have the other's document."""
    one, other = (store.paper(own)[1] for own in IDS)
    for name, paper in zip(IDS, (other, one), strict=True):
        of_paper(store, name, document=documents.encode(paper).decode())


def cut(store: MilvusStore) -> None:
    paper = store.paper(IDS[0])[1]
    shorter = dataclasses.replace(paper, sections=paper.sections[:1])
    of_paper(store, IDS[0], document=documents.encode(shorter).decode())


def of_paper(store: MilvusStore, paper_id: str, **fields: Any) -> None:
    (num,) = store.nums([paper_id])
    change(store, store.names.papers, f"num == {num}", **fields)


@pytest.mark.parametrize(
    "broken",
    [
        swapped,
        cut,
        lambda store: of_paper(store, IDS[0], document="{"),
        lambda store: of_paper(store, IDS[0], digest="0" * 32),
        lambda store: store.connection.delete(store.names.papers, "num > 0"),
    ],
    ids=["swapped", "cut", "no JSON", "another hash", "all gone"],
)
def test_what_verify_says_to_do_mends_it_and_costs_no_other_paper(
    remote: RemoteIndex, digests: Path, broken: Callable[[MilvusStore], object]
) -> None:
    everything = sorted(remote.papers(), key=lambda paper: paper.id)
    broken(remote._reader())
    found = remote.verify(sample=0, repair=True)
    assert not all(own.derived for own in found)
    first = re.search(r"2407\.0000\d", str(found))
    assert first
    with contextlib.suppress(PaperNotFound):  # of which nothing is left
        remote.remove([first[0]])
    remote.restore([first[0]])
    remote.index([digests])
    assert remote.verify() == []
    assert sorted(remote.papers(), key=lambda paper: paper.id) == everything


def test_a_paper_of_another_text_than_its_passages_is_one_line(
    remote: RemoteIndex, digests: Path
) -> None:
    store = remote._reader()
    (num,) = store.nums([IDS[0]])
    cut(store)
    of_paper(store, IDS[0], passages=1)
    store.connection.delete(store.names.passages, f"pid == {pid_of(num, 1)}")
    for path in digests.rglob("*.md"):
        path.write_text(path.read_text().replace("Vote: 49", "Vote: 50"))
    with pytest.raises(StoreFailed, match=r"passages of paper 2407\.00001 are missing"):
        remote.index([digests])


@pytest.mark.parametrize("value", ["-1", "1e30", '{"a": 1}', "[5]", "{"])
@pytest.mark.parametrize("name", ["model", "format", "learned", "vectors", "feed", "followed"])
def test_facts_of_another_shape_are_one_line(remote: RemoteIndex, name: str, value: str) -> None:
    store = remote._reader()
    store.facts.put("meta", [Fact(name, value)])
    assert f"fact about the store cannot be read: {name}" in str(remote.verify(sample=0))
    remote.close()
    for asked in (lambda: remote.query("token"), remote.status, lambda: remote.index(["."])):
        with contextlib.suppress(PapersearchError):
            asked()


def test_what_is_lost_comes_back_from_digests(remote: RemoteIndex, digests: Path) -> None:
    everything = sorted(paper.title for paper in remote.papers())
    store = remote._reader()
    (num,), (other,) = store.nums(["2407.00001"]), store.nums(["2407.00002"])
    change(store, store.names.papers, f"num == {num}", document="{")
    store.connection.delete(store.names.passages, f"num == {other}")
    found = remote.verify(repair=True)
    assert [own.what.split(": ", 1)[1] for own in found] == [
        "1 row of a paper cannot be read: 2407.00001",
        "1 paper lacks passages: 2407.00002",
    ]
    assert remote.remove(["2407.00002"]) == 1
    assert remote.restore(["2407.00001", "2407.00002"]) == 1
    remote.index([digests])
    assert remote.verify() == []
    assert sorted(paper.title for paper in remote.papers()) == everything
