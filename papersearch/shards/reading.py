"""The bytes of a Parquet file back into papers and embeddings, of which nothing is trusted."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import orjson

from papersearch import digest
from papersearch.digest.bounds import within_limits
from papersearch.digest.jsonl import has_too_many_values, paper_of
from papersearch.digest.telling import Problems
from papersearch.errors import AnotherFile, DigestError
from papersearch.shards.days import by_day
from papersearch.shards.pages import check
from papersearch.shards.types import (
    FORMAT,
    HASH_BYTES,
    METADATA,
    EmbeddedDigest,
    Halves,
    Header,
    Row,
    Shard,
    arrow,
    checksum,
)
from papersearch.types import limits
from papersearch.types.arrays import are_unit
from papersearch.types.model_identity import ModelIdentity
from papersearch.types.paper import Entry

_READ = {
    "id": 0,
    "title": 0,
    "entries.list.element.source": 0,
    "entries.list.element.document": 0,
    "passages.list.element.hash": HASH_BYTES,
    "passages.list.element.embedding.list.element": 2,
}
"""Columns that are read, and the bytes of their values, 0 for texts.

Ordinals follow from the order, and days stand in the documents.
"""

_TEXTS = tuple(name for name, width in _READ.items() if not width)

_DAMAGED = (
    "damaged: delete it, and write it again with the `papersearch embed` command that it is of"
)
_FOREIGN = "not written by `papersearch embed`: name the Parquet files of its --out folder"
_COMPLAINTS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)
_T = TypeVar("_T")


def read(path: Path) -> bytes:
    """Return the bytes of a shard, without reading a file that is none.

    Raises:
        DigestError: the file cannot be read, or is no shard.
        MissingExtra: pyarrow is not installed.
    """
    header_of(path)
    return digest.read(path, limits.SHARD_BYTES)


def header_of(path: Path) -> Header:
    """Return what the file at ``path`` says of itself; its content is not looked at.

    Raises:
        DigestError: it cannot be read, or is no shard.
        MissingExtra: pyarrow is not installed.
    """
    source = digest.source_of(path)
    try:
        with path.open("rb") as file:
            return _guarded(source, lambda: _header(_opened(file), source))
    except OSError as error:
        raise DigestError(source, 0, f"cannot be read: {error.strerror or error}") from None


def parse(data: bytes, source: str) -> EmbeddedDigest:
    """Return what a shard says, with the embeddings that come along; one entry a paper and day.

    Raises:
        DigestError: it is damaged, or no shard.
        MissingExtra: pyarrow is not installed.
    """
    shard = decode(data, source)
    entries: list[Entry] = []
    problems = Problems(source)
    for row in shard.rows:
        for entry in by_day(row.entries):
            bounded, wrong = within_limits(entry)
            entries.append(bounded)
            for message in wrong:  # of a shard that an earlier papersearch has made
                problems.add(1, message, f"paper {row.id}: ")
    found = problems.problems()
    model, vectors = shard.header.model, shard.vectors_of()
    return EmbeddedDigest(tuple(entries), found, model=model, vectors=vectors)


def decode(data: bytes, source: str) -> Shard:
    """Return a shard whose checksum is right and whose vectors are finite and of unit length.

    Raises:
        DigestError: it is damaged, or no shard.
        MissingExtra: pyarrow is not installed.
    """
    pa = arrow()
    header = _guarded(source, lambda: _header(_opened(pa.BufferReader(data)), source))
    file = _guarded(source, lambda: _opened(pa.BufferReader(data), _TEXTS))
    most = _guarded(source, lambda: _most(data, file, header))
    shard = _guarded(
        source, lambda: _shard(header, file.read(columns=[*_READ], use_threads=False), most)
    )
    found = _guarded(source, lambda: checksum(header, shard.rows, shard.embeddings))
    if header.checksum != found:
        raise DigestError(source, 1, _DAMAGED)
    if not _are_unit(shard.embeddings):
        raise DigestError(source, 1, "holds vectors that are not of unit length: embed it again")
    return shard


def _guarded(source: str, make: Callable[[], _T]) -> _T:
    """Return ``make()``, whose every complaint is that the file is damaged."""
    try:
        return make()
    except (*_COMPLAINTS, arrow().ArrowException) as error:
        raise DigestError(source, 1, _DAMAGED) from error


def _opened(file: Any, as_dictionaries: tuple[str, ...] = ()) -> Any:
    """Return a Parquet file, of which no more than its metadata is read; that is bounded.

    One text that stands a million times in a column ``as_dictionaries`` stays one.
    """
    # No threads of Arrow's, here and where it is read: on a busy machine they may still be at work
    # when Python ends, which aborts the process (apache/arrow#34314).
    return arrow().parquet.ParquetFile(
        file,
        pre_buffer=False,
        read_dictionary=as_dictionaries,
        page_checksum_verification=True,
        thrift_string_size_limit=limits.SHARD_HEADER_BYTES,
        thrift_container_size_limit=limits.SHARD_PARTS,
    )


def _most(data: bytes, file: Any, header: Header) -> int:
    """Return how many bytes a file may have unpacked, once it is laid out as ours are."""
    pa = arrow()
    schema = file.schema_arrow
    told, own = schema.field("entries").type.value_type, schema.field("passages").type.value_type
    texts = [schema.field(name).type for name in ("id", "title")]
    texts += [told.field(name).type for name in ("source", "document")]
    hash_, embedding = own.field("hash").type, own.field("embedding").type
    found = [*(kind.value_type for kind in texts), hash_, embedding.value_type]
    text = pa.string()
    if found != [text, text, text, pa.binary(), pa.binary(HASH_BYTES), pa.float16()]:
        raise TypeError("columns of other types")
    if embedding.list_size != header.model.dimension:
        raise ValueError("vectors of another dimension")
    return check(data, _READ)


def _header(file: Any, source: str) -> Header:
    found = (file.metadata.metadata or {}).get(METADATA)
    if found is None:
        raise AnotherFile(source, 1, _FOREIGN, "Parquet of something else")
    fields = orjson.loads(found)
    if fields["format"] != FORMAT:
        raise DigestError(source, 1, f"a shard of format {fields['format']}: update papersearch")
    header = Header(**{**fields, "model": ModelIdentity.from_json(fields["model"])})
    texts = (header.plan, header.checksum, header.written_by, header.model.name)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a header of other types")
    if not 0 < header.papers == file.metadata.num_rows <= limits.SHARD_PAPERS:
        raise ValueError("another number of papers than was written")
    return header


def _shard(header: Header, table: Any, most: int) -> Shard:
    rows = table.combine_chunks()
    entries, told = _lists(rows["entries"])
    documents = zip(_texts(told["source"], most), _texts(told["document"], most), strict=True)
    pairs = [(source, _entry(document)) for source, document in documents]
    bounds, own = _lists(rows["passages"])
    hashes = own["hash"].to_pylist()
    ids, titles = (_texts(rows[name].chunk(0), most) for name in ("id", "title"))
    papers = zip(ids, titles, entries, bounds, strict=True)
    found = tuple(
        Row(id_, title, tuple(pairs[a:b]), tuple(hashes[c:d]))
        for id_, title, (a, b), (c, d) in papers
    )
    if len({row.id for row in found}) != len(found):
        raise ValueError("a paper twice")
    for row in found:
        if not row.entries or any(entry.id != row.id for _, entry in row.entries):
            raise ValueError("entries of another paper")
    embeddings = _embeddings(own["embedding"], header)
    if any(len(digest) != HASH_BYTES for digest in hashes) or len(hashes) != len(embeddings):
        raise ValueError("other hashes than vectors")
    return Shard(header, found, embeddings)


def _texts(column: Any, most: int) -> list[Any]:
    """Return the texts of a column, each of which is in memory once.

    Raises:
        ValueError: written out they have more than ``most`` bytes.
    """
    texts = column.dictionary.to_pylist()
    found = [texts[place] for place in column.indices.to_pylist()]
    if sum(map(len, found)) > most or len(found) > limits.FILE_ENTRIES:
        raise ValueError("texts that repeat too often")
    return found


def _lists(column: Any) -> tuple[list[tuple[int, int]], dict[str, Any]]:
    """Return the bounds of each list of structs, and their fields, all lists end to end."""
    array = column.chunk(0)
    offsets = array.offsets.to_pylist()
    struct = array.values
    fields = {field.name: struct.field(field.name) for field in struct.type}
    return list(pairwise(offsets)), fields


def _embeddings(column: Any, header: Header) -> Halves:
    dimension = header.model.dimension
    flat = column.values.to_numpy(zero_copy_only=True)
    if column.type.list_size != dimension or flat.dtype != np.float16:
        raise ValueError("vectors of another shape")
    found: Halves = flat.reshape(header.passages, dimension)
    return found


def _entry(document: bytes) -> Entry:
    """Return an entry whose fields have been looked at one by one."""
    if len(document) > limits.LINE_BYTES or has_too_many_values(document):
        raise ValueError("an entry that is too long")
    fields = orjson.loads(document)
    day = fields.pop("day")
    entry, _ = paper_of({**fields, "days": [day] if day else []})
    return dataclasses.replace(entry, day=day)


def _are_unit(embeddings: Halves) -> bool:
    """Whether all rows are finite and of unit length, as far as half precision goes."""
    for start in range(0, len(embeddings), 4096):
        if not are_unit(embeddings[start : start + 4096].astype(np.float32)):
            return False
    return True
