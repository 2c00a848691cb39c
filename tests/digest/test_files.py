from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from papersearch.digest.files import find, found
from papersearch.digest.reader import read
from papersearch.errors import DigestError, NoDigests

DIGEST = "## Daily Papers (2024-07-04)\n\n### [A](https://arxiv.org/abs/2407.00001)\n\n- x\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("2024/07/05.md", "2024/07/04.md", "2024/08/01.json", "old.log", ".git/a.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(DIGEST)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*paths: str) -> list[str]:
    return [
        str(path.relative_to(Path.cwd()) if path.is_absolute() else path) for path in find(paths)
    ]


ALL = ["2024/07/04.md", "2024/07/05.md", "2024/08/01.json"]


@pytest.mark.parametrize("path", [".", "2024", "./2024/", "20*", "**", "**/*.*"])
def test_folders_and_patterns_give_digests_sorted(tree: Path, path: str) -> None:
    assert [name.removeprefix("./") for name in names(path)] == ALL


def test_a_file_is_taken_whatever_its_name_and_once(tree: Path) -> None:
    assert names("old.log", "2024/07/05.md", "./2024/07/05.md", "2024/07") == [
        "old.log",
        "2024/07/05.md",
        "2024/07/04.md",
    ]


def test_a_pattern_may_name_another_ending(tree: Path) -> None:
    assert names("*.log") == ["old.log"]


def test_whether_there_are_papers_in_a_file_only_reading_it_tells(tree: Path) -> None:
    others = ["CHANGELOG.md", "README.md", "feed.xml", "notes.TXT", "refs.bib"]
    for name in others:
        Path(name).write_text("# How to use\n")
    assert names(".") == [*ALL, *others] or names(".") == sorted([*ALL, *others])


def test_what_is_named_is_told_from_what_lies_there(tree: Path) -> None:
    every = {own.path.name: own.named for own in found(["2024/07", "2024/07/05.md", "*.log"])}
    assert every == {"04.md": False, "05.md": True, "old.log": False}


@pytest.mark.parametrize("mark", [".papersearch-index", "catalog.sqlite"])
@pytest.mark.parametrize("path", [".", "**/*.*", "*", "**"])
def test_an_index_below_is_no_folder_of_digests(tree: Path, path: str, mark: str) -> None:
    (tree / "2024" / "index" / "lexical").mkdir(parents=True)
    (tree / "2024" / "index" / mark).touch()
    (tree / "2024" / "index" / "lexical" / "meta.json").write_text("{}")
    assert not [name for name in names(path) if "meta.json" in name]


def test_digests_in_the_folder_of_an_index_are_read_where_it_is_named(tree: Path) -> None:
    (tree / "2024" / ".papersearch-index").touch()
    (tree / "2024" / "lexical").mkdir()
    (tree / "2024" / "lexical" / "meta.json").write_text("{}")
    assert names("2024") == ALL


def test_links_are_followed_once_and_loops_end(tree: Path) -> None:
    (tree / "2024" / "loop").symlink_to(tree, target_is_directory=True)
    (tree / "2024" / "again.md").symlink_to("07/04.md")
    every = find(["2024"])
    assert len({os.path.realpath(path) for path in every}) == len(every) == 3


def test_a_pipe_in_a_folder_is_passed_over(tree: Path) -> None:
    os.mkfifo(tree / "2024" / "pipe.md")
    assert names("2024") == ALL


@pytest.mark.parametrize("path", ["2024", "2024/*.md", "2024/*", "**/*.md", "20*", "*/*.*"])
def test_nothing_without_an_end_is_found(tree: Path, path: str) -> None:
    os.mkfifo(tree / "2024" / "pipe.md")
    os.mkfifo(tree / "2024" / "readme.md")
    (tree / "2024" / "zero.md").symlink_to("/dev/zero")
    (tree / "2024" / "there.md").write_text(DIGEST)
    every = [name.removeprefix("./") for name in names(path)]
    assert "2024/there.md" in every
    assert not {"2024/pipe.md", "2024/readme.md", "2024/zero.md"} & set(every)


@pytest.fixture
def too_deep(tree: Path) -> Iterator[Path]:
    """A folder that nobody can list, not even root: its name is longer than the system takes."""
    folder, here = tree / "2024" / ("d" * 250), os.open(tree / "2024", os.O_RDONLY)
    for _ in range(17):
        os.mkdir("d" * 250, dir_fd=here)
        below = os.open("d" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("path", [".", "2024", "**", "**/*.md", "20*"])
def test_a_folder_that_cannot_be_listed_costs_only_itself(
    tree: Path, too_deep: Path, path: str
) -> None:
    every = find([path])
    (unlisted,) = [own for own in every if not own.suffix]
    assert str(unlisted).count("d" * 250) >= 15
    with pytest.raises(DigestError, match="cannot be read: File name too long"):
        read(unlisted)
    assert {own.name for own in every} >= {"04.md", "05.md"}


def test_a_run_has_so_many_files_at_most(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papersearch.types.limits.FILES", 2)
    with pytest.raises(NoDigests, match="3 files, of 2 at most in one run: name folders one by"):
        find(["."])


def test_standard_input_is_no_file(tree: Path) -> None:
    assert find(["-"]) == []


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere", "'nowhere' does not exist"),
        ("", "'' does not exist"),
        ("*.doc", r"no digest in '\*.doc'"),
        ("empty", "no digest in 'empty': expected files that end in .md"),
    ],
)
def test_paths_without_digests(tree: Path, path: str, message: str) -> None:
    (tree / "empty").mkdir()
    with pytest.raises(NoDigests, match=message):
        find([path])
