from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from papersearch import PaperIndex
from tests.conftest import DAY_TWO


def test_a_fresh_index_has_nothing_stale(papers: PaperIndex) -> None:
    found = papers.status()
    assert (found.papers, found.passages, found.digests) == (3, 6, 2)
    assert (found.days, found.first_day, found.last_day) == (2, "2024-07-04", "2024-07-05")
    assert found.shapes == (("IDMap,SQfp16", 6, 1.0),)
    assert min(found.catalog_size, found.vectors_size, found.lexical_size) > 0
    stale = (found.changed, found.vanished, found.pending, found.dead)
    assert stale == (0, 0, 0, 0)


def test_what_changed_and_vanished_since_is_counted(papers: PaperIndex, digests: Path) -> None:
    (digests / "2024/07/04.md").unlink()
    (digests / "2024/07/05.md").write_text(DAY_TWO + "\nmore\n")
    found = papers.status()
    assert (found.changed, found.vanished) == (1, 1)


@pytest.mark.parametrize(("refused", "gone"), [(PermissionError, 0), (FileNotFoundError, 2)])
def test_what_cannot_be_looked_at_counts_for_nothing(
    papers: PaperIndex, monkeypatch: pytest.MonkeyPatch, refused: type[OSError], gone: int
) -> None:
    """Digests of another user, which are there, and files that a writer removes meanwhile."""
    looked = os.stat

    def look(path: str | Path, **options: Any) -> os.stat_result:
        if str(path).endswith((".md", ".sqlite", ".faiss")):
            raise refused(13, "refused")
        return looked(path, **options)

    papers.status()
    monkeypatch.setattr(os, "stat", look)
    found = papers.status()
    assert (found.changed, found.vanished, found.vectors_size) == (0, gone, 0)


def test_removed_papers_leave_the_vectors(papers: PaperIndex) -> None:
    papers.remove(["2407.00001"])
    found = papers.status()
    assert (found.papers, found.removed, found.passages) == (2, 1, 4)
    assert found.dead == 0  # so many that the segments were written anew
    assert found.shapes == (("IDMap,SQfp16", 4, 1.0),)
