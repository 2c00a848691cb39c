"""Every command of README.md, as written, in a fresh copy of what the repository ships."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fetching.servers import Arxiv, Hub, paper, serving

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

ELSEWHERE = (
    "make ", "pip ", "pipx ", "uv ",  # .ci/run does these in a clean clone
    "papersearch serve", "papersearch browse", "papersearch mcp",  # they run until Ctrl-C
    "papersearch --store",  # needs a server
    "papersearch embed corpus/*.jsonl --out shards --engine ray",  # needs a cluster
)  # fmt: skip
DAYS = ("2024-07-04", "2024-10-04", "2024-12-06")
"""The days of the papers that are named; embedding all of them, five times, takes long."""

FAIL = {
    "papersearch embed corpus/*.jsonl --out shards": "pyarrow",
    "papersearch map": "openTSNE",
    "papersearch index hf": "httpx2",
    "papersearch index --fetch": "httpx2",
}
"""Commands that need an extra, by what it brings."""


def commands() -> list[str]:
    """Return the commands of all blocks of the shell, in their order."""
    found: list[str] = []
    for kind, block in re.findall(r"```(sh|console)\n(.*?)```", README, re.DOTALL):
        lines = block.splitlines()
        if kind == "console":
            lines = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
        found += [re.sub(r"\s+#.*", "", line) for line in lines if line.strip()]
    return [command for command in found if not command.startswith(ELSEWHERE)]


def needs(command: str) -> str:
    """Return what has to be installed for a command, "" for nothing."""
    return next((name for start, name in FAIL.items() if command.startswith(start)), "")


def test_there_are_many() -> None:
    assert len(commands()) > 20
    assert any(command.startswith("papersearch query") for command in commands())


@pytest.mark.slow
def test_every_command_works_as_written(tmp_path: Path) -> None:
    folder, home, programs = tmp_path / "clone", tmp_path / "home", tmp_path / "bin"
    _examples(folder)
    shutil.copytree(folder / "examples" / "digests", home / "digests")
    shutil.copytree(folder / "examples" / "digests", folder / "digests")
    programs.mkdir()
    program = programs / "papersearch"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m papersearch "$@"\n')
    program.chmod(0o755)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PAPERSEARCH")},
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    with serving(_hub()) as hub, serving(Arxiv()) as arxiv:
        environment |= {"HF_ENDPOINT": hub.address, "PAPERSEARCH_ARXIV": arxiv.address}
        wrong = _wrong(folder, environment)
    assert wrong == []


def _examples(folder: Path) -> None:
    shutil.copytree(ROOT / "examples", folder / "examples")
    for path in (folder / "examples" / "digests").rglob("*.md"):
        if "-".join(path.with_suffix("").parts[-3:]) not in DAYS:
            path.unlink()


def _hub() -> Hub:
    """Return a publisher of one paper a day."""
    hub, today = Hub(), datetime.datetime.now(datetime.UTC).date()
    hub.days = {(today - datetime.timedelta(n)).isoformat(): [paper(n)] for n in range(40)}
    return hub


def _wrong(folder: Path, environment: dict[str, str]) -> list[str]:
    """Return the commands that fail, and what they say."""
    wrong = []
    for command in commands():
        missing = needs(command)
        if (missing and not _is_there(missing)) or ("jq" in command and not shutil.which("jq")):
            continue
        if "corpus/*.jsonl" in command:
            (folder / "corpus").mkdir(exist_ok=True)
            shutil.copy(folder / "papers.jsonl", folder / "corpus")
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            wrong.append(f"{command}: {done.returncode}\n{done.stderr}")
    return wrong


def _is_there(module: str) -> bool:
    import importlib.util

    return importlib.util.find_spec(module) is not None


@pytest.mark.slow
def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    _examples(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d\d new papers", done.stdout)
