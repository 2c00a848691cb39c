"""Watches and the feed as people, scripts and cron use them, with the real model."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import Result

from papersearch.render.atom import NAMESPACE
from tests.cli.test_commands import invoke
from tests.conftest import DAY_ONE, DAY_TWO

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one day, indexed."""
    digests = tmp_path / "digests"
    digests.mkdir()
    (digests / "05.md").write_text(DAY_TWO, encoding="utf-8")
    assert invoke("index", str(digests), "--index", str(tmp_path / "index")).exit_code == 0
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    return lambda *arguments: invoke(*arguments, "--index", str(folder / "index"))


def test_from_watching_to_reading(run: Run, folder: Path) -> None:
    assert "no watches: add one" in run("watch", "list").stderr
    result = run("watch", "add", "시각", "토큰", "--name", "tokens", "--min-votes", "40")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "watching tokens, beginning with papers to come" in result.stderr
    assert run("watch", "list").stdout == "tokens\n  시각 토큰\n  at least fair, 40 votes or more\n"
    empty = run("feed")
    assert (empty.exit_code, empty.stdout) == (0, "")
    assert empty.stderr == "nothing caught: 1 watch, 0 papers to look at\n"
    assert run("feed", "--fail-if-empty").exit_code == 1
    (folder / "digests" / "04.md").write_text(DAY_ONE, encoding="utf-8")
    result = run("index", str(folder / "digests"), "--feed")
    assert result.exit_code == 0
    assert "2 digests: 2 new" in result.stderr
    assert result.stdout.startswith("tokens: 시각 토큰\n\n")
    assert "TokenSqueeze" in result.stdout
    assert run("feed").stdout == ""
    again = run("feed", "--since", "2024-07-04", "--format", "json", "--fail-if-empty")
    assert again.exit_code == 0
    (paper,) = json.loads(again.stdout)["papers"]
    assert paper["id"] == "2407.00001"
    assert run("feed", "--all", "--format", "markdown").stdout.startswith("## tokens\n")
    assert run("feed", "--last", "1d").stdout == ""


def test_peeking_changes_nothing(run: Run) -> None:
    run("watch", "add", "state space", "--since", "2024")
    first = run("feed", "--peek").stdout
    assert "Selective State Spaces" in first
    assert run("feed").stdout == first
    assert run("feed").stdout == ""


def test_into_a_file(run: Run, folder: Path) -> None:
    run("watch", "add", "state space", "--since", "2024")
    missing = folder / "no" / "feed.xml"
    assert run("feed", "-o", str(missing), "--format", "atom").exit_code == 1
    path = folder / "feed.xml"
    result = run("feed", "-o", str(path), "--format", "atom")
    assert (result.exit_code, result.stdout) == (0, "")  # not marked before it was written
    assert "<title>Selective State Spaces</title>" in path.read_text(encoding="utf-8")
    assert run("feed", "-o", str(path), "--format", "atom").exit_code == 0
    assert "<entry>" not in path.read_text(encoding="utf-8")


def test_one_watch_alone_is_a_feed_of_its_own(run: Run) -> None:
    def feed_id(*names: str) -> str:
        result = run("feed", *names, "--all", "--format", "atom")
        assert result.exit_code == 0
        return str(ElementTree.fromstring(result.stdout).findtext(f"{{{NAMESPACE}}}id"))

    run("watch", "add", "state space")
    own, whole = feed_id("state space"), feed_id()
    assert own != whole
    run("watch", "add", "selection", "--name", "a/b & c")
    assert (feed_id("state space"), feed_id()) == (own, whole)
    assert feed_id("a/b & c") not in (own, whole)
    assert feed_id("state space", "a/b & c") == feed_id("a/b & c", "state space") != whole


