"""Papers with their embeddings in Parquet files: shards, that `papersearch embed` writes."""

from papersearch.shards.days import by_day
from papersearch.shards.reading import header_of, parse, read
from papersearch.shards.types import SUFFIX, EmbeddedDigest, Header, Row, Shard
from papersearch.shards.writing import encode

__all__ = [
    "SUFFIX",
    "EmbeddedDigest",
    "Header",
    "Row",
    "Shard",
    "by_day",
    "encode",
    "header_of",
    "parse",
    "read",
]
