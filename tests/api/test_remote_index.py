"""The Python interface to papers on Milvus, on Milvus Lite."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from papersearch import config
from papersearch.api.paper_index import PaperIndex
from papersearch.api.remote_index import RemoteIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import (
    InvalidAddress,
    MissingExtra,
    ModelMismatch,
    PaperNotFound,
    StoreFailed,
    StoreUnreachable,
)
from papersearch.store.milvus import client, scope
from papersearch.store.milvus.connection import Connection
from papersearch.types.query import Filters
from tests.conftest import DAY_TWO

pytest.importorskip("milvus_lite")


def open_remote(tmp_path: Path, said: list[str] | None = None, **settings: object) -> RemoteIndex:
    return RemoteIndex.open(
        f"milvus://{tmp_path}/papers.db/papers",
        load=lambda *_a, **_k: FakeEmbedder(),
        notify=(said if said is not None else []).append,
        **{"create": True, **settings},  # type: ignore[arg-type]
    )


@pytest.fixture
def remote(tmp_path: Path) -> Iterator[RemoteIndex]:
    with open_remote(tmp_path) as index:
        yield index


@pytest.fixture
def local(tmp_path: Path) -> Iterator[PaperIndex]:
    with PaperIndex(tmp_path / "index", load=lambda *_a, **_k: FakeEmbedder()) as index:
        yield index


def test_it_answers_as_an_index_in_a_folder_does(
    remote: RemoteIndex, local: PaperIndex, digests: Path
) -> None:
    assert remote.index([digests]) == local.index([digests])
    assert len(remote) == len(local) == 3
    for mode in ("hybrid", "dense", "lexical"):
        for filters in (Filters(), Filters(min_votes=10), Filters(authors=("o'hara",))):
            found = remote.query("토큰 compression", mode=mode, filters=filters, explain=True)
            expected = local.query("토큰 compression", mode=mode, filters=filters, explain=True)
            assert [hit.paper for hit in found] == [hit.paper for hit in expected]
            assert [hit.score for hit in found] == pytest.approx([hit.score for hit in expected])
            assert [hit.evidence for hit in found] == [hit.evidence for hit in expected]
            assert [hit.explanation for hit in found][:1] == [h.explanation for h in expected][:1]
            assert found.verdict == expected.verdict
    similar = [hit.paper.id for hit in remote.similar("2407.00001")]
    assert similar == [hit.paper.id for hit in local.similar("2407.00001")]
    for unlike, text in (
        ("2407.00002", ""),
        ("2407.00002", "Visual tokens\n\nFewer."),
        ((), "Few."),
    ):
        several = remote.similar("2407.00001", unlike=unlike, text=text)
        expected = local.similar("2407.00001", unlike=unlike, text=text)
        assert [hit.paper for hit in several] == [hit.paper for hit in expected]
        assert [hit.score for hit in several] == pytest.approx([hit.score for hit in expected])
    assert remote.paper("arxiv.org/abs/2407.00003v2") == local.paper("2407.00003")
    assert sorted(p.id for p in remote.papers()) == [p.id for p in local.papers()]
    assert remote.newest(1) == local.newest(1)
    assert remote.wanted_tokens("tokens") == local.wanted_tokens("tokens")
    assert remote.audit() == local.audit()


def test_indexing_again_embeds_what_is_new(tmp_path: Path, digests: Path) -> None:
    with open_remote(tmp_path) as index:
        report = index.index([digests])
        assert (report.new, report.embedded) == (3, 6)
    with open_remote(tmp_path) as index:
        report = index.index([digests])
        assert (report.new, report.unchanged, report.embedded) == (0, 3, 0)
        day = digests / "2024" / "07" / "05.md"
        day.write_text(DAY_TWO.replace("with selection", "of another kind"), encoding="utf-8")
        report = index.index([digests])
        assert (report.changed, report.unchanged, report.embedded) == (1, 2, 1)
        day.unlink()
        report = index.index([digests], prune=True)
        assert (report.pruned, len(index)) == (1, 2)
        with pytest.raises(PaperNotFound, match=r"no paper 2407\.00003 in milvus:"):
            index.paper("2407.00003")


def test_removed_papers_stay_removed(remote: RemoteIndex, digests: Path) -> None:
    remote.index([digests])
    assert remote.remove(["2407.00001"]) == 1
    assert remote.index([digests]).skipped == 0  # nothing is read again
    assert len(remote) == 2
    assert remote.restore(["2407.00001"]) == 1
    report = remote.index([digests])
    assert (report.new, len(remote)) == (1, 3)
    assert remote.query("tokens")[0].paper.id == "2407.00001"


def test_the_corpus_is_learned_from(tmp_path: Path, local: PaperIndex) -> None:
    from torture import corpus

    corpus.write(tmp_path / "digests", range(6), 10)
    with open_remote(tmp_path) as remote:
        remote.index([tmp_path / "digests"])
        local.index([tmp_path / "digests"])
        taught = remote._reader().learned.taught()
        assert taught == local._reader().learned.taught()
        assert taught
        assert taught.papers == 50
        one, other = remote._reader().learned.space(), local._reader().learned.space()
        assert one.passages == pytest.approx(other.passages, abs=1e-6)
        assert one.queries.keys() == other.queries.keys()
        assert remote._reader().learned.glossary() == local._reader().learned.glossary()
        found = remote.query("visual 압축", k=60)
        expected = {hit.paper.id: hit.score for hit in local.query("visual 압축", k=60)}
        assert {hit.paper.id: hit.score for hit in found} == pytest.approx(expected, abs=1e-3)


def test_another_model_is_refused(tmp_path: Path, digests: Path) -> None:
    with open_remote(tmp_path) as index:
        index.index([digests])
    with pytest.raises(ModelMismatch, match=r"milvus:.* holds embeddings of fake, not of other"):
        open_remote(tmp_path, create=False, model="other")
    with (
        RemoteIndex.open(
            f"milvus://{tmp_path}/papers.db/papers", load=lambda *_a, **_k: FakeEmbedder(32)
        ) as index,
        pytest.raises(ModelMismatch, match=r"build the index anew in another collection \(--store"),
    ):
        index.query("tokens")


def test_the_status(remote: RemoteIndex, digests: Path) -> None:
    remote.index([digests])
    remote.remove(["2407.00002"])
    found = remote.status()
    assert (found.papers, found.passages, found.digests, found.removed) == (2, 4, 2, 1)
    assert (found.first_day, found.last_day) == ("2024-07-04", "2024-07-05")
    assert found.lexical
    assert found.server.startswith("milvus_lite-")
    assert found.model.startswith("fake (64 dimensions")


def test_a_server_without_full_text_search(
    tmp_path: Path, digests: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words are scored as ever; of more papers than are scored one by one, meaning proposes."""
    monkeypatch.setattr(Connection, "version", lambda _self: "v2.4.1")
    said: list[str] = []
    with open_remote(tmp_path, said) as index:
        index.index([digests])
        assert not index.status().lexical
        few = [index.query("tokens", mode=mode) for mode in ("hybrid", "lexical")]
        lacks = f"milvus://{tmp_path}/papers.db/papers has no full-text search, which Milvus has"
        assert said == [
            f"{lacks} from 2.5 on: of more than 1,000 papers, meaning alone says which to score"
        ]
        assert few[0][0].lexical == few[1][0].lexical
        assert few[1][0].paper.id == "2407.00001"
        monkeypatch.setattr(scope, "FEW", 1)
        assert [own.paper.id for own in index.query("tokens", mode="hybrid")] == [
            own.paper.id for own in few[0]
        ]
        with pytest.raises(
            StoreFailed, match=r"words alone are searched for among .* --mode hybri"
        ):
            index.query("tokens", mode="lexical")
        filters = Filters(since="2024-07-05", until="2024-07-05", authors=("ana",))
        assert len(index.query("tokens", mode="lexical", filters=filters)) <= 1
        index.remove(["2407.00001"])
        assert len(index.query("tokens")) == 2


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "papers.db").mkdir()
    for name in ("milvus_lite", "pymilvus"):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(MissingExtra, match=r"pip install 'papersearch\[milvus\]'"):
            open_remote(tmp_path, create=False)


