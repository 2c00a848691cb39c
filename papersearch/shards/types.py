"""What a shard holds, and how its columns are laid out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from papersearch.digest import Digest
from papersearch.errors import MissingExtra, extra
from papersearch.types import documents
from papersearch.types.model_identity import ModelIdentity
from papersearch.types.paper import Entry
from papersearch.types.sources import SHARD_SUFFIX

SUFFIX = SHARD_SUFFIX
FORMAT = 1
METADATA = b"papersearch.shard"
"""The key of a file's metadata under which a shard has its header."""

HASH_BYTES = 16


Halves = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Header:
    """What a shard says of itself.

    ``plan`` tells what it was made of; ``checksum`` is over all content and the other fields.
    """

    model: ModelIdentity
    plan: str
    papers: int
    passages: int
    written_by: str = ""
    format: int = FORMAT
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One paper: its (source, entry) pairs in the order in which they count, and its passages.

    ``hashes`` are :func:`papersearch.text.passages.text_hash` of the passages, by ordinal.
    """

    id: str
    title: str
    entries: tuple[tuple[str, Entry], ...]
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard in memory; ``embeddings`` are (n, d) float16, nearly unit rows, in order of rows."""

    header: Header
    rows: tuple[Row, ...]
    embeddings: Halves

    def vectors(self) -> dict[bytes, bytes]:
        """Return the embeddings' bytes, little-endian, by :func:`vector_key`."""
        return {
            vector_key(id_, digest): data
            for id_, own in self.vectors_of().items()
            for digest, data in own.items()
        }

    def vectors_of(self) -> dict[str, dict[bytes, bytes]]:
        """Return the embeddings' bytes, little-endian, by paper and by hash of the text."""
        rows = iter(self.embeddings)
        return {row.id: {h: next(rows).tobytes() for h in row.hashes} for row in self.rows}


def vector_key(paper_id: str, digest: bytes) -> bytes:
    """Return what a vector is known by: its paper and the hash of its text, in 16 bytes."""
    return hashlib.blake2b(
        digest + paper_id.encode(errors="surrogatepass"), digest_size=HASH_BYTES
    ).digest()


@dataclass(frozen=True, slots=True)
class EmbeddedDigest(Digest):
    """What a shard says, as a digest; ``vectors`` come along, by paper and by hash of the text."""

    model: ModelIdentity | None = None
    vectors: Mapping[str, Mapping[bytes, bytes]] = field(default_factory=dict)


def checksum(header: Header, rows: tuple[Row, ...], embeddings: Halves) -> str:
    """Return what changes with any bit of a shard's content."""
    fields = [header.format, header.plan, header.papers, header.passages, header.written_by]
    digest = hashlib.blake2b(
        orjson.dumps([*fields, header.model.to_json()], option=orjson.OPT_SORT_KEYS),
        digest_size=16,
    )
    for row in rows:
        told = [(source, documents.encode(entry).decode()) for source, entry in row.entries]
        digest.update(orjson.dumps([row.id, row.title, told]))
        digest.update(b"".join(row.hashes))
    digest.update(embeddings.astype("<f2", copy=False).tobytes())
    return digest.hexdigest()


def arrow() -> Any:
    """Return pyarrow.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtra(f"Parquet files need pyarrow: {extra('parquet')}") from None
    return pyarrow
