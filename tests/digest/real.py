"""Real digests, in the folder that PAPERSEARCH_TEST_DATA names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("PAPERSEARCH_TEST_DATA") or "no-real-digests")

needs_real_digests = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="no real digests here: PAPERSEARCH_TEST_DATA names their folder"
)


def texts() -> dict[str, str]:
    """Return the text of every real digest by its path."""
    return {str(path): path.read_text("utf-8") for path in sorted(FOLDER.rglob("*.md"))}
