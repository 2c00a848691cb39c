"""The command `duplicates`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_commands import invoke
from tests.conftest import DAY_ONE
from tests.upkeep.test_duplicates import LONG, entry


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("twice")
    text = (
        f"## Daily Papers (2024-07-05)\n\n{entry('Visual Tokens', 'https://arxiv.org/abs/2407.1')}"
    )
    text += entry("Visual \x1b[31mTokens\x1b[0m", "", votes=2)
    text += entry("Rolling Machines", "https://arxiv.org/abs/2407.00009", LONG)
    (folder / "05.md").write_text(text, "utf-8")
    for day in ("04", "09"):
        copy = DAY_ONE.replace("2024-07-04", f"2024-07-{day}")
        (folder / f"{day}.md").write_text(copy, "utf-8")
    result = invoke("index", str(folder), "--index", str(folder / "index"))
    assert result.exit_code == 0, result.output
    return folder / "index"


def test_table(index: Path) -> None:
    result = invoke("duplicates", "--index", str(index))
    assert result.exit_code == 0
    assert "Rolling Machines" in result.stdout
    assert "2024-07-09 repeats 2024-07-04: 2 of its 2 papers" in result.stdout
    assert "100% of the words in common" in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stderr == "1 group of papers, 1 repeated day\n"


def test_json(index: Path) -> None:
    found = json.loads(invoke("duplicates", "--format", "json", "--index", str(index)).stdout)
    assert list(found) == ["count", "groups", "days"]
    assert found["days"] == [{"day": "2024-07-09", "of": "2024-07-04", "papers": 2, "total": 2}]
    (group,) = found["groups"]
    assert list(group) == ["same", "overlap", "papers"]
    assert group["overlap"] == 1.0
    assert all(list(paper) == ["id", "title", "url", "days"] for paper in group["papers"])


def test_ids_are_what_can_go(index: Path, tmp_path: Path) -> None:
    """A paper below whose title another's summary stands is no duplicate of that one."""
    (tmp_path / "05.md").write_text(
        "## Daily Papers (2024-07-05)\n\n"
        + entry("Visual Tokens", "https://arxiv.org/abs/2407.00001")
        + entry("Visual tokens", "", "Something else is said here."),
        "utf-8",
    )
    place = ("--index", str(tmp_path / "index"))
    invoke("index", str(tmp_path), *place)
    (surplus,) = invoke("duplicates", "--format", "ids", *place).stdout.split()
    assert surplus.startswith("x-")


def test_bad_usage(index: Path, tmp_path: Path) -> None:
    assert invoke("duplicates", "--threshold", "2", "--index", str(index)).exit_code == 2
    missing = invoke("duplicates", "--index", str(tmp_path / "none"))
    assert missing.exit_code == 1
    assert missing.stderr.startswith("error: there is no index in")
