"""Completion: what click answers of every command, and what the shells make of it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.shell_completion import FishComplete, ZshComplete

from papersearch.cli.app import papersearch
from papersearch.cli.commands import ALIASES, COMMANDS
from papersearch.cli.completion import SCRIPTS

NAMES = [
    *COMMANDS, *ALIASES, "help", "help query", "watch add", "watch edit", "sources add",
    "sources move", "nothing", "watch nothing",
]  # fmt: skip
BEGUN = [
    "", "-", "--", "--x", "x --", "'", '"', '"a b" --', "a:b,c=d --", "토큰 ", "\\", "--wait --",
    "-k x --", "--since=", "--format ", "--format=t", "-- --", "help ",
]  # fmt: skip
Ask = Callable[..., list[str]]


@pytest.mark.parametrize("name", NAMES)
def test_no_command_fails_or_prints_while_a_shell_asks(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for begun in BEGUN:
        words = f"papersearch {name} {begun}"
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
        lines = ZshComplete(papersearch, {}, "papersearch", "_X").complete().split("\n")
        assert lines == [""] or len(lines) % 3 == 0  # no description has a line of its own
        monkeypatch.setenv("COMP_CWORD", begun.split(" ")[-1])
        FishComplete(papersearch, {}, "papersearch", "_X").complete()
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with this program on the path, and files whose names are odd."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "papersearch"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m papersearch "$@"\n')
    program.chmod(0o755)
    (tmp_path / "here").mkdir()
    for name in ("a, b.md", "한글 파일.md", "x:y.md", "it's.md"):
        (tmp_path / "here" / name).touch()
    for shell, script in SCRIPTS.items():
        (tmp_path / f"papersearch.{shell}").write_text(script, encoding="utf-8")
    return tmp_path


def run(folder: Path, *command: str) -> list[str]:
    """Return the lines that a shell prints."""
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    root = str(Path(__file__).parents[2])
    environment = os.environ | {"PATH": path, "PYTHONPATH": root, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command,
        cwd=folder / "here",
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def needs(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"needs {shell}")


@pytest.fixture
def fish(folder: Path) -> Ask:
    """A function that returns what fish offers for a line, descriptions behind a tab."""
    needs("fish")
    source = f"source '{folder}/papersearch.fish'"
    return lambda line: run(
        folder, "fish", "--no-config", "-c", f"{source}; complete -C $argv[1]", line
    )


@pytest.fixture
def bash(folder: Path) -> Ask:
    """A function that returns what bash offers for words, taken apart as bash does."""
    needs("bash")
    asked = (
        f'source \'{folder}/papersearch.bash\'; compopt() {{ echo "$@"; }}; COMP_WORDS=("$@"); '
        "COMP_CWORD=$(($# - 1)); _papersearch_completion papersearch; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    return lambda *words: run(folder, "bash", "--norc", "-c", asked, "bash", *words)


@pytest.fixture
def zsh(folder: Path) -> Ask:
    """A function that returns what zsh is told to offer for words, with colons before help."""
    needs("zsh")
    asked = (
        "compdef() { : }; compset() { print -r -- compset $2 }; "
        "compadd() { print -rl -- $plain }; _describe() { print -rl -- $described }; "
        f"_path_files() {{ print -r -- files $1 }}; source '{folder}/papersearch.zsh'; "
        'words=("$@"); CURRENT=$#; _papersearch_completion'
    )
    return lambda *words: run(folder, "zsh", "-f", "-c", asked, "zsh", *words)


def test_fish_shows_whole_descriptions(fish: Ask) -> None:
    (line,) = fish("papersearch query a --since")
    assert line == (
        "--since\tOnly papers of this day or later: 2024-07-31, 2024-07, 'July 2024', yesterday, "
        "'last week'."
    )
    names = [line.split("\t")[0] for line in fish("papersearch ")]
    assert sorted(names) == sorted(COMMANDS)


def test_fish_takes_what_is_written_in_any_way(fish: Ask) -> None:
    assert fish('papersearch query "state space" 토큰, a:b --rer')[0].startswith("--rerank\t")
    assert fish("papersearch query don\\'t --format ta") == ["table"]
    assert fish("papersearch query --format=ta") == ["--format=table"]
    assert fish("papersearch help que")[0].startswith("query\t")
    assert fish('papersearch query "state sp') == []


def test_fish_completes_files(fish: Ask) -> None:
    assert fish("papersearch index a") == ["a, b.md"]
    assert fish("papersearch read 한") == ["한글 파일.md"]
    assert fish("papersearch feed --output=x:") == ["--output=x:y.md"]


def test_bash(bash: Ask) -> None:
    assert bash("papersearch", "comp") == ["completion"]
    assert bash("papersearch", "query", '"state space"', "토큰,", "--rer") == ["--rerank"]
    assert bash("papersearch", "query", "--format", "=", "ta") == ["table"]
    assert bash("papersearch", "query", "--format", "=")[0] == "table"
    assert bash("papersearch", "fetch", "arxiv", ":", "cs.CL", "--la") == ["--last"]
    assert bash("papersearch", "query", "--index", "c", ":", "d", "--format", "ta") == ["table"]
    assert bash("papersearch", "query", "don\\'t", "--format", "ta") == ["table"]
    assert bash("papersearch", "index", "a") == ["-o default", ""]
    assert bash("papersearch", "query", "--index", "a") == ["-o dirnames", ""]
    assert bash("papersearch", "help", "que") == ["query"]


def test_zsh(zsh: Ask) -> None:
    (line,) = zsh("papersearch", "query", '"a b"', "토큰,", "--since")
    assert line.startswith("--since:Only papers of this day or later: 2024-07-31, 2024-07, 'July")
    assert zsh("papersearch", "query", "--format=ta") == ["compset *=", "table"]
    assert zsh("papersearch", "query", "--format", "ta") == ["table"]
    assert zsh("papersearch", "fetch", "arxiv:cs.CL", "--la")[0].startswith("--last:")
    assert zsh("papersearch", "index", "a") == ["files -f"]
    assert zsh("papersearch", "help", "que")[0].startswith("query:")


def test_a_cursor_within_a_line_hides_what_follows(folder: Path) -> None:
    needs("zsh")
    asked = (
        "compdef() { : }; compadd() { print -rl -- $plain }; "
        f"source '{folder}/papersearch.zsh'; words=(papersearch query --format '' --last 7d); "
        "CURRENT=4; _papersearch_completion"
    )
    assert "table" in run(folder, "zsh", "-f", "-c", asked)
