"""The bytes of a Parquet file back into papers and embeddings, of which nothing is trusted."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import orjson

from papersearch import digest, limits
from papersearch.digest.bounds import within_limits
from papersearch.digest.jsonl import has_too_many_values, paper_of
from papersearch.digest.telling import Problems
from papersearch.embedding import ModelIdentity
from papersearch.errors import DigestError
from papersearch.paper import Entry
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

_SOURCE = "entries.list.element.source"
_READ = (
    "id",
    "title",
    _SOURCE,
    "entries.list.element.document",
    "passages.list.element.hash",
    "passages.list.element.embedding.list.element",
)
"""Columns that are read: ordinals follow from the order, and days stand in the documents."""

TOLERANCE = 1e-2
"""How far from one a vector's length may be; half precision makes up a twentieth of it."""

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
        raise DigestError(source, 1, f"cannot be read: {error.strerror or error}") from None


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
        for entry in by_day(entry for _, entry in row.entries):
            bounded, wrong = within_limits(entry)
            entries.append(bounded)
            for message in wrong:  # of a shard that an earlier papersearch has made
                problems.add(1, message, f"paper {row.id}: ")
    found = problems.problems()
    return EmbeddedDigest(tuple(entries), found, shard.header.model, shard.vectors())


def decode(data: bytes, source: str) -> Shard:
    """Return a shard whose checksum is right and whose vectors are finite and of unit length.

    Raises:
        DigestError: it is damaged, or no shard.
        MissingExtra: pyarrow is not installed.
    """
    pa = arrow()
    file = _guarded(source, lambda: _opened(pa.BufferReader(data)))
    header = _guarded(source, lambda: _header(file, source))
    _guarded(source, lambda: _check(data, file, header))
    shard = _guarded(source, lambda: _shard(header, file.read(columns=[*_READ])))
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


def _opened(file: Any) -> Any:
    """Return a Parquet file, of which no more than its metadata is read; that is bounded."""
    return arrow().parquet.ParquetFile(
        file,
        read_dictionary=[_SOURCE],  # one text that stands a million times stays one
        page_checksum_verification=True,
        thrift_string_size_limit=limits.SHARD_HEADER_BYTES,
        thrift_container_size_limit=limits.SHARD_PARTS,
    )


def _check(data: bytes, file: Any, header: Header) -> None:
    """See that a file is laid out as ours are, and what it costs to read it."""
    pa = arrow()
    schema = file.schema_arrow
    told, own = schema.field("entries").type.value_type, schema.field("passages").type.value_type
    embedding = own.field("embedding").type
    found = [
        schema.field("id").type,
        schema.field("title").type,
        told.field("source").type.value_type,
        told.field("document").type,
        own.field("hash").type,
        embedding.value_type,
    ]
    text, halves = pa.string(), pa.float16()
    wanted = [text, text, text, pa.binary(), pa.binary(HASH_BYTES), halves]
    if found != wanted or embedding.list_size != header.model.dimension:
        raise TypeError("columns of other types")
    check(data, file, _READ)


def _header(file: Any, source: str) -> Header:
    found = (file.metadata.metadata or {}).get(METADATA)
    if found is None:
        raise DigestError(source, 1, _FOREIGN)
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


def _shard(header: Header, table: Any) -> Shard:
    rows = table.combine_chunks()
    entries, told = _lists(rows["entries"])
    names = told["source"].dictionary.to_pylist()
    sources = (names[place] for place in told["source"].indices.to_pylist())
    documents = zip(sources, told["document"].to_pylist(), strict=True)
    pairs = [(source, _entry(document)) for source, document in documents]
    bounds, own = _lists(rows["passages"])
    hashes = own["hash"].to_pylist()
    papers = zip(rows["id"].to_pylist(), rows["title"].to_pylist(), entries, bounds, strict=True)
    found = tuple(
        Row(id_, title, tuple(pairs[a:b]), tuple(hashes[c:d]))
        for id_, title, (a, b), (c, d) in papers
    )
    for row in found:
        if not row.entries or any(entry.id != row.id for _, entry in row.entries):
            raise ValueError("entries of another paper")
    embeddings = _embeddings(own["embedding"], header)
    if any(len(digest) != HASH_BYTES for digest in hashes) or len(hashes) != len(embeddings):
        raise ValueError("other hashes than vectors")
    return Shard(header, found, embeddings)


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
        lengths = np.linalg.norm(embeddings[start : start + 4096].astype(np.float32), axis=1)
        if not (np.abs(lengths - 1) < TOLERANCE).all():  # not so of NaN either
            return False
    return True
