"""The commands that look at the corpus as a whole: map and trends."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import Result

from tests.atlas.conftest import COUNTS, MONTHS, digest
from tests.cli.test_commands import invoke


@pytest.fixture(scope="module")
def themes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of three themes, with the real model."""
    folder = tmp_path_factory.mktemp("themes")
    for month, counts in zip(MONTHS, COUNTS, strict=True):
        few = tuple(max(1, count // 2) for count in counts)
        (folder / f"{month}.md").write_text(digest(month, few), encoding="utf-8")
    result = invoke("index", str(folder), "--index", str(folder / "index"))
    assert result.exit_code == 0, result.output
    return folder / "index"


def run(themes: Path, *arguments: str) -> Result:
    return invoke(*arguments, "--index", str(themes))


def test_trends_of_a_query_in_either_language(themes: Path) -> None:
    for text in ("protein folding", "단백질"):
        result = run(themes, "trends", text)
        assert result.exit_code == 0, result.output
        assert "2024-01" in result.stdout
        assert "falling: −" in result.stdout
        assert "\x1b[" not in result.stdout


def test_trends_of_all_topics(themes: Path) -> None:
    found = json.loads(run(themes, "trends", "--topics", "3", "--format", "json").stdout)
    assert (found["query"], found["by"], found["papers"]) == (None, "day", 40)
    assert len(found["trends"]) == 3
    assert sum(len(trend["papers"]) for trend in found["trends"]) == 40
    assert "단백질" in run(themes, "trends", "--topics", "3").stdout


def test_trends_need_no_extra(themes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("openTSNE", "matplotlib"):
        monkeypatch.setitem(sys.modules, name, None)
    assert run(themes, "trends", "protein").exit_code == 0
    assert run(themes, "trends").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [("map", "-o", "m.html"), ("map", "-o", "m.png"), ("trends", "protein", "-o", "t.png")],
)
def test_a_missing_extra_is_named(
    themes: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("openTSNE", "matplotlib"):
        monkeypatch.setitem(sys.modules, name, None)
    result = run(themes, *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error: a ")
    assert "pip install 'papersearch[map]'" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("map", "-o", "map.pdf"), "the name ends in .html, .png or .svg"),
        (("map", "--most", "0"), "0 is not in the range"),
        (("map", "--since", "soon"), "is no date"),
        (("trends", "?!"), "neither letters nor digits"),
        (("trends", "x", "-o", "t.csv"), "the name ends in .html, .png or .svg"),
        (("trends", "x", "--by", "week"), "'week' is not one of"),
    ],
)
def test_wrong_usage(themes: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run(themes, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_no_index(tmp_path: Path) -> None:
    for command in ("map", "trends"):
        result = invoke(command, "--index", str(tmp_path / "none"))
        assert result.exit_code == 1
        assert "there is no index in" in result.stderr


def test_nothing_to_draw_is_success(themes: Path, tmp_path: Path) -> None:
    target = tmp_path / "m.html"
    result = run(themes, "map", "--since", "2030", "-o", str(target))
    assert result.exit_code == 0
    assert "no papers to draw" in result.stderr
    assert not target.exists()
    result = run(themes, "trends", "protein", "--since", "2030")
    assert result.exit_code == 0
    assert "no papers with a month" in result.stderr


class TestDrawing:
    @pytest.fixture(autouse=True)
    def _extra(self) -> None:
        for name in ("openTSNE", "matplotlib"):
            pytest.importorskip(name, reason="needs papersearch[map]")

    @pytest.mark.parametrize(
        ("name", "start"),
        [("m.html", b"<!doctype html>"), ("m.PNG", b"\x89PNG"), ("m.svg", b"<?xml")],
    )
    def test_a_map_by_its_ending(
        self, themes: Path, tmp_path: Path, name: str, start: bytes
    ) -> None:
        target = tmp_path / name
        result = run(themes, "map", "-o", str(target), "--topics", "3", "--colour", "votes")
        assert result.exit_code == 0, result.output
        assert target.read_bytes().startswith(start)
        assert f"40 papers in 3 topics written to {target}" in result.stderr
        again = tmp_path / f"again-{name}"
        run(themes, "map", "-o", str(again), "--topics", "3", "--colour", "votes")
        assert again.read_bytes() == target.read_bytes()

    def test_a_sample_is_said_to_be_one(self, themes: Path, tmp_path: Path) -> None:
        result = run(themes, "map", "-o", str(tmp_path / "m.html"), "--most", "20")
        assert "20 papers of 40, a sample, in" in result.stderr
        assert "a sample of 40" in (tmp_path / "m.html").read_text(encoding="utf-8")

    def test_a_topic_may_leave_out(self, themes: Path) -> None:
        result = run(themes, "trends", "protein", "-folding", "-votes:3", "--format", "json")
        found = json.loads(result.stdout)
        assert (found["query"], found["trends"][0]["papers"]) == ("protein -folding -votes:3", [])
        assert result.stderr == 'read as text, not as a condition: "-votes:3"\n'
        result = run(themes, "trends", "-folding")
        assert result.exit_code != 0
        assert result.stderr.startswith("error: -folding is no topic: give words to it")

    @pytest.mark.parametrize("name", ["t.html", "t.png", "t.svg"])
    def test_trends_by_their_ending(self, themes: Path, tmp_path: Path, name: str) -> None:
        for arguments in (("protein folding",), ()):
            result = run(themes, "trends", *arguments, "-o", str(tmp_path / name))
            assert result.exit_code == 0, result.output
            assert result.stdout == ""
            assert f"written to {tmp_path / name}" in result.stderr
