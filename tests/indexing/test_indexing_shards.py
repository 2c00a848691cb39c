"""Shards into an index: what comes along is not embedded, and the index is the same."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.bulk import embed
from papersearch.embedding import DEFAULT_MODEL
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import MissingExtra, ModelMismatch, NoDigests
from papersearch.indexing.sources import sources
from papersearch.shards import Row, encode
from papersearch.shards.reading import decode
from tests.bulk.conftest import digest

pytest.importorskip("pyarrow", reason="needs pip install 'papersearch[parquet]'")

Make = Callable[..., PaperIndex]


@pytest.fixture
def shards(digests: Path, tmp_path: Path, embedder: FakeEmbedder) -> Path:
    """The shards of two days and a returning paper, one paper each."""
    text = (digests / "2024" / "07" / "04.md").read_text(encoding="utf-8")
    again = text.replace("2024-07-04", "2024-07-06").replace("Vote: 49", "Vote: 50")
    (digests / "06.md").write_text(again, encoding="utf-8")
    folder = tmp_path / "shards"
    write(digests, folder, embedder)
    embedder.embedded.clear()
    return folder


def write(digests: Path, folder: Path, embedder: FakeEmbedder, **options: Any) -> None:
    found = sources([str(digests)])
    embed(found, folder, shard_papers=1, load=lambda *_a, **_o: embedder, **options)


def held(index: PaperIndex) -> list[tuple[object, ...]]:
    """Return all papers and passages of an index, whatever they are numbered."""
    catalog = index._reader().catalog
    passages = catalog.execute(
        "SELECT papers.id, papers.hash, document, pid - (num << 16), label, p.hash, embedding "
        "FROM papers JOIN passages p ON p.pid >> 16 = num ORDER BY papers.id, pid"
    )
    return [*passages, (catalog.meta("model"),)]


def test_the_index_is_the_same_as_that_of_the_digests(
    make_index: Make, digests: Path, shards: Path, embedder: FakeEmbedder
) -> None:
    loaded, read = make_index("loaded"), make_index("read")
    report = loaded.index(sorted(shards.glob("*.parquet")))
    assert (report.new, report.embedded, report.digests, report.problems) == (3, 0, 3, [])
    assert len(embedder.embedded) == 3  # one of each shard, to compare
    embedder.embedded.clear()
    read.index([digests])
    assert len(embedder.embedded) == 6
    assert held(loaded) == held(read)
    for query in ("토큰 압축", "state space", "speech"):
        one, two = (index.query(query, k=5) for index in (loaded, read))
        assert [hit.paper for hit in one] == [hit.paper for hit in two]
        # Papers are numbered in another order, and so sums are made in another.
        similarities = [hit.similarity for hit in two]
        assert [hit.similarity for hit in one] == pytest.approx(similarities, abs=1e-6)


def test_a_folder_is_loaded_once(make_index: Make, shards: Path, digests: Path) -> None:
    index = make_index()
    assert index.index([shards]).new == 3
    report = index.index([shards])
    assert (report.new, report.changed, report.unchanged, report.embedded) == (0, 0, 3, 0)
    report = index.index([digests, shards])  # what they say is known
    assert (report.new, report.changed, report.unchanged, report.embedded) == (0, 0, 3, 0)


def test_a_text_of_two_papers_needs_one_vector(
    make_index: Make, tmp_path: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "twice"
    folder.mkdir()
    same = "### [Same](https://arxiv.org/abs/2401.0000{})\n\n- The very same text.\n\n"
    (folder / "day.md").write_text("".join(same.format(n) for n in range(4)), encoding="utf-8")
    write(folder, tmp_path / "shards", embedder)
    embedder.embedded.clear()
    monkeypatch.setattr("papersearch.indexing.write.GROUP_LOADED", 1)
    report = make_index().index([tmp_path / "shards"])
    assert (report.new, report.embedded) == (4, 0)


def test_what_digests_add_is_embedded(
    make_index: Make, shards: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    other = tmp_path / "other.md"
    other.write_text(digest("2024-07-09", range(2)), encoding="utf-8")
    report = make_index().index([shards, other])
    assert (report.new, report.embedded, len(embedder.embedded)) == (5, 4, 4 + 3)


def test_a_vector_that_does_not_come_along_is_computed(
    make_index: Make, shards: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from papersearch.shards import parse

    def without_one(data: bytes, source: str) -> object:
        found = parse(data, source)
        left = {id_: dict(list(own.items())[1:]) for id_, own in found.vectors.items()}
        return dataclasses.replace(found, vectors=left)

    monkeypatch.setattr("papersearch.indexing.sources.shards.parse", without_one)
    assert make_index().index([shards]).embedded == len(embedder.embedded) - 3 == 3


def test_a_new_plan_replaces_what_its_shards_said(
    make_index: Make, shards: Path, digests: Path, embedder: FakeEmbedder
) -> None:
    index = make_index()
    index.index([shards])
    path = digests / "2024" / "07" / "05.md"
    path.write_text(path.read_text().replace("Linear time", "Fast"), encoding="utf-8")
    (digests / "2024" / "07" / "04.md").unlink()
    (digests / "06.md").unlink()
    write(digests, shards, embedder, prune=True)
    report = index.index([shards])
    assert (report.changed, report.pruned, report.embedded, len(index)) == (1, 0, 0, 3)
    assert index.index([shards], prune=True).pruned == 2
    assert [paper.id for paper in index.papers()] == ["2407.00003"]
    assert index.paper("2407.00003").sections[1].text.startswith("Fast")


def test_a_damaged_shard_is_named_and_the_rest_is_loaded(make_index: Make, shards: Path) -> None:
    one, two, _ = sorted(shards.glob("*.parquet"))
    data = bytearray(one.read_bytes())
    start = len(data) // 3  # one byte might be a statistic that nobody reads
    data[start : start + 256] = bytes(byte ^ 0xFF for byte in data[start : start + 256])
    one.write_bytes(data)
    two.write_bytes(two.read_bytes()[:200])
    report = make_index().index([shards])
    assert (report.new, report.failed) == (1, 2)
    assert [str(problem).split(": ")[:2] for problem in report.problems] == [
        [f"{one}:1", "damaged"],
        [f"{two}:1", "damaged"],
    ]


def test_a_new_index_takes_the_model_of_its_shards(make_index: Make, shards: Path) -> None:
    index = make_index("new")
    assert index.index([shards]).new == 3
    assert index.status().model.startswith("fake (64 dimensions")


def test_milvus_takes_them_as_a_folder_does(
    make_index: Make, shards: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    pytest.importorskip("milvus_lite", reason="needs pip install 'papersearch[milvus]'")
    from papersearch.api.remote_index import RemoteIndex

    address = f"milvus://{tmp_path}/papers.db/papers"
    local = make_index()
    with RemoteIndex.open(address, create=True, load=lambda *_a, **_k: embedder) as remote:
        report = remote.index([shards])
        assert (report.new, report.embedded, len(embedder.embedded)) == (3, 0, 3)
        assert report == local.index([shards])
        answer, expected = (index.query("토큰 압축", k=3) for index in (remote, local))
        assert [hit.paper for hit in answer] == [hit.paper for hit in expected]
        similarities = [hit.similarity for hit in expected]
        assert [hit.similarity for hit in answer] == pytest.approx(similarities, abs=1e-3)


def test_shards_of_another_model_are_refused(
    make_index: Make, shards: Path, digests: Path, tmp_path: Path
) -> None:
    index = make_index("own")
    index._models.loading.own = lambda *_args, **_options: FakeEmbedder(16)
    index.index([digests])
    with pytest.raises(ModelMismatch, match=r"parquet holds embeddings of fake \(64 .*not of fake"):
        index.index([shards])
    wanted = make_index("wanted", model=DEFAULT_MODEL)
    with pytest.raises(ModelMismatch, match=r"fake .* not of the model that --model names: name"):
        wanted.index([shards])
    assert make_index("wanted", model="fake").index([shards]).new == 3


def test_without_pyarrow_the_extra_is_named(
    make_index: Make, shards: Path, digests: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    index = make_index()
    with pytest.raises(MissingExtra, match=r"pip install 'papersearch\[parquet\]'"):
        index.index([shards])
    assert index.index([digests]).new == 3


def test_an_empty_folder_names_the_endings(make_index: Make, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoDigests, match=r"\.ndjson, \.parquet"):
        make_index().index([tmp_path / "empty"])


def forged(shard: Path, change: Callable[[list[Row], Any], None], model: Any = None) -> None:
    """Write a shard anew, its rows and (n, d) float16 vectors changed, with checksums that hold."""
    found = decode(shard.read_bytes(), shard.name)
    rows, embeddings = list(found.rows), found.embeddings.copy()
    change(rows, embeddings)
    header = found.header
    shard.write_bytes(encode(rows, embeddings, model or header.model, header.plan))


def test_a_shard_whose_vectors_are_of_other_texts_is_refused(
    make_index: Make, shards: Path, digests: Path
) -> None:
    one, *_ = sorted(shards.glob("*.parquet"))

    def swap(_rows: list[Row], embeddings: Any) -> None:
        embeddings[:] = np.roll(embeddings, 7, axis=1)

    forged(one, swap)
    index = make_index()
    report = index.index([shards])
    assert (report.new, report.failed) == (2, 1)
    [problem] = map(str, report.problems)
    assert re.match(rf"{re.escape(str(one))}:1: 1 of 1 vectors .* are not those of their", problem)
    assert index.index([digests]).new == 1  # nothing of it stands in the way


def test_a_shard_says_nothing_of_other_papers_texts(
    make_index: Make, shards: Path, digests: Path
) -> None:
    """A row's hashes are of texts of other papers, in other digests and other shards."""
    first, second, third = sorted(shards.glob("*.parquet"))
    victims = [
        digest
        for path in (second, third)
        for row in decode(path.read_bytes(), "x").rows
        for digest in row.hashes
    ]
    poison = np.zeros((len(victims), 64), np.float16)
    poison[:, 0] = 1.0
    shard = decode(first.read_bytes(), "x")
    [row] = shard.rows
    forged_row = dataclasses.replace(row, hashes=(*row.hashes, *victims))
    embeddings = np.concatenate([shard.embeddings, poison])
    first.write_bytes(encode([forged_row], embeddings, shard.header.model, shard.header.plan))
    expected = make_index("expected")
    expected.index([digests])
    third.unlink()
    index = make_index()
    # All in one run, so that what one brings could serve the others.
    report = index.index([first, second, digests])
    assert report.problems == []
    assert held(index) == held(expected)


