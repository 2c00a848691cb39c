"""``papersearch read`` and ``index --dry-run``: what would be, and nothing done."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from papersearch.embedding.fake import FakeEmbedder
from papersearch.render import payload_types as types
from tests.cli.test_commands import invoke
from tests.conftest import DAY_ONE, DAY_TWO
from tests.declared import faults

WRONG = DAY_TWO.replace("Vote: 12", "Vote: 9999999999999")


@pytest.fixture
def folder(digests: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(digests)
    monkeypatch.setenv("COLUMNS", "80")
    return digests


def test_people_see_a_table_for_each_file(folder: Path) -> None:
    result = invoke("read", "2024")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "2024/07/04.md: 2 papers",
        "  id          day         votes  authors  text  title",
        "  2407.00001  2024-07-04     49        2    55  TokenSqueeze: Compressing Visua…",
        "  2407.00002  2024-07-04      3        1    29  Speaking Machines",
        "2024/07/05.md: 1 paper",
        "  id          day         votes  authors  text  title",
        "  2407.00003  2024-07-05     12        1    65  Selective State Spaces",
    ]


def test_programs_get_a_line_for_each_paper(folder: Path) -> None:
    result = invoke("read", "2024", "--format", "jsonl")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["2407.00001", "2407.00002", "2407.00003"]
    assert [line["day"] for line in lines] == ["2024-07-04", "2024-07-04", "2024-07-05"]
    assert lines[2]["file"] == "2024/07/05.md"
    assert lines[2]["sections"][1]["label"] == "Performance Highlights"
    assert [faults(types.Read, line) for line in lines] == [[], [], []]
    whole = json.loads(invoke("read", "2024", "--format", "json").stdout)
    assert whole == {"count": 3, "papers": lines}


def test_what_is_not_understood_stands_below_with_its_line(folder: Path) -> None:
    Path("wrong.md").write_text(WRONG, encoding="utf-8")
    table = invoke("read", "wrong.md")
    assert table.exit_code == 1
    assert "\n  line 5: the votes are" in table.stdout
    assert table.stderr == ""
    lines = invoke("read", "wrong.md", "--format", "jsonl")
    assert (lines.exit_code, lines.stdout.count("\n")) == (1, 1)
    assert lines.stderr.startswith(f"error: {folder / 'wrong.md'}:5: the votes are")


def test_standard_input_is_read_with_files(folder: Path) -> None:
    result = invoke("read", "-", "2024/07/05.md", stdin=DAY_ONE)
    assert result.exit_code == 0
    assert result.stdout.startswith("<standard input>: 2 papers\n")
    assert "2024/07/05.md: 1 paper" in result.stdout
    broken = invoke("read", "-", "2024/07/05.md", stdin=b"\0\1")
    assert broken.exit_code == 1
    assert "binary file" in broken.stdout
    assert "2024/07/05.md: 1 paper" in broken.stdout


@pytest.mark.parametrize(
    ("name", "data"), [("day.json", "[]"), ("day.md", "## Daily Papers (2024-07-08)\n")]
)
@pytest.mark.parametrize("command", ["read", "index"])
def test_an_empty_day_is_no_failure(
    folder: Path, fake_models: FakeEmbedder, name: str, data: str, command: str
) -> None:
    Path(name).write_text(data, encoding="utf-8")
    result = invoke(command, name)
    assert (result.exit_code, result.stderr) == (0, "")
    assert ("an empty day, no papers" if command == "read" else "1 digest: 0 new") in result.stdout


@pytest.mark.parametrize("command", ["read", "index"])
def test_notes_among_digests_are_told_of_in_one_line(
    folder: Path, fake_models: FakeEmbedder, command: str
) -> None:
    for n in range(30):
        Path(f"note{n:02}.md").write_text(f"# Note {n}\n\nnothing\n", encoding="utf-8")
    Path("package.json").write_text('{"name": "x"}', encoding="utf-8")
    Path("data.bib").write_bytes(b"\0")
    result = invoke(command, ".")
    assert result.exit_code == 0
    line = result.stderr.splitlines()[-1]
    assert result.stderr.count("note: ") == 1
    assert line.startswith("note: 32 files hold no papers and were passed over: 30 seem to be ")
    assert "(such as note00.md), 1 seem" in line
    again = invoke(command, ".")
    assert (again.exit_code, again.stderr == "") == (0, command == "index")


@pytest.mark.parametrize("command", ["read", "index"])
def test_where_nothing_holds_papers_that_is_wrong(
    folder: Path, fake_models: FakeEmbedder, command: str
) -> None:
    Path("notes").mkdir()
    Path("notes/a.md").write_text("# Note\n\nnothing\n", encoding="utf-8")
    for _ in range(2):  # also where it is known from before
        result = invoke(command, "notes")
        assert result.exit_code == 1
        (line,) = result.stderr.splitlines()
        assert line.startswith("error: no digest there: 1 file holds no papers")


@pytest.mark.parametrize("command", ["read", "index"])
def test_a_file_that_is_named_and_holds_none_is_wrong_each_time(
    folder: Path, fake_models: FakeEmbedder, command: str
) -> None:
    Path("a.md").write_text("# Note\n\nnothing\n", encoding="utf-8")
    assert invoke(command, ".").exit_code == 0
    for _ in range(2):
        result = invoke(command, "a.md")
        assert result.exit_code == 1
        said = result.stdout if command == "read" else result.stderr
        assert "no paper in it, it seems to be notes" in said


def test_a_readme_that_holds_a_digest_is_read(folder: Path, fake_models: FakeEmbedder) -> None:
    Path("README.md").write_text(DAY_TWO.replace("2407.00003", "2407.00004"), encoding="utf-8")
    assert "README.md: 1 paper" in invoke("read", ".").stdout
    assert "4 new" in invoke("index", ".").stdout


def test_an_index_among_its_digests_is_not_read(folder: Path, fake_models: FakeEmbedder) -> None:
    for said in ("3 new", "3 unchanged"):
        result = invoke("index", ".")
        assert result.exit_code == 0
        assert "note:" not in result.stderr
        assert said in result.stdout


@pytest.mark.parametrize("arguments", [["read"], ["read", "nowhere"], ["read", "2024/07/04.md/x"]])
def test_wrong_usage(folder: Path, arguments: list[str]) -> None:
    assert invoke(*arguments).exit_code == 2


_HEAVY = """
import sys
from papersearch.cli.app import main
try:
    main(sys.argv[1:])
