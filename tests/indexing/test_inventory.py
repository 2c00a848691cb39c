"""What an index was made of: told where it is now, and forgotten, by names that say which."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from papersearch.api.library import Library
from papersearch.errors import SourceNotFound, UsageError
from papersearch.types.sources import STDIN_NAME
from tests.indexing.test_update import one

Make = Callable[..., Library]  # type: ignore[type-arg]


@pytest.fixture
def two(make_anywhere: Make, tmp_path: Path) -> Library:  # type: ignore[type-arg]
    """An index of two folders of one name, with a paper each."""
    index = make_anywhere()
    for n, own in enumerate(("x", "y")):
        path = tmp_path / own / "digests" / f"{own}.md"
        path.parent.mkdir(parents=True)
        path.write_text(one(f"2407.0000{n}"), encoding="utf-8")
        index.index([path.parent])
    return index


def listed(index: Library) -> list[tuple[str, int, int]]:  # type: ignore[type-arg]
    return [(own.where, own.files, own.missing) for own in index.sources.all()]


@pytest.mark.parametrize("name", ["", " ", "/", "//", "/..", "\n"])
def test_nothing_and_everything_are_no_names(two: Library, name: str) -> None:  # type: ignore[type-arg]
    before = listed(two)
    with pytest.raises(UsageError, match="names no folder"):
        two.sources.forget(name)
    with pytest.raises(UsageError, match="names no folder"):
        two.sources.move(name, "elsewhere")
    assert listed(two) == before


@pytest.mark.parametrize("name", ["", " ", "/"])
def test_nothing_and_everything_are_no_places(
    two: Library,  # type: ignore[type-arg]
    tmp_path: Path,
    name: str,
) -> None:
    before = listed(two)
    with pytest.raises(UsageError, match="names no folder"):
        two.sources.move(str(tmp_path / "x" / "digests"), name)
    assert listed(two) == before


def test_what_holds_several_is_not_forgotten_at_once(
    two: Library,  # type: ignore[type-arg]
    tmp_path: Path,
) -> None:
    before = listed(two)
    with contextlib.chdir(tmp_path):
        for name in (".", str(tmp_path)):
            with pytest.raises(SourceNotFound, match=r"itself was not indexed: name one of .*x"):
                two.sources.forget(name)
    assert listed(two) == before
    assert two.sources.move(str(tmp_path), "/mnt").digests == 2


def test_two_of_one_name_are_told_apart(two: Library) -> None:  # type: ignore[type-arg]
    with pytest.raises(
        SourceNotFound, match=r"2 are called digests: name one of .*/x/digests, .*y"
    ):
        two.sources.forget("digests")
    with pytest.raises(SourceNotFound, match="nothing was indexed from digest:"):
        two.sources.forget("digest")


def test_a_folder_moved_to_another_one_is_part_of_that(
    two: Library,  # type: ignore[type-arg]
    tmp_path: Path,
) -> None:
    one, other = tmp_path / "x" / "digests", tmp_path / "y" / "digests"
    two.sources.move(str(one), str(other))
    assert listed(two) == [(str(other), 2, 1)]
    two.sources.move(str(other), str(other / "below"))
    two.index([other])
    assert [own for own, *_ in listed(two)] == [str(other)]


def test_standard_input_has_the_name_that_people_give_it(make_anywhere: Make) -> None:
    index = make_anywhere()
    index.index(["-"], stdin=lambda: one("2407.00006").encode())
    assert [own for own, *_ in listed(index)] == [STDIN_NAME]
    assert index.sources.forget("-").digests == 1
    assert listed(index) == []


def test_a_folder_may_move_into_itself_and_out_and_nowhere(
    two: Library,  # type: ignore[type-arg]
    tmp_path: Path,
) -> None:
    root = tmp_path / "x" / "digests"
    (root / "deep").mkdir()
    (root / "deep" / "x.md").write_text(one("2407.00007"), encoding="utf-8")
    two.index([root])
    for old, new in ((root, root), (root, root / "deep"), (root / "deep", root)):
        two.sources.move(str(old), str(new))
        assert {paper.id for paper in two.papers()} == {"2407.00000", "2407.00001", "2407.00007"}
    assert (str(root), 2, 0) in listed(two)
