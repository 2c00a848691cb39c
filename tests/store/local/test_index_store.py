"""The index as one thing: commits, what is derived from the catalog, readers beside a writer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from papersearch.errors import DerivedFileDamaged, IndexNotFound
from papersearch.store.local.index_store import IndexStore
from papersearch.types.merging import merge
from papersearch.types.paper import Entry, Section
from papersearch.types.query import Filters
from tests.store.papers import FAKE, embedded, put


@pytest.fixture
def store(tmp_path: Path) -> Iterator[IndexStore]:
    with IndexStore.create(tmp_path / "index") as made:
        made.adopt(FAKE.identity.to_json())
        yield made


def found(store: IndexStore, token: str) -> dict[int, float]:
    return store.scope(Filters()).lexical_scores([[(token, 1.0)]], store.numbers())


def test_a_commit_is_seen_whole_or_not_at_all(store: IndexStore) -> None:
    put(store, embedded(1))
    broken = embedded(3)._replace(vectors=np.empty((0, FAKE.identity.dimension), np.float32))
    with IndexStore.open(store.folder) as reader:
        with pytest.raises(ValueError, match="zip"):
            put(store, embedded(2), broken)
        reader.refresh()
        assert [paper.id for paper in reader.catalog.all_papers()] == ["2407.00001"]
        assert len(reader.vectors) == 1
        put(store, embedded(3))
        reader.refresh()
        assert len(reader.vectors) == reader.words.scorer().papers == 2
    assert store.catalog.meta("generation") == 2


def test_a_new_text_takes_the_place_of_the_old_one(store: IndexStore) -> None:
    put(store, embedded(1, "old"), embedded(2))
    put(store, embedded(1, "new"))
    assert len(store.vectors) == 2
    assert found(store, "old") == {}
    assert len(found(store, "new")) == 1


@pytest.mark.parametrize("derived", ["vectors", "words"])
def test_what_is_derived_is_rebuilt_without_embedding(store: IndexStore, derived: str) -> None:
    put(store, embedded(1), embedded(2))
    query = FAKE.embed_queries(["Title 1"])[0]
    before = store.vectors.search(query, 5), found(store, "titl")
    shutil.rmtree(store.folder / derived)
    store.words.reload()
    store.vectors.files.reload()
    with IndexStore.create(store.folder) as mended:
        after = mended.vectors.search(query, 5), found(mended, "titl")
    np.testing.assert_array_equal(after[0][0], before[0][0])
    np.testing.assert_allclose(after[0][1], before[0][1])
    assert after[1] == before[1]


def test_a_damaged_segment_is_noticed_and_mended(store: IndexStore) -> None:
    put(store, embedded(1))
    (path,) = (store.folder / "vectors").iterdir()
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with (
        IndexStore.open(store.folder) as reader,
        pytest.raises(DerivedFileDamaged, match="does not match its checksum"),
    ):
        reader.vectors.search(FAKE.embed_queries(["a"])[0], 1)
    (rebuilt,) = store.mend()
    assert "does not match its checksum" in rebuilt
    assert len(store.vectors.search(FAKE.embed_queries(["a"])[0], 1)[0]) == 1


def test_segments_with_codes_of_format_3_are_made_anew(store: IndexStore) -> None:
    """From the catalog, embedding nothing; their files of codes go."""
    put(store, embedded(1), embedded(2))
    (path,) = (store.folder / "vectors").iterdir()
    codes = path.with_suffix(".codes")
    codes.write_bytes(b"PScodes3")
    query = FAKE.embed_queries(["Title 1"])[0]
    before, _ = store.vectors.search(query, 5)
    with store.catalog.transaction():
        store.catalog.execute(
            "UPDATE segments SET factory = ?, codes_bytes = 8, codes_sha256 = ?",
            ("IDMap,SQfp16 behind mapped PCAR4,IVF32x2,PQ1x4fs", b"s" * 32),
        )
    with IndexStore.create(store.folder) as mended:
        assert mended.vectors.search(query, 5)[0].tolist() == before.tolist()
        (segment,) = mended.vectors.files.segments()
    assert (segment.factory, segment.codes_size) == ("IDMap,SQfp16", 0)
    assert [path.name for path in (store.folder / "vectors").iterdir()] == [segment.name]


def test_files_that_no_generation_names_are_swept(store: IndexStore) -> None:
    put(store, embedded(1))
    stray = store.folder / "vectors" / "0123456789abcdef.faiss"
    stray.write_bytes(b"half")
    store.mend()
    assert not stray.exists()


def test_embeddings_that_wait_for_their_paper_are_found(store: IndexStore) -> None:
    vector = FAKE.embed_passages(["a"])
    store.keep_pending([b"h"], vector)
    found = store.pending_vectors([b"h", b"other"])
    assert list(found) == [b"h"]
    np.testing.assert_allclose(found[b"h"], vector[0], atol=1e-3)
    with store.commit():
        store.forget_pending([b"h"])
    assert store.pending_vectors([b"h"]) == {}


def test_removed_and_restored(store: IndexStore) -> None:
    put(store, embedded(1))
    assert store.remove(["2407.00001"]) == 1
    assert store.restore(["2407.00001", "2407.00009"]) == 1


def test_entries_make_papers(store: IndexStore) -> None:
    entry = Entry("a", "T", (Section("", "x"),), "2024-07-04")
    with store.commit():
        store.entries.put([("one.md", entry), ("two.md", entry)])
        store.entries.mark_read({"one.md": b"1"})
    with store.commit():
        store.entries.delete([("a", "2024-07-04", "one.md")])
    assert store.catalog.value("SELECT count(*) FROM entries") == 1
    assert store.catalog.value("SELECT count(*) FROM sources") == 0
    assert merge([entry]).days == ("2024-07-04",)


def test_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match="papersearch index"):
        IndexStore.open(tmp_path / "nowhere")
