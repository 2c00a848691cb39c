from __future__ import annotations

from pathlib import Path

import pytest

from papersearch.errors import UsageError
from papersearch.indexing.sources import sources, within
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


def test_what_lies_within(tmp_path: Path) -> None:
    lies = within([str(tmp_path / "a"), str(tmp_path / "b.md"), "-"])
    assert lies(str(tmp_path / "a/2024/x.md"))
    assert lies(str(tmp_path / "b.md"))
    assert not lies(str(tmp_path / "ab/x.md"))
    assert not lies(STDIN_NAME)
