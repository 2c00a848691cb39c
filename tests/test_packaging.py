"""What is installed, and what a source distribution holds."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
HEAVY = "sentence-transformers"


def lines(name: str) -> list[str]:
    """Return the requirements of a file, without comments."""
    text = (ROOT / name).read_text("utf-8")
    return [line for line in re.sub(r"#.*", "", text).splitlines() if line.strip()]


def pinned(name: str) -> dict[str, set[str]]:
    """Return the versions that a file pins, by package."""
    found: dict[str, set[str]] = {}
    for line in lines(name):
        if own := re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", line):
            found.setdefault(re.sub(r"[-_.]+", "-", own[1]).lower(), set()).add(own[2])
    return found


def test_the_light_requirements_are_all_but_what_brings_torch() -> None:
    heavy = [own for own in PROJECT["dependencies"] if own.startswith(HEAVY)]
    assert len(heavy) == 1
    assert lines("requirements-light.txt") == [
        own for own in PROJECT["dependencies"] if own not in heavy
    ]


@pytest.mark.parametrize("name", ["requirements-light.lock", "requirements.lock"])
def test_a_lock_pins_the_tested_versions_with_hashes(name: str) -> None:
    tested, locked = pinned("constraints.txt"), pinned(name)
    assert {own: locked[own] for own in locked.keys() & tested.keys()} == {
        own: tested[own] for own in locked.keys() & tested.keys()
    }
    wanted = {re.split(r"[<>=\[ ]", own)[0].lower() for own in PROJECT["dependencies"]}
    missing = wanted - locked.keys()
    assert missing == ({HEAVY} if "light" in name else set())
    text = (ROOT / name).read_text("utf-8")
    pins = re.findall(r"^[A-Za-z0-9._-]+==.*\n(.*)", text, re.MULTILINE)
    assert pins
    assert all(line.startswith("    --hash=sha256:") for line in pins)


def test_classifiers_name_what_is_tested() -> None:
    versions = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    assert versions == ["3.11", "3.12", "3.13"]


def test_a_source_distribution_holds_all_that_is_tracked(tmp_path: Path) -> None:
    pytest.importorskip("setuptools")
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("no clone: what is tracked is not known")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    tracked = {name for name in listed.split("\0") if name and (ROOT / name).exists()}
    clone = tmp_path / "clone"
    for name in tracked:
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, clone / name)
    code = "from setuptools.build_meta import build_sdist; print(build_sdist('dist'))"
    subprocess.run([sys.executable, "-c", code], cwd=clone, capture_output=True, check=True)
    (made,) = (clone / "dist").glob("*.tar.gz")
    with tarfile.open(made) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert tracked - names == set()
