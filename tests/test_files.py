from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from papersearch.errors import IndexUnwritable
from papersearch.files import sha256, write_atomic, writing


def test_a_file_is_written_whole_with_its_checksum(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    assert write_atomic(path, b"new") == hashlib.sha256(b"new").digest() == sha256(path)
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(IndexUnwritable, match="the disk is full: free some space"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("number", "remedy"),
    [(13, "no permission to write"), (30, "read-only"), (20, "is a file"), (5, "Input/output")],
)
def test_each_reason_has_its_remedy(tmp_path: Path, number: int, remedy: str) -> None:
    with pytest.raises(IndexUnwritable, match=remedy), writing(tmp_path):
        raise OSError(number, os.strerror(number))
