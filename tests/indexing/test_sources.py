from __future__ import annotations

from pathlib import Path

import pytest

from papersearch.errors import UsageError
from papersearch.indexing.sources import sources
from papersearch.types.sources import STDIN_NAME


def test_files_and_standard_input(digests: Path) -> None:
    found = sources(["-", str(digests)], lambda: b"text")
    assert [source.name for source in found] == [
        STDIN_NAME,
        str(digests / "2024/07/04.md"),
        str(digests / "2024/07/05.md"),
    ]
    assert found[0].read() == b"text"
    assert found[1].read().startswith(b"## Daily Papers")


def test_without_standard_input() -> None:
    with pytest.raises(UsageError, match="no standard input"):
        sources(["-"])