def test_a_paper_of_the_users_own_digests_is_embedded_here(
    make_index: Make, shards: Path, digests: Path
) -> None:
    """What a shard says of a paper counts only as long as only shards tell of it."""

    def lie(_rows: list[Row], embeddings: Any) -> None:
        embeddings[:] = np.roll(embeddings, 9, axis=1)

    for shard in shards.glob("*.parquet"):
        forged(shard, lie)
    with mock.patch("papersearch.indexing.write.check_shard"):  # a sample may miss it
        expected, index, later = make_index("expected"), make_index(), make_index("later")
        expected.index([digests])
        index.index([digests, shards])
        assert held(index) == held(expected)
        later.index([shards])
        assert held(later) != held(expected)
        path = digests / "2024" / "07" / "05.md"
        path.write_text(path.read_text().replace("Linear time", "Fast"), encoding="utf-8")
        report = later.index([path])  # one of its two passages is new
        assert (report.changed, report.embedded) == (1, 2)
        expected.index([path])
        mine = [row for row in held(expected)[:-1] if row[0] == "2407.00003"]
        assert [row for row in held(later)[:-1] if row[0] == "2407.00003"] == mine


def test_vectors_of_another_model_are_refused_whatever_they_are_called(
    make_index: Make, shards: Path
) -> None:
    index = make_index()
    own = FakeEmbedder().identity
    others = (
        own._replace(revision="2"),
        own._replace(pooling="cls"),
        own._replace(passage_prompt="x: "),
    )
    for other in others:
        for shard in shards.glob("*.parquet"):
            forged(shard, lambda *_: None, other)
        with pytest.raises(ModelMismatch, match="holds embeddings of fake"):
            index.index([shards])
        assert not index.folder.exists()


def test_what_an_interruption_left_behind_is_compared(
    make_index: Make, digests: Path, embedder: FakeEmbedder
) -> None:
    expected = make_index("expected")
    expected.index([digests])
    for wrong in (False, True):
        index = make_index(f"index-{wrong}")
        with index._writing(0) as store:
            store.adopt(embedder.identity.to_json())
            for _, _, _, _, _, digest, data in held(expected)[:-1]:
                assert isinstance(digest, bytes)
                assert isinstance(data, bytes)
                row = np.frombuffer(data, "<f2").astype(np.float32)
                store.keep_pending([digest], (np.roll(row, 5) if wrong else row)[None])
        report = index.index([digests])
        assert (report.new, report.embedded) == (3, 6 if wrong else 0)
        assert held(index) == held(expected)
