"""What some tests need that is not installed everywhere; `make test-light` has none of it."""

from __future__ import annotations

import importlib.util

import pytest


def _is_there(*names: str) -> bool:
    return all(importlib.util.find_spec(name) for name in names)


TORCH = pytest.mark.skipif(
    not _is_there("torch", "sentence_transformers", "huggingface_hub"),
    reason="needs torch and sentence-transformers: pip install sentence-transformers",
)
