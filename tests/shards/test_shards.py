"""Shards: written and read back, and refused when they are not what they say."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papersearch.errors import DigestError
from papersearch.shards import encode, header_of, parse, read
from papersearch.shards.reading import decode
from papersearch.shards.types import METADATA, arrow
from papersearch.types.paper import Entry, Section
from tests.shards.conftest import MODEL, rows_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
IDS = st.text("0123456789.x-", min_size=1, max_size=12)
DAYS = st.sampled_from(["", "2024-07-04", "2024-07-05"])
TOLD = st.lists(
    st.tuples(
        TEXT,
        st.builds(
            Entry,
            id=st.just(""),
            title=TEXT,
            sections=st.lists(st.builds(Section, TEXT, TEXT, TEXT), max_size=3).map(tuple),
            day=DAYS,
            authors=st.lists(TEXT, max_size=2).map(tuple),
            authors_cut=st.booleans(),
            votes=st.none() | st.integers(0, 1 << 40),
            url=TEXT,
            thumbnail=TEXT,
            video=TEXT,
            code=TEXT,
            categories=st.lists(TEXT, max_size=2).map(tuple),
            venue=TEXT,
        ),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=50)
@given(st.dictionaries(IDS, TOLD, min_size=1, max_size=4))
def test_what_is_written_is_read_back(papers: dict[str, list[tuple[str, Entry]]]) -> None:
    told = [
        [(source, dataclasses.replace(entry, id=id_)) for source, entry in own]
        for id_, own in papers.items()
    ]
    rows, embeddings = rows_of(*told)
    shard = decode(encode(rows, embeddings, MODEL.identity, "plan"), "x.parquet")
    assert shard.rows == rows
    assert shard.embeddings.tobytes() == embeddings.tobytes()
    assert (shard.header.model, shard.header.plan) == (MODEL.identity, "plan")
    assert (shard.header.papers, shard.header.passages) == (len(rows), len(embeddings))


def test_the_same_papers_give_the_same_bytes() -> None:
    entry = Entry("2407.00001", "Tokens", (Section("", "NUL \0, and 압축"), Section("Empty", "")))
    rows, embeddings = rows_of([("a.md", entry)])
    one, two = (encode(rows, embeddings, MODEL.identity, "plan") for _ in range(2))
    assert one == two


def test_a_shard_is_a_digest_with_vectors(data: bytes) -> None:
    digest = parse(data, "x.parquet")
    assert [(entry.id, entry.day) for entry in digest.entries] == [
        ("2407.00001", "2024-07-04"),
        ("2407.00001", "2024-07-05"),
        ("2407.00002", "2024-07-04"),
    ]
    assert digest.model == MODEL.identity
    assert {id_: len(own) for id_, own in digest.vectors.items()} == {
        "2407.00001": 2,
        "2407.00002": 1,
    }
    assert {len(vector) for own in digest.vectors.values() for vector in own.values()} == {32}


def test_the_header_is_read_without_the_rest(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(data)
    assert header_of(path).papers == 2
    assert read(path) == data


def test_every_flipped_byte_is_noticed(data: bytes) -> None:
    whole = decode(data, "x.parquet")
    survived, complaints = [], []
    for at in range(0, len(data), 7):
        damaged = bytearray(data)
        damaged[at] ^= 0x10
        try:
            found = decode(bytes(damaged), "x.parquet")
        except DigestError as error:
            complaints.append(str(error))
        else:
            survived.append(at)  # in what nothing depends on, such as statistics
            assert found.rows == whole.rows
            assert found.embeddings.tobytes() == whole.embeddings.tobytes()
    assert len(survived) < len(complaints)
    assert all(line.startswith("x.parquet:1: ") and "\n" not in line for line in complaints)


@pytest.mark.parametrize("length", [0, 3, 100, -1, -9])
def test_a_cut_shard_is_damaged(data: bytes, length: int) -> None:
    with pytest.raises(DigestError, match=r"x\.parquet:1: damaged: delete it"):
        decode(data[:length], "x.parquet")


def test_a_foreign_file_is_named(tmp_path: Path) -> None:
    pa = arrow()
    path = tmp_path / "theirs.parquet"
    pa.parquet.write_table(pa.table({"a": [1, 2]}), path)
    with pytest.raises(DigestError, match=r"theirs\.parquet:1: not written by `papersearch embed`"):
        read(path)
    with pytest.raises(DigestError, match="not written by"):
        parse(path.read_bytes(), "theirs.parquet")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DigestError, match="cannot be read: No such file"):
        read(tmp_path / "gone.parquet")


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 0.0, 2.0])
def test_vectors_that_are_not_of_unit_length_are_refused(wrong: float) -> None:
    rows, embeddings = rows_of([("a.md", Entry("2407.00001", "Tokens"))])
    embeddings[0] *= wrong
    with pytest.raises(DigestError, match="not of unit length"):
        decode(encode(rows, embeddings, MODEL.identity, "plan"), "x.parquet")


def with_header(data: bytes, **changes: Any) -> bytes:
    """Return a shard that says something else of itself."""
    pa = arrow()
    table = pa.parquet.read_table(pa.BufferReader(data))
    header = {**orjson.loads(table.schema.metadata[METADATA]), **changes}
    sink = pa.BufferOutputStream()
    pa.parquet.write_table(table.replace_schema_metadata({METADATA: orjson.dumps(header)}), sink)
    return bytes(sink.getvalue())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 2}, "a shard of format 2: update papersearch"),
        ({"plan": "another"}, "damaged"),
        ({"plan": None}, "damaged"),
        ({"papers": 3}, "damaged"),
        ({"passages": 2}, "damaged"),
        ({"model": {"name": "x"}}, "damaged"),
        ({"model": {**MODEL.identity.to_json(), "revision": "2"}}, "damaged"),
        ({"model": {**MODEL.identity.to_json(), "dimension": 8}}, "damaged"),
        ({"surprise": 1}, "damaged"),
    ],
)
def test_a_header_of_something_else_is_refused(
    data: bytes, changes: dict[str, Any], message: str
) -> None:
    assert decode(with_header(data), "x.parquet").header.papers == 2
    with pytest.raises(DigestError, match=message):
        decode(with_header(data, **changes), "x.parquet")


@pytest.mark.parametrize(
    "document",
    [
        b"no json",
        b"[]",
        b'{"id": "2407.00001", "day": "", "title": 5}',
        b'{"id": "2407.00001", "day": "tomorrow", "title": ""}',
        b'{"id": "2407.00002", "day": "", "title": "of another paper"}',
        b'{"id": "2407.00001", "title": "no day"}',
    ],
)
def test_entries_of_other_types_are_refused(
    document: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, embeddings = rows_of([("a.md", Entry("2407.00001", "Tokens"))])
    monkeypatch.setattr("papersearch.shards.writing.documents.encode", lambda _entry: document)
    data = encode(rows, embeddings, MODEL.identity, "plan")
    monkeypatch.undo()
    with pytest.raises(DigestError, match="damaged"):
        decode(data, "x.parquet")


def test_columns_of_other_types_are_refused(data: bytes) -> None:
    pa = arrow()
    table = pa.parquet.read_table(pa.BufferReader(data))
    other = table.set_column(0, "id", table["id"].cast(pa.binary()))
    sink = pa.BufferOutputStream()
    pa.parquet.write_table(other, sink)
    with pytest.raises(DigestError, match="damaged"):
        decode(bytes(sink.getvalue()), "x.parquet")
