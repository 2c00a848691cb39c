"""Bursts of changes, of folders that come, go and are other ones."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from papersearch.errors import MissingExtra
from papersearch.runtime.changes import bursts

pytest.importorskip("watchfiles")


def begun(*folders: Path, deep: bool = True) -> Iterator[None]:
    """Return the bursts of folders that are watched by now."""
    found = bursts(folders, lambda path, _gone: not path.endswith(".txt"), deep=deep)
    next(found)
    return found


def test_a_file_that_is_written(tmp_path: Path) -> None:
    changes = begun(tmp_path)
    (tmp_path / "a.md").touch()
    next(changes)
    (tmp_path / "b.txt").touch()
    (tmp_path / "folder").mkdir()
    next(changes)
    (tmp_path / "folder" / "c.md").touch()
    next(changes)


def test_what_changes_meanwhile_is_not_missed(tmp_path: Path) -> None:
    changes = begun(tmp_path)
    (tmp_path / "a.md").touch()
    next(changes)
    (tmp_path / "b.md").touch()  # while the caller is busy
    next(changes)


def test_a_link_that_leads_elsewhere(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    link = tmp_path / "link"
    link.symlink_to("one")
    changes = begun(link)
    link.unlink()
    link.symlink_to("two")
    next(changes)
    (tmp_path / "two" / "a.md").touch()
    next(changes)


def test_a_folder_that_comes_later(tmp_path: Path) -> None:
    changes = begun(tmp_path / "later")
    (tmp_path / "later").mkdir()
    next(changes)
    (tmp_path / "later" / "a.md").touch()
    next(changes)


def test_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(MissingExtra, match=r"pip install 'papersearch\[watch\]'"):
        begun(tmp_path)