def test_what_could_not_be_written_is_shown_again(run: Run, folder: Path) -> None:
    run("watch", "add", "state space", "--since", "2024")
    reading, writing = os.pipe()
    os.close(reading)  # whoever should have read has gone
    result = subprocess.run(
        [sys.executable, "-m", "papersearch", "feed", "--index", str(folder / "index")],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert result.returncode != 0
    assert "Selective State Spaces" in run("feed").stdout


def test_what_went_nowhere_is_shown_again(run: Run, folder: Path) -> None:
    """As a program is started whose standard output was closed."""
    run("watch", "add", "state space", "--since", "2024")
    command = shlex.join(
        [sys.executable, "-m", "papersearch", "feed", "--index", str(folder / "index")]
    )
    result = subprocess.run(["/bin/sh", "-c", f"exec {command} >&-"], check=False)
    assert result.returncode == 1
    assert "Selective State Spaces" in run("feed").stdout


def test_a_full_disk_marks_nothing(run: Run, folder: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("needs /dev/full")
    run("watch", "add", "state space", "--since", "2024")
    with full.open("wb") as nowhere:
        result = subprocess.run(
            [sys.executable, "-m", "papersearch", "feed", "--index", str(folder / "index")],
            stdout=nowhere,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert result.returncode == 1
    assert b"cannot print what was found" in result.stderr
    assert "Selective State Spaces" in run("feed").stdout


def test_the_first_days_of_an_index(run: Run, folder: Path) -> None:
    """With three papers: English words are found in Korean, by the terms that are shipped."""
    assert run("watch", "add", "visual", "token", "compression").exit_code == 0
    (folder / "digests" / "04.md").write_text(DAY_ONE, encoding="utf-8")
    result = run("index", str(folder / "digests"), "--feed")
    assert (result.exit_code, result.stdout.count("votes")) == (0, 1)
    assert "strong   91  TokenSqueeze" in result.stdout


def test_a_feed_without_a_watch_or_a_paper_is_no_failure(run: Run, folder: Path) -> None:
    result = run("index", str(folder / "digests"), "--feed")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines()[-1] == (
        "no watches: add one with `papersearch watch add TEXT`, and --feed shows what it finds"
    )
    assert run("watch", "add", "state space").exit_code == 0
    (folder / "digests" / "06.md").write_text("## Daily Papers (2024-07-06)\n", encoding="utf-8")
    for path in (folder / "digests", folder / "digests" / "06.md"):
        result = run("index", str(path), "--feed")
        assert (result.exit_code, result.stdout) == (0, "")
        assert "nothing caught: 1 watch" in result.stderr


def test_watches_are_edited_and_removed(run: Run) -> None:
    run("watch", "add", "tokens", "--author", "lima", "--section", "new")
    run("watch", "edit", "tokens", "--rename", "t", "--min-confidence", "strong", "--author", "bo")
    (watch,) = json.loads(run("watch", "list", "--format", "json").stdout)["watches"]
    assert watch == {
        "name": "t",
        "text": "tokens",
        "min_confidence": "strong",
        "filters": {"authors": ["bo"], "sections": ["new"]},
    }
    run("watch", "edit", "t", "--no-filters", "--text", "토큰", "--min-votes", "0")
    (watch,) = json.loads(run("watch", "list", "--format", "json").stdout)["watches"]
    assert (watch["text"], watch["filters"]) == ("토큰", {"min_votes": 0})
    assert run("watch", "remove", "t").stderr == "1 removed\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("feed",), 1, "there are no watches: add one with `papersearch watch add TEXT`"),
        (("feed", "--all", "--last", "7d"), 2, "--all looks at all papers"),
        (("feed", "--last", "soon"), 2, "'soon' is no span of time"),
        (("watch", "remove", "x"), 1, "no watch 'x': `papersearch watch list` shows"),
        (("watch", "edit", "x", "--text", "y"), 1, "no watch 'x'"),
        (("watch", "add", "!!"), 2, "neither letters nor digits"),
        (("watch", "add", "x", "--since", "never"), 2, "'never' is no date"),
        (("watch", "add", "x", "--name", "a\nb"), 2, "names are one line"),
    ],
)
def test_mistakes_get_one_line(
    run: Run, arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert result.stdout == ""
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_watching_needs_an_index(tmp_path: Path) -> None:
    result = invoke("watch", "add", "x", "--index", str(tmp_path / "none"))
    assert result.exit_code == 1
    assert "there is no index in" in result.stderr
    assert not (tmp_path / "none").exists()
