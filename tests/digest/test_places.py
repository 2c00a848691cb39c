"""Where to look for changes, and which changes may concern digests."""

from __future__ import annotations

from pathlib import Path

import pytest

from papersearch.digest.places import Places


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "days" / "2024.07").mkdir(parents=True)
    (tmp_path / "days" / "04.md").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("paths", "folders", "deep"),
    [
        (["days"], ["days"], True),
        (["days/04.md"], ["days"], False),
        (["04.md"], ["."], False),
        (["days/*/*.md"], ["days"], True),
        (["*.md"], ["."], True),
        (["days", "days/04.md"], ["days"], True),
    ],
)
def test_folders(folder: Path, paths: list[str], folders: list[str], deep: bool) -> None:
    places = Places.of(paths)
    assert (list(places.folders), places.deep) == ([Path(own) for own in folders], deep)


@pytest.mark.parametrize(
    ("paths", "changed", "gone", "expected"),
    [
        (["days"], "days/05.md", False, True),
        (["days"], "days/2024.07", False, True),
        (["days"], "days/2024.07", True, True),
        (["days"], "days/gone/05.json", True, True),
        (["days"], "days/.05.md.swp", False, False),
        (["days"], "days/.git/x.md", False, False),
        (["days"], "days/05.md~", False, False),
        (["days"], "days/papers.d", True, True),
        (["days"], "days/catalog.sqlite-wal", True, False),
        (["days"], "days/index/vectors/12.faiss", True, False),
        (["days"], "days/notes.log", False, False),
        (["days/*.papers"], "days/x.papers", False, True),
        (["days/04.md"], "days/04.md", True, True),
        (["days/04.md"], "days/05.md", False, False),
    ],
)
def test_what_concerns_digests(
    folder: Path, paths: list[str], changed: str, gone: bool, expected: bool
) -> None:
    assert Places.of(paths).concerns(str(folder / changed), gone) is expected
