"""A shard costs what its file is worth: whatever it says of itself, it is measured first."""

from __future__ import annotations

import contextlib
import struct
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papersearch.digest import parse_bytes
from papersearch.errors import DigestError
from papersearch.shards import encode, parse
from papersearch.shards.pages import check
from papersearch.shards.reading import decode
from papersearch.shards.types import arrow
from papersearch.types import limits
from papersearch.types.paper import Entry, Section
from tests.shards.conftest import MODEL, rows_of

# What papersearch does not write, but Parquet can say in a few kilobytes.
_BOMB = """
import sys
import numpy as np, orjson, pyarrow as pa, pyarrow.parquet as pq
from papersearch.shards.types import METADATA, Header
from papersearch.shards.writing import _json
from tests.shards.conftest import MODEL

def offsets(count, total):
    return pa.array(np.linspace(0, total, count + 1).astype(np.int32))

def repeated(value, kind, count):
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array([value], kind))

papers, entries, passages, words = map(int, sys.argv[2:])
document = orjson.dumps({"id": "a", "day": "", "title": "x" * words, "sections": []})
name = repeated("a.md", pa.string(), entries)
told = pa.StructArray.from_arrays([name, name, repeated(document, pa.binary(), entries)], ["source", "day", "document"])
hashes = pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), passages, [None, pa.py_buffer(bytes(16 * passages))])
vectors = pa.FixedSizeListArray.from_arrays(pa.array(np.full(passages * 16, 0.25, np.float16)), 16)
own = pa.StructArray.from_arrays([pa.array(np.zeros(passages, np.int32)), hashes, vectors], ["ordinal", "hash", "embedding"])
table = pa.table({
    "id": pa.array(["a"] * papers),
    "title": pa.array(["t"] * papers),
    "entries": pa.ListArray.from_arrays(offsets(papers, entries), told),
    "passages": pa.ListArray.from_arrays(offsets(papers, passages), own),
}).replace_schema_metadata({METADATA: _json(Header(MODEL.identity, "p", papers, passages))})
pq.write_table(table, sys.argv[1], compression="zstd")
"""  # noqa: E501
_READING = """
import resource, sys
from pathlib import Path
import numpy, pyarrow.parquet
from papersearch.shards.reading import decode
from papersearch.errors import DigestError
data = Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    decode(data, "x.parquet")
except DigestError as error:
    print(error)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10, file=sys.stderr)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "sizes",
    [
        (20_000, 20_000, 20_000, 100_000),  # a document of 100 KB, for each of its papers
        (20_000, 20_000, 2_000_000, 1),  # vectors that are all alike
        (1, 5_000_000, 1, 1),  # one paper, in five million digests
    ],
)
def test_a_few_kilobytes_cost_a_few_megabytes(sizes: tuple[int, ...], tmp_path: object) -> None:
    path = f"{tmp_path}/x.parquet"
    subprocess.run([sys.executable, "-c", _BOMB, path, *map(str, sizes)], check=True)
    result = subprocess.run(
        [sys.executable, "-c", _READING, path], capture_output=True, text=True, check=True
    )
    assert result.stdout.startswith("x.parquet:1: damaged: delete it")
    assert int(result.stderr) < 100 << 20


@pytest.fixture
def large() -> bytes:
    """A shard of many papers, each with a long text."""
    told = [
        [("a.md", Entry(f"2407.{n:05}", "T", (Section("", f"{n} " * 200),), "2024-07-04"))]
        for n in range(300)
    ]
    rows, embeddings = rows_of(*told)
    return encode(rows, embeddings, MODEL.identity, "a plan")


def test_what_it_costs_is_bounded(large: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(decode(large, "x.parquet").rows) == 300
    monkeypatch.setattr(limits, "SHARD_SMALL_BYTES", 100)
    monkeypatch.setattr(limits, "SHARD_RATIO", 1)
    with pytest.raises(DigestError, match=r"x\.parquet:1: damaged"):
        decode(large, "x.parquet")
    monkeypatch.undo()
    monkeypatch.setattr(limits, "SHARD_BYTES", 10_000)
    with pytest.raises(DigestError, match=r"x\.parquet:1: damaged"):
        decode(large, "x.parquet")


def lying(data: bytes, true: int, false: int) -> bytes:
    """Return a file of which the metadata says another number, of so many bytes."""
    at = len(data) - 8 - struct.unpack("<I", data[-8:-4])[0]
    old, new = (_varint(number << 1) for number in (true, false))
    assert old in data[at:]
    foot = data[at:-8].replace(old, new)
    return data[:at] + foot + struct.pack("<I", len(foot)) + data[-4:]


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])


@pytest.mark.parametrize("false", [299, 301, 1 << 30, 1 << 60])
def test_metadata_that_lies_of_values_is_refused(large: bytes, false: int) -> None:
    with pytest.raises(DigestError, match=r"x\.parquet:1: damaged"):
        decode(lying(large, 300, false), "x.parquet")


def test_another_encoding_is_refused(large: bytes) -> None:
    pa = arrow()
    table = pa.parquet.read_table(pa.BufferReader(large))
    for options in ({"column_encoding": "DELTA_BYTE_ARRAY"}, {"data_page_version": "2.0"}):
        sink = pa.BufferOutputStream()
        texts = table.select(["id", "title"])
        pa.parquet.write_table(texts, sink, use_dictionary=False, **options)
        with pytest.raises(
            ValueError, match=r"than there are bytes for|a page header that is none"
        ):
            check(bytes(sink.getvalue()), {"id": 0, "title": 0})


@settings(max_examples=200)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_any_footer_is_measured_or_refused(foot: bytes, claimed: int) -> None:
    data = b"PAR1" + foot + struct.pack("<I", claimed) + b"PAR1"
    with contextlib.suppress(ValueError, TypeError, LookupError):
        assert check(data, {"id": 0}) == limits.SHARD_SMALL_BYTES


def test_what_an_earlier_papersearch_made_is_within_the_limits_when_it_is_read() -> None:
    names = tuple(f"A{n}" for n in range(6_000))
    rows, embeddings = rows_of([("a.md", Entry("2407.00001", "T", authors=names))])
    digest = parse(encode(rows, embeddings, MODEL.identity, "plan"), "x.parquet")
    assert [len(entry.authors) for entry in digest.entries] == [limits.AUTHORS]
    assert [str(problem) for problem in digest.problems] == [
        "x.parquet:1: paper 2407.00001: 6,000 authors: only the first 5,000 are kept"
    ]


def test_a_shard_is_no_text(large: bytes) -> None:
    with pytest.raises(DigestError, match="binary file"):
        parse_bytes(large, "x.md")
