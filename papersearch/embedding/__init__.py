"""Texts into vectors: one default model in two engines, and any sentence-transformers model."""

from papersearch.embedding.identity import (
    AT_ONCE,
    DEFAULT_MODEL,
    Embedder,
    default_identity,
)
from papersearch.embedding.load import load_embedder

__all__ = [
    "AT_ONCE",
    "DEFAULT_MODEL",
    "Embedder",
    "default_identity",
    "load_embedder",
]
