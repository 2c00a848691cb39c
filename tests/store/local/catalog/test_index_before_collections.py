"""An index that knows no collections yet is taken over: nothing of it is lost or embedded again.

``data/index-of-format-4.tar.gz`` was made by the command line in another place from two made-up
days and a pipe; one paper is liked.
"""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import NoReturn

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.types.sources import STDIN_NAME

DATA = Path(__file__).parents[3] / "data"
ELSEWHERE = "/tmp/older/digests"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A copy of the index, with its digests beside it."""
    with tarfile.open(DATA / "index-of-format-4.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "index"


def refuse(*_args: object, **_options: object) -> NoReturn:
    raise AssertionError("something was embedded")


def test_its_collections_are_guessed(older: Path) -> None:
    with PaperIndex.open(older) as index:
        found = {own.where: (own.files, own.papers, own.read) for own in index.sources.all()}
    assert found[f"{ELSEWHERE}/2024/07"] == (2, 3, "")


def test_its_folder_is_known_in_another_place_and_its_pipe_as_one(older: Path) -> None:
    digests = older.parent / "digests"
    with PaperIndex(older, load=refuse) as index:
        report = index.index([digests], prune=True)
        assert (report.new, report.pruned, report.embedded, len(index)) == (0, 0, 0, 4)
        assert [own.digests for own in report.moved] == [2]
        kept = {own.where: (own.files, own.papers, own.missing) for own in index.sources.all()}
        assert kept == {str(digests): (2, 3, 0), STDIN_NAME: (1, 1, 0)}
        assert index.likes.all() == {"2407.00001": True}
        assert index.verify(sample=0) == []
