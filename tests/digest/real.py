"""The real digests that stand beside the repository, or where PAPERSEARCH_TEST_DATA says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2].parent / "shared/data/digests"
FOLDER = Path(os.environ.get("PAPERSEARCH_TEST_DATA") or _BESIDE)

needs_real_digests = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"no real digests in {FOLDER}: set PAPERSEARCH_TEST_DATA"
)


def texts() -> dict[str, str]:
    """Return the text of every real digest by its path."""
    return {str(path): path.read_text("utf-8") for path in sorted(FOLDER.rglob("*.md"))}