def test_an_address_that_is_none() -> None:
    with pytest.raises(InvalidAddress, match="no collection"):
        RemoteIndex.open("milvus://localhost")


def test_the_token_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}

    class Client:
        def __init__(self, uri: str, **settings: object) -> None:
            given.update(settings, uri=uri)
            raise OSError("enough")

    monkeypatch.setattr(client, "_client", lambda **_k: Client)
    monkeypatch.setenv("PAPERSEARCH_MILVUS_TOKEN", "root:secret")
    with pytest.raises(StoreUnreachable, match="enough") as caught:
        RemoteIndex.open("milvus+tls://db.example.org/papers", token=config.milvus_token())
    assert given["token"] == "root:secret"
    assert given["uri"] == "https://db.example.org:19530"
    assert "secret" not in str(caught.value)


DATA = os.environ.get("PAPERSEARCH_TEST_DATA", "")


@pytest.mark.skipif(not DATA, reason="set PAPERSEARCH_TEST_DATA to a folder of real digests")
def test_real_digests_rank_the_same(tmp_path: Path, local: PaperIndex) -> None:
    """What docs/scale-out.md states: the first ten of 95 % of the queries, scores to 0.1 %."""
    paths = sorted(Path(DATA).rglob("*.md"))[:60]
    local.index(paths)
    with open_remote(tmp_path) as remote:
        local.copy_to(remote)
        queries = [paper.title for paper in local.newest(60)] + ["시각 토큰 압축", "음성 합성"]
        same = 0
        for query in queries:
            found, expected = remote.query(query), local.query(query)
            same += [hit.paper.id for hit in found] == [hit.paper.id for hit in expected]
            scores = {hit.paper.id: hit.score for hit in expected}
            for hit in found:
                if hit.paper.id in scores:
                    assert hit.score == pytest.approx(scores[hit.paper.id], rel=1e-3)
        assert same >= 0.95 * len(queries), json.dumps([same, len(queries)])
