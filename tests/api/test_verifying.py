"""Verifying an index wherever it is, and what to do about what a store lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.api.remote_index import RemoteIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.store.milvus.address import parse
from papersearch.types.query import Filters
from tests.store.milvus.test_verify import change

Index = PaperIndex | RemoteIndex


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
