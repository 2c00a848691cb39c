"""Embedding in bulk: digests into a folder of shards, on one machine or on a Ray cluster."""

from papersearch.bulk.run import embed
from papersearch.bulk.types import BulkReport

__all__ = ["BulkReport", "embed"]
