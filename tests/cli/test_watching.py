"""``papersearch index --watch`` as a process of its own, which only Ctrl-C ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from tests.cli.test_commands import invoke
from tests.conftest import DAY_ONE, DAY_TWO

pytest.importorskip("watchfiles")


class Watching:
    """A process that watches a folder of digests, and what it says."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.digests = folder / "digests"
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "papersearch", "index", *arguments, "--watch"),
                *("--index", str(folder / "index")),
            ],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            # A shell starts what is in the background without it.
        )

    @property
    def _stderr(self) -> IO[str]:
        assert self.process.stderr is not None
        return self.process.stderr

    @property
    def stdout(self) -> IO[str]:
        assert self.process.stdout is not None
        return self.process.stdout

    def said(self, part: str) -> list[str]:
        """Return the lines for people up to the one that contains ``part``."""
        return self._up_to(part, self._stderr)

    def shown(self, part: str) -> str:
        """Return what was found, up to the line that contains ``part``."""
        return "".join(self._up_to(part, self.stdout))

    def _up_to(self, part: str, stream: IO[str]) -> list[str]:
        found: list[str] = []
        for line in stream:
            found.append(line)
            if part in line:
                return found
        raise AssertionError(f"it ended without {part!r}: {''.join(found)}")

    def write(self, name: str, text: str) -> None:
        """Put a whole file in its place, as editors and git do."""
        part = self.digests.parent / name
        part.write_text(text, encoding="utf-8")
        part.rename(self.digests / name)

    def stop(self) -> tuple[int, str, str]:
        """Press Ctrl-C, and return the exit code and the rest of what was written."""
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate()
        return self.process.returncode, out, err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "digests").mkdir()
    (tmp_path / "digests" / "05.md").write_text(DAY_TWO, encoding="utf-8")
    return tmp_path


@pytest.fixture
def watching(folder: Path) -> Iterator[Watching]:
    """A process that has indexed the first day, and shows what a watch catches."""
    index = str(folder / "index")
    assert invoke("index", str(folder / "digests"), "--index", index).exit_code == 0
    assert invoke("watch", "add", "시각 토큰", "--name", "tokens", "--index", index).exit_code == 0
    made = Watching(folder, "digests", "--feed")
    made.said("watching digests: Ctrl-C ends it")
    yield made
    made.process.kill()
    made.process.communicate()


def test_new_files_are_indexed_and_shown(watching: Watching) -> None:
    watching.write("04.md", DAY_ONE)
    assert "2 digests: 2 new" in watching.said("new")[-1]
    assert watching.shown("2407.00001").startswith("tokens: 시각 토큰\n\nstrong")
    watching.write("06.md", DAY_ONE.replace("2407.0", "2408.0"))
    assert "3 digests: 2 new" in watching.said("new")[-1]
    assert "2407.00001" not in watching.shown("2408.00001")
    watching.shown("What's New")
    code, out, err = watching.stop()
    assert (code, out, err) == (130, "", "stopped\n")


def test_a_burst_is_one_run(watching: Watching) -> None:
    for n in range(10, 20):
        watching.write(f"{n}.md", DAY_ONE.replace("2407", f"24{n}").replace("07-04", f"07-{n}"))
    lines = [line for line in watching.said("new") if "digests:" in line]
    assert len(lines) == 1
    assert "11 digests: 20 new" in lines[0]


def test_half_a_file_is_read_again_when_it_is_whole(watching: Watching) -> None:
    watching.write("04.md", DAY_ONE[: DAY_ONE.index("### [Speaking")])
    assert "1 new, 0 changed" in watching.said("new")[-1]
    with (watching.digests / "04.md").open("a", encoding="utf-8") as file:
        file.write(DAY_ONE[DAY_ONE.index("### [Speaking") :])
    assert "1 new, 0 changed" in watching.said("new")[-1]


def test_a_file_that_is_broken_is_told_of_and_mended(watching: Watching) -> None:
    (watching.digests / "04.json").write_text("[{", encoding="utf-8")
    assert any("error: " in line and "04.json" in line for line in watching.said("1 failed"))
    watching.write("04.json", '[{"title": "Sheep", "id": "2407.00009", "summary": "Sheep."}]')
    assert "1 new" in watching.said("new")[-1]


def test_the_index_may_lie_among_the_digests(folder: Path) -> None:
    """What it writes is no reason to read again: the next line is of the next file."""
    made = Watching(folder, ".")
    made.said("watching .: Ctrl-C ends it")
    made.write("04.md", DAY_ONE)
    assert "1 digest: 1 new" in made.stdout.readline()
    assert "2 digests: 2 new" in made.stdout.readline()
    code, out, _ = made.stop()
    assert (code, out) == (130, "")


def test_where_the_reader_has_gone_nothing_counts_as_shown(
    watching: Watching, folder: Path
) -> None:
    watching.stdout.close()
    watching.write("04.md", DAY_ONE)
    watching.said("2 new")
    assert watching.process.wait() == 1
    result = invoke("feed", "--index", str(folder / "index"))
    assert "TokenSqueeze" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("-", "--watch"), 2, "--watch reads files again, standard input comes once: name files"),
        (("none", "--watch"), 2, "'none' does not exist"),
        ((".", "--watch", "--dry-run"), 2, "--dry-run looks once, --watch again and again"),
    ],
)
def test_what_cannot_be_watched(
    folder: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = invoke("index", *arguments, "--index", str(folder / "index"))
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


def test_a_pipe_cannot_be_watched(folder: Path) -> None:
    """Such as `<(command)` of a shell."""
    reading, writing = os.pipe()
    os.close(writing)
    path = f"/dev/fd/{reading}"
    result = invoke("index", path, "--watch", "--index", str(folder / "index"))
    os.close(reading)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "standard input comes once" in result.stderr


@pytest.mark.slow
def test_a_folder_with_an_ending_is_seen_to_go(folder: Path) -> None:
    days = folder / "digests" / "papers.d"
    days.mkdir()
    (days / "04.md").write_text(DAY_ONE, encoding="utf-8")
    made = Watching(folder, "digests", "--prune", "--yes")
    made.said("watching digests: Ctrl-C ends it")
    days.rename(folder / "elsewhere")
    assert "2 pruned" in made.shown("pruned")
    made.stop()


def test_without_the_library_the_pip_line_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = invoke("index", str(folder), "--watch", "--index", str(folder / "index"))
    assert result.exit_code == 1
    assert "pip install 'papersearch[watch]'" in result.stderr
    assert result.stderr.count("\n") == 1
