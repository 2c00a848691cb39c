"""How a damaged file that is derived from the catalog is told."""

from __future__ import annotations

from pathlib import Path

from papersearch.errors import DerivedFileDamaged


def damaged(path: Path, what: str) -> DerivedFileDamaged:
    """Return the error that says what is wrong with a derived file, and the remedy."""
    return DerivedFileDamaged(
        f"{path} {what}: `papersearch index` rebuilds it from the catalog, embedding nothing"
    )
