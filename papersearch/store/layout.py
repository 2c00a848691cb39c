"""Where the files of an index are, as far as it has to be known before it is opened."""

from __future__ import annotations

from pathlib import Path

VECTORS = "vectors"
WORDS = "words"
CODES_SUFFIX = ".codes"
SEGMENT_NAME = r"[0-9a-f]{16}\.faiss"
WORDS_NAME = r"[0-9a-f]{16}\.words"


def has_codes(folder: Path) -> bool:
    """Whether an index is so large that FAISS is needed to search it."""
    return any((folder / VECTORS).glob(f"*{CODES_SUFFIX}"))
