"""``papersearch sources``, and what is said before much is dropped."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.test_commands import invoke
from tests.conftest import DAY_ONE

pytestmark = pytest.mark.usefixtures("fake_models")

Run = Callable[..., Result]
PLACES = ("folder", "milvus-lite")


@pytest.fixture(params=PLACES)
def run(request: pytest.FixtureRequest, digests: Path, tmp_path: Path) -> Run:
    """A function that runs a command on an index of two days."""
    if request.param != "folder":
        pytest.importorskip("milvus_lite")
    place = {
        "folder": ("--index", str(tmp_path / "index")),
        "milvus-lite": ("--store", f"milvus://{tmp_path}/papers.db/papers"),
    }[request.param]

    def do(*arguments: str) -> Result:
        return invoke(*arguments, *place)

    assert do("index", str(digests)).exit_code == 0
    return do


def test_sources_are_listed_with_what_is_missing(run: Run, digests: Path) -> None:
    [kept] = json.loads(run("sources", "--format", "json").stdout)["collections"]
    assert kept.pop("read").startswith("20")
    assert kept == {
        "where": str(digests),
        "is_folder": True,
        "files": 2,
        "papers": 3,
        "missing": 0,
    }
    (digests / "2024/07/05.md").unlink()
    listed = run("sources")
    head, line = listed.stdout.splitlines()
    assert head.split() == ["files", "missing", "papers", "last", "read", "where"]
    assert line.split()[:3] == ["2", "1", "3"]
    assert line.endswith(str(digests))
    assert listed.stderr.startswith("1 file is missing: `papersearch index PATH --prune` drops")


def test_more_than_a_tenth_needs_a_yes(run: Run, digests: Path) -> None:
    (digests / "2024/07/05.md").unlink()
    asked = run("index", str(digests), "--prune")
    assert asked.exit_code == 1
    assert "1 of 3 papers are to be dropped, more than a tenth of the index:" in asked.stderr
    assert "2407.00003  Selective State Spaces" in asked.stderr
    assert "error: 1 paper was not dropped: add --yes" in asked.stderr
    dry = run("index", str(digests), "--prune", "--dry-run")
    assert "gone  2407.00003  Selective State Spaces" in dry.stdout
    done = run("index", str(digests), "--prune", "--yes")
    assert done.exit_code == 0
    assert "1 pruned" in done.stdout


def test_a_terminal_is_asked(run: Run, digests: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([False, True])
    monkeypatch.setattr("papersearch.cli.agreeing.is_there", lambda: True)
    monkeypatch.setattr("click.confirm", lambda *_args, **_options: next(answers))
    (digests / "2024/07/05.md").unlink()
    assert run("index", str(digests), "--prune").exit_code == 1
    assert run("index", str(digests), "--prune").exit_code == 0


def test_a_move_is_said_in_one_line(run: Run, digests: Path) -> None:
    digests.rename(digests.parent / "archive")
    said = run("index", str(digests.parent / "archive"))
    assert said.exit_code == 0
    assert [line for line in said.stderr.splitlines() if line.startswith("note: ")] == [
        f"note: {digests} is {digests.parent}/archive now: 2 digests known again by what is in them"
    ]


def test_what_stays_of_broken_files_is_said_once(run: Run, digests: Path) -> None:
    for path in digests.glob("*/*/*.md"):
        path.write_bytes(b"\xff\x00")
    said = run("index", str(digests), "--prune")
    assert said.exit_code == 1
    assert "note: 3 papers stay of 2 digests that cannot be read, until that is mended" in (
        said.stderr.splitlines()
    )


def test_move_and_forget(run: Run, digests: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more/04.md").write_text(DAY_ONE, encoding="utf-8")
    assert run("index", str(tmp_path / "more")).exit_code == 0
    moved = run("sources", "move", str(digests), "/mnt/digests")
    assert moved.stderr == f"{digests} is /mnt/digests now: 2 digests\n"
    found = json.loads(run("sources", "--format", "json").stdout)["collections"]
    assert [own["where"] for own in found] == sorted(["/mnt/digests", str(tmp_path / "more")])
    refused = run("sources", "forget", "digests")
    assert (refused.exit_code, "add --yes" in refused.stderr) == (1, True)
    forgot = run("sources", "forget", "digests", "--yes")
    assert forgot.stderr.splitlines()[-1] == "2 digests forgotten, 1 paper dropped"
    assert json.loads(run("sources", "--format", "json").stdout)["count"] == 1
    nothing = run("sources", "forget", "digests")
    assert nothing.exit_code == 1
    assert nothing.stderr.startswith("error: nothing was indexed from digests: `papersearch sou")


def test_a_folder_of_which_nothing_is_left_can_be_forgotten(run: Run, digests: Path) -> None:
    for path in digests.rglob("*.md"):
        path.unlink()
    assert run("index", str(digests), "--prune", "--yes").exit_code == 0
    found = json.loads(run("sources", "--format", "json").stdout)
    assert [own["files"] for own in found["collections"]] == [0]
    forgot = run("sources", "forget", "digests")
    assert forgot.stderr == "0 digests forgotten, 0 papers dropped\n"
    assert json.loads(run("sources", "--format", "json").stdout)["count"] == 0


def test_a_place_has_the_name_that_is_shown(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "\x1b[31mred\nx"
    folder.mkdir()
    (folder / "06.md").write_text(DAY_ONE, encoding="utf-8")
    assert run("index", str(folder)).exit_code == 0
    shown = next(line for line in run("sources").stdout.splitlines() if "red" in line).split(
        maxsplit=4
    )[4]
    assert shown == f"{tmp_path}/\\x1b[31mred x"
    assert run("sources", "move", shown, str(folder)).exit_code == 0
    assert run("sources", "forget", shown).stderr.startswith("1 digest forgotten")