finally:
    loaded = {name.split(".")[0] for name in sys.modules}
    print(sorted(loaded & {"numpy", "faiss", "torch", "Stemmer", "pyarrow"}), file=sys.stderr)
"""


@pytest.mark.parametrize("format_", ["table", "jsonl", "json"])
def test_nothing_heavy_is_imported(folder: Path, format_: str) -> None:
    result = subprocess.run(
        [sys.executable, "-c", _HEAVY, "read", "2024", "--format", format_],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert "2407.00003" in result.stdout
    assert result.stderr == "[]\n"


def times(folder: str) -> dict[Path, int]:
    """Return when files were written, but for those that SQLite needs to read."""
    files = (path for path in Path(folder).rglob("*") if path.suffix[-4:] not in ("-shm", "-wal"))
    return {path: path.stat().st_mtime_ns for path in files if path.is_file()}


def test_dry_runs_say_what_would_be_and_do_nothing(folder: Path, fake_models: FakeEmbedder) -> None:
    first = invoke("index", ".", "--dry-run")
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout.splitlines()[-1] == (
        "2 digests: 3 would be new, 0 would be changed, 0 would be gone, 0 unchanged "
        "(nothing was done)"
    )
    assert "new  2407.00002  Speaking Machines" in first.stdout
    assert not Path("index").exists()
    assert invoke("index", ".").exit_code == 0
    fake_models.embedded.clear()
    before = times("index")
    Path("2024/07/05.md").write_text(DAY_TWO.replace("2407.00003", "2407.00009"), encoding="utf-8")
    Path("2024/07/04.md").write_text(DAY_ONE.replace("Vote: 49", "Vote: 50"), encoding="utf-8")
    again = invoke("index", ".", "--dry-run", "--prune")
    assert again.stdout.splitlines() == [
        "new      2407.00009  Selective State Spaces",
        "changed  2407.00001  TokenSqueeze: Compressing Visual Tokens",
        "gone     2407.00003  Selective State Spaces",
        "2 digests: 1 would be new, 1 would be changed, 1 would be gone, 1 unchanged "
        "(nothing was done)",
    ]
    assert fake_models.embedded == []
    assert times("index") == before
    report = invoke("index", ".", "--prune", "--yes").stdout
    assert "1 new, 1 changed, 1 unchanged, 1 pruned" in report


def test_a_dry_run_says_what_is_wrong(folder: Path, fake_models: FakeEmbedder) -> None:
    Path("wrong.md").write_text(WRONG, encoding="utf-8")
    result = invoke("index", "wrong.md", "--dry-run")
    assert result.exit_code == 1
    assert "wrong.md:5: the votes are" in result.stderr
