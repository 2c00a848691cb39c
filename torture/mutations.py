"""Faults that are put into the package one at a time, each of which a test has to notice.

They stand in mutations.toml: what the fault is, the text that it changes, and the tests that must
fail with it. A fault that all of them pass shows behaviour that no test holds.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = Path(__file__).with_suffix(".toml")
COPIED = ("papersearch", "tests", "torture", "docs", "pyproject.toml")
_LIMIT = 600  # seconds, for a fault may make something run forever
_NONE_FAILED, _SOME_FAILED = 0, 1


@dataclass(frozen=True, slots=True)
class Mutation:
    """A fault: in ``file`` of the package, ``new`` in the place of ``old``, which is there once.

    ``tests`` are files or tests below tests/, one of which fails with it.
    """

    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def wrong(self, root: Path = ROOT) -> str:
        """Return what keeps the fault from being put in, "" for nothing."""
        count = self._text(root).count(self.old)
        missing = [own for own in self.tests if not _there(root, own)]
        if count != 1:
            return f"{self.what}: {self.file} has {self.old!r} {count} times"
        return f"{self.what}: there is no {missing[0]}" if missing else ""

    def put_in(self, root: Path) -> None:
        """Put the fault into a copy of the package."""
        self._path(root).write_text(self._text(root).replace(self.old, self.new), encoding="utf-8")

    def take_out(self, root: Path) -> None:
        """Put back what the original says."""
        shutil.copyfile(self._path(ROOT), self._path(root))

    def _path(self, root: Path) -> Path:
        return root / "papersearch" / self.file

    def _text(self, root: Path) -> str:
        return self._path(root).read_text(encoding="utf-8")


def table() -> list[Mutation]:
    """Return all faults."""
    found = tomllib.loads(TABLE.read_text(encoding="utf-8"))["mutation"]
    return [Mutation(**{**own, "tests": tuple(own["tests"])}) for own in found]


def survivors(folder: Path, mutations: Sequence[Mutation]) -> list[str]:
    """Return what is wrong: faults that no test notices, or tests that fail without any."""
    wrong = [own.wrong() for own in mutations]
    if any(wrong):
        return list(filter(None, wrong))
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, folder / name)
    every = sorted({test for own in mutations for test in own.tests})
    if _run(folder, every) != _NONE_FAILED:
        return ["tests fail without any fault"]
    return [own.what for own in mutations if not _noticed(folder, own)]


def _noticed(folder: Path, mutation: Mutation) -> bool:
    mutation.put_in(folder)
    try:
        return _run(folder, mutation.tests) == _SOME_FAILED
    finally:
        mutation.take_out(folder)


def _run(folder: Path, tests: Sequence[str]) -> int:
    """Run tests of the copy until one fails, and return how they ended."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    try:
        return subprocess.run(
            [*command, *(f"tests/{test}" for test in tests)],
            cwd=folder,
            env=environment,
            capture_output=True,
            timeout=_LIMIT,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return _SOME_FAILED


def _there(root: Path, test: str) -> bool:
    path, _, name = test.partition("::")
    file = root / "tests" / path
    return file.is_file() and f"def {name}" in file.read_text(encoding="utf-8")
