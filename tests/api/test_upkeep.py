"""Looking after an index: verify, repair, salvage, older formats, another model."""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import IndexCorrupt, IndexUnwritable
from papersearch.store.local.catalog.schema import FORMAT, crc32
from papersearch.types.arrays import Embeddings

Make = Callable[..., PaperIndex]


def change(index: PaperIndex, sql: str, *parameters: object) -> None:
    """Change the catalog behind the back of the program."""
    connection = sqlite3.connect(index.folder / "catalog.sqlite")
    connection.create_function("crc32", -1, crc32, deterministic=True)
    connection.execute(sql, parameters)
    connection.commit()
    connection.close()


def test_a_sound_index_has_nothing_to_tell(papers: PaperIndex) -> None:
    assert papers.verify() == []


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE papers SET document = replace(document, '49', '50')", "rows? .* of papers"),
        ("UPDATE passages SET label = 'x' WHERE pid = (SELECT min(pid) FROM passages)", "passages"),
        ("UPDATE entries SET day = '2020-01-01' WHERE id = '2407.00003'", "of entries"),
        ("DELETE FROM passages WHERE pid >> 16 = 1", "papers have no passages"),
        (
            "UPDATE passages SET embedding = x'0000', crc = crc32(pid, label, hash, x'0000')",
            "no unit vectors",
        ),
    ],
)
def test_damage_of_the_catalog_is_named(papers: PaperIndex, sql: str, what: str) -> None:
    change(papers, sql)
    found = papers.verify(sample=0)
    assert found
    assert not all(damage.derived for damage in found)
    assert any(re.search(what, str(damage)) for damage in found)


def test_a_damaged_row_is_never_shown(papers: PaperIndex) -> None:
    change(papers, "UPDATE papers SET document = CAST(replace(document, 'Lima', 'Lime') AS BLOB)")
    with pytest.raises(IndexCorrupt, match=r"the row of paper 2407\.00001 does not match"):
        papers.paper("2407.00001")
    with pytest.raises(IndexCorrupt, match=r"papersearch verify --salvage FOLDER"):
        papers.query("시각 토큰")


def test_what_filters_look_at_is_repaired(papers: PaperIndex) -> None:
    change(papers, "UPDATE facets SET days = x'0100000000000000e8030000', papers = 1")
    (damage,) = papers.verify()
    assert damage.derived
    assert "what filters look at" in str(damage)
    papers.verify(repair=True)
    assert papers.verify() == []


@pytest.mark.parametrize("derived", ["vectors", "words"])
def test_lost_files_are_repaired_without_embedding(
    papers: PaperIndex, embedder: FakeEmbedder, derived: str
) -> None:
    shutil.rmtree(papers.folder / derived)
    before = len(embedder.embedded)
    found = papers.verify(repair=True, sample=0)
    assert [damage.derived for damage in found] == [True]
    assert papers.verify(sample=0) == []
    assert len(embedder.embedded) == before


def test_embeddings_of_something_else_are_found(papers: PaperIndex) -> None:
    other = FakeEmbedder().embed_passages(["something else"])[0].astype("<f2").tobytes()
    change(
        papers,
        "UPDATE passages SET embedding = ?, crc = crc32(pid, label, hash, ?)",
        *(other, other),
    )
    papers.verify(repair=True)  # the vectors follow the catalog, as they must
    found = papers.verify(sample=3)
    assert len(found) == 3
    assert "is embedded as something else" in str(found[0])


def test_what_is_sound_is_salvaged_and_the_rest_comes_back(
    papers: PaperIndex, digests: Path, make_index: Make, embedder: FakeEmbedder, tmp_path: Path
) -> None:
    everything = list(papers.papers())
    change(papers, "UPDATE papers SET document = x'7b7d' WHERE id = '2407.00002'")
    papers.close()
    saved = papers.salvage(tmp_path / "saved")
    assert (saved.papers, saved.lost) == (2, 1)
    index = make_index("saved")
    assert index.verify() == []
    assert len(index) == 2
    before = len(embedder.embedded)
    report = index.index([digests])
    assert (report.new, report.unchanged) == (1, 2)
    assert len(embedder.embedded) - before == 2  # the passages of one paper
    assert list(index.papers()) == everything
    with pytest.raises(IndexUnwritable, match="is not empty"):
        papers.salvage(tmp_path / "saved")


