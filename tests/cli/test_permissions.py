"""An index is as open as the umask says; who may not read it is told so, in one line."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.types.watch import Watch
from tests.cli.test_commands import invoke
from tests.conftest import DAY_ONE, DAY_TWO
from tests.places import NOBODY, Said, as_nobody

READING = (
    "query visual",
    "query visual --mode lexical",
    "similar 2407.00001",
    "show 2407.00001",
    "status",
    "verify",
    "audit",
    "duplicates",
    "export",
    "feed",
    "recommend",
    "trends",
    "watch list",
)
WRITING = (
    "index DIGEST",
    "verify --repair",
    "verify --salvage NEW",
    "remove 2407.00001",
    "like 2407.00002",
    "watch add name visual",
    "tune",
    "reembed --model fake",
)


@pytest.fixture(params=[0o022, 0o027, 0o002, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_all_files_are_as_open_as_the_umask_says(umask: int, papers: PaperIndex) -> None:
    papers.remove(["2407.00001"])
    papers.verify(repair=True)
    for path in [papers.folder, *papers.folder.rglob("*")]:
        expected = (0o777 if path.is_dir() else 0o666) & ~umask
        assert stat.S_IMODE(path.stat().st_mode) == expected, path


@pytest.fixture
def common(commons: Path, papers: PaperIndex) -> Path:
    """An index where another user can get at it, and a digest beside it."""
    papers.watches.add(Watch("visual", "visual tokens"))
    papers.close()
    shutil.copytree(papers.folder, commons / "index")
    shutil.copytree(papers.folder, commons / "warm")
    (commons / "new.md").write_text("### [A paper](https://arxiv.org/abs/2407.00009)\n\n- x\n")
    return commons / "index"


def asked(lines: tuple[str, ...], index: Path) -> dict[str, Said]:
    """Return how commands on an index ended that another user gave."""

    def arguments(line: str, folder: Path) -> list[str]:
        places = {"DIGEST": index.parent / "new.md", "NEW": index.parent / f"to-{folder.name}"}
        return [*(str(places.get(w, w)) for w in line.split()), "--index", str(folder)]

    warm = [arguments(line, index.parent / "warm") for line in lines]
    said = as_nobody([arguments(line, index) for line in lines], warmed_by=warm)
    return dict(zip(lines, said, strict=True))


@pytest.mark.slow
def test_another_user_reads_what_the_umask_lets(common: Path) -> None:
    for line, said in asked(READING, common).items():
        few = line == "recommend" and "it takes" in said.stderr
        assert (said.code, "error" in said.stderr) == (0, False) or few, (line, said)


def test_another_user_cannot_write(common: Path) -> None:
    for line, said in asked((*WRITING, "query visual"), common).items():
        if line in ("verify --repair", "query visual"):  # there is nothing to repair
            assert said.code == 0, (line, said)
        else:
            assert said.code == 1, (line, said)
            assert said.stderr.startswith("error: cannot write "), (line, said)
            assert "no permission" in said.stderr, (line, said)
            assert said.stderr.count("\n") == 1, (line, said)


def the(pattern: str) -> Callable[[Path], list[Path]]:
    return lambda index: sorted(index.glob(pattern)) if pattern else [index]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("closed", "concerns"),
    [
        ("", READING + WRITING),
        ("catalog.sqlite", READING + WRITING),
        ("vectors", ("query visual", "verify")),
        ("vectors/*.faiss", ("query visual", "verify")),
        ("words", ("query visual", "query visual --mode lexical", "verify")),
        ("words/*.safetensors", ("query visual", "query visual --mode lexical", "verify")),
    ],
)
def test_a_missing_permission_is_one_line_and_no_damage(
    common: Path, closed: str, concerns: tuple[str, ...]
) -> None:
    for path in the(closed)(common):
        path.chmod(0o700 if path.is_dir() else 0o600)
    for line, said in asked(READING + WRITING, common).items():
        assert said.code in ((1,) if line in concerns else (0, 1)), (line, said)
        assert said.stderr.count("error: ") == said.code, (line, said)
        assert "damage" not in said.stderr + said.stdout, (line, said)
        if line in concerns:
            assert said.stderr.startswith("error: cannot "), (line, said)
            assert "no permission" in said.stderr, (line, said)
            assert said.stderr.count("\n") == 1, (line, said)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["{}/closed/04.md", "{}/closed", "{}/closed/*.md", "{}"])
def test_what_cannot_be_looked_at_is_not_gone(
    common: Path, way: str, fake_models: FakeEmbedder
) -> None:
    """A folder that may not be searched, or not listed: its papers stay, and it is said why."""
    home = common.parent
    shutil.rmtree(common)
    (home / "days" / "closed").mkdir(parents=True)
    (home / "days" / "closed" / "04.md").write_text(DAY_ONE, encoding="utf-8")
    (home / "days" / "05.md").write_text(DAY_TWO, encoding="utf-8")
    index = ["--index", str(common)]
    assert invoke("index", str(home / "days"), *index).exit_code == 0
    for path in [home, *home.rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
    (home / "days" / "closed").chmod(0)
    named = way.format(home / "days")
    pruning = ["index", named, "--prune", "--yes", *index]
    said, listed = as_nobody(
        [pruning, ["export", *index]], warmed_by=[["index", str(home / "new.md"), *index]]
    )
    assert said.code == 1
    assert "cannot be read: Permission denied" in said.stderr
    assert listed.stdout.count("\n") == 4
