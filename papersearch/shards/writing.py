"""Papers and embeddings into the bytes of a Parquet file."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from importlib.metadata import version
from itertools import accumulate
from typing import Any

import orjson

from papersearch.shards.types import HASH_BYTES, METADATA, Halves, Header, Row, arrow, checksum
from papersearch.types import documents
from papersearch.types.model_identity import ModelIdentity

_IN_FEW_WORDS = ("entries.list.element.source", "entries.list.element.day")


def encode(rows: Sequence[Row], embeddings: Halves, model: ModelIdentity, plan: str) -> bytes:
    """Return a shard as a file; ``embeddings`` are (n, d) float16, in the order of the passages.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    pa = arrow()
    header = Header(model, plan, len(rows), len(embeddings), version("papersearch"))
    header = dataclasses.replace(header, checksum=checksum(header, tuple(rows), embeddings))
    table = pa.table(
        {
            "id": pa.array([row.id for row in rows], pa.string()),
            "title": pa.array([row.title for row in rows], pa.string()),
            "entries": _entries(pa, rows),
            "passages": _passages(pa, rows, embeddings),
        }
    ).replace_schema_metadata({METADATA: _json(header)})
    sink = pa.BufferOutputStream()
    pa.parquet.write_table(
        table,
        sink,
        compression="zstd",
        use_dictionary=list(_IN_FEW_WORDS),
        write_page_checksum=True,
    )
    return bytes(sink.getvalue())


def _json(header: Header) -> bytes:
    return orjson.dumps({**dataclasses.asdict(header), "model": header.model.to_json()})


def _entries(pa: Any, rows: Sequence[Row]) -> Any:
    told = [pair for row in rows for pair in row.entries]
    columns = [
        pa.array([source for source, _ in told], pa.string()),
        pa.array([entry.day for _, entry in told], pa.string()),
        pa.array([documents.encode(entry) for _, entry in told], pa.binary()),
    ]
    struct = pa.StructArray.from_arrays(columns, ["source", "day", "document"])
    return pa.ListArray.from_arrays(_offsets(pa, [len(row.entries) for row in rows]), struct)


def _passages(pa: Any, rows: Sequence[Row], embeddings: Halves) -> Any:
    columns = [
        pa.array([n for row in rows for n in range(len(row.hashes))], pa.int32()),
        pa.array([digest for row in rows for digest in row.hashes], pa.binary(HASH_BYTES)),
        pa.FixedSizeListArray.from_arrays(pa.array(embeddings.ravel()), embeddings.shape[1]),
    ]
    struct = pa.StructArray.from_arrays(columns, ["ordinal", "hash", "embedding"])
    return pa.ListArray.from_arrays(_offsets(pa, [len(row.hashes) for row in rows]), struct)


def _offsets(pa: Any, counts: Sequence[int]) -> Any:
    return pa.array([0, *accumulate(counts)], pa.int32())