def test_a_catalog_cut_in_the_middle_is_salvaged_as_far_as_it_goes(
    make_index: Make, tmp_path: Path
) -> None:
    from torture import corpus

    corpus.write(tmp_path / "many", range(20), 12)
    index = make_index("large")
    index.index([tmp_path / "many"])
    index.close()
    catalog = index.folder / "catalog.sqlite"
    data = bytearray(catalog.read_bytes())
    for place in range(len(data) // 2, len(data) // 2 + 3 * 4096):
        data[place] = 0
    catalog.write_bytes(data)
    saved = index.salvage(tmp_path / "rest")
    assert 100 < saved.papers <= 240
    assert make_index("rest").verify(sample=0) == []


FORMAT_1 = """
CREATE TABLE e (id TEXT NOT NULL, day TEXT NOT NULL, source TEXT NOT NULL, seq INTEGER NOT NULL,
    document BLOB NOT NULL, PRIMARY KEY (id, day, source)) WITHOUT ROWID;
INSERT INTO e SELECT id, day, source, seq, document FROM entries;
DROP TABLE entries; ALTER TABLE e RENAME TO entries;
CREATE INDEX entries_by_source ON entries (source);
CREATE TABLE p (num INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, hash BLOB NOT NULL,
    document BLOB NOT NULL);
INSERT INTO p SELECT num, id, hash, document FROM papers;
DROP TABLE papers; ALTER TABLE p RENAME TO papers;
CREATE TABLE s (pid INTEGER PRIMARY KEY, label TEXT NOT NULL, hash BLOB NOT NULL,
    embedding BLOB NOT NULL);
INSERT INTO s SELECT pid, label, hash, embedding FROM passages;
DROP TABLE passages; ALTER TABLE s RENAME TO passages"""

FORMAT_2 = """
DROP TABLE facets; DROP TABLE labels; DROP TABLE word_segments; DROP TABLE dead_words;
CREATE TABLE facets (num INTEGER NOT NULL, day TEXT NOT NULL, votes INTEGER, byline TEXT NOT NULL,
PRIMARY KEY (num, day)) WITHOUT ROWID;
CREATE INDEX facets_by_day ON facets (day, num);
CREATE INDEX passages_by_label ON passages (label);
ALTER TABLE segments DROP COLUMN codes_bytes; ALTER TABLE segments DROP COLUMN codes_sha256;
DELETE FROM meta WHERE key IN ('words', 'entry_seq')"""


@pytest.mark.parametrize("size", [16, 100])
def test_a_catalog_without_its_header_is_salvaged_whole(
    papers: PaperIndex, make_index: Make, tmp_path: Path, size: int
) -> None:
    everything = list(papers.papers())
    papers.close()
    catalog = papers.folder / "catalog.sqlite"
    catalog.write_bytes(b"x" * size + catalog.read_bytes()[size:])
    with pytest.raises(IndexCorrupt, match=r"papersearch verify --salvage FOLDER"):
        papers.query("token")
    assert papers.salvage(tmp_path / "saved").papers == 3
    saved = make_index("saved")
    assert list(saved.papers()) == everything
    assert saved.verify() == []


@pytest.mark.parametrize("version", [1, 2])
def test_an_index_of_an_older_format_is_brought_up_to_date(
    papers: PaperIndex, make_index: Make, version: int
) -> None:
    before = [hit.paper for hit in papers.query("토큰")]
    papers.close()
    statements = FORMAT_2.split(";")
    if version == 1:
        statements = FORMAT_1.split(";") + statements
        statements += [f"DROP TABLE {t}" for t in ("arrays", "glossary", "doubts", "reembedded")]
    for statement in [*statements, f"PRAGMA user_version = {version}"]:
        change(papers, statement)
    notes: list[str] = []
    index = make_index("index", notify=notes.append)
    assert [hit.paper for hit in index.query("토큰")] == before
    assert "brought up to date" in notes[0]
    assert index.verify() == []
    with contextlib.closing(sqlite3.connect(index.folder / "catalog.sqlite")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (FORMAT,)


class OtherEmbedder(FakeEmbedder):
    """Another model: other dimension, other name; stops after ``patience`` calls."""

    def __init__(self, patience: int = 1000) -> None:
        super().__init__(dimension=32)
        self.identity = self.identity._replace(name="other")
        self.patience = patience

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        self.patience -= 1
        if self.patience < 0:
            raise KeyboardInterrupt
        return super().embed_passages(texts)


def test_another_model_is_switched_to_in_one_commit(
    papers: PaperIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = OtherEmbedder()
    load = papers._models.loading.own
    assert load
    monkeypatch.setattr(
        papers._models.loading,
        "own",
        lambda name, **kw: other if name == "other" else load(name, **kw),
    )
    assert papers.reembed("other") == 6
    assert papers.status().model.startswith("other (32 dimensions")
    assert papers.query("시각 토큰 압축")[0].paper.id == "2407.00001"
    assert papers.verify() == []
    assert len(other.embedded) >= 6


def test_a_reader_follows_a_switch_by_someone_else(
    papers: PaperIndex, make_index: Make, embedder: FakeEmbedder
) -> None:
    other = OtherEmbedder()
    models = {embedder.identity.name: embedder, "other": other}
    reader, writer = make_index(), make_index()
    for index in (reader, writer):
        index._models.loading.own = lambda name, **_options: models.get(name, embedder)
    before = reader.query("시각 토큰 압축"), reader.similar("2407.00001")
    assert writer.reembed("other") == 6
    after = reader.query("시각 토큰 압축"), reader.similar("2407.00001")
    fresh = make_index()
    fresh._models.loading.own = reader._models.loading.own
    assert after == (fresh.query("시각 토큰 압축"), fresh.similar("2407.00001"))
    assert after != before


def test_an_interrupted_switch_leaves_the_old_model_and_goes_on(
    papers: PaperIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeEmbedder, "at_once", 1)  # so that each text is a batch
    for _ in range(3):  # until it answers from memory, as it does afterwards
        old = papers.query("토큰")
    load = papers._models.loading.own
    impatient = OtherEmbedder(patience=2)
    monkeypatch.setattr(papers._models.loading, "own", lambda name, **kw: impatient)
    with pytest.raises(KeyboardInterrupt):
        papers.reembed("other")
    monkeypatch.setattr(papers._models.loading, "own", load)
    assert papers.query("토큰") == old
    assert papers.verify() == []
    patient = OtherEmbedder()
    monkeypatch.setattr(papers._models.loading, "own", lambda name, **kw: patient)
    assert papers.reembed("other") == 6
    assert len(patient.embedded) == 4  # two were kept
