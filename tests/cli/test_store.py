"""The commands on a store: Milvus Lite, with the real model on a few papers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from papersearch.cli.commands import COMMANDS
from papersearch.store.milvus.address import parse
from papersearch.store.milvus.store import MilvusStore
from tests.cli.test_commands import invoke
from tests.cli.test_processes import imported
from tests.conftest import DAY_ONE, DAY_TWO
from tests.store.milvus.test_address import ODD, SECRET
from tests.store.milvus.test_verify import change

pytest.importorskip("milvus_lite")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two days of digests, an index and a store of them."""
    folder = tmp_path_factory.mktemp("stored")
    (folder / "digests").mkdir()
    (folder / "digests" / "04.md").write_text(DAY_ONE, encoding="utf-8")
    (folder / "digests" / "05.md").write_text(DAY_TWO, encoding="utf-8")
    made = invoke("--store", store(folder), "index", str(folder / "digests"))
    assert made.exit_code == 0, made.output
    assert "2 digests: 3 new, 0 changed, 0 unchanged (6 passages embedded" in made.output
    made = invoke("index", str(folder / "digests"), "--index", str(folder / "index"))
    assert made.exit_code == 0, made.output
    return folder


def store(folder: Path) -> str:
    return f"milvus://{folder}/papers.db/papers"


def test_query_before_and_after_the_command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = invoke("query", "시각 토큰", "--index", str(folder / "index"), "--format", "json")
    for arguments in (
        ("--store", store(folder), "query", "시각 토큰"),
        ("query", "시각 토큰", "--store", store(folder)),
    ):
        found = invoke(*arguments, "--format", "json")
        assert found.exit_code == 0, found.output
        assert json.loads(found.stdout) == json.loads(expected.stdout)
    monkeypatch.setenv("PAPERSEARCH_STORE", store(folder))
    found = invoke("query", "시각 토큰", "--format", "json")
    assert json.loads(found.stdout) == json.loads(expected.stdout)
    monkeypatch.setenv("PAPERSEARCH_STORE", "milvus://127.0.0.1:1/papers")
    found = invoke("query", "시각 토큰", "--index", str(folder / "index"), "--format", "json")
    assert found.stdout == expected.stdout


def test_other_commands(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "500")  # whatever the folder's name
    place = ("--store", store(folder))
    similar = invoke("similar", "2407.00001", *place, "--format", "ids")
    assert (similar.exit_code, len(similar.stdout.split())) == (0, 2)
    assert "TokenSqueeze" in invoke("show", "2407.00001", *place).stdout
    exported = invoke("export", *place)
    expected = invoke("export", "--index", str(folder / "index"))
    assert sorted(exported.stdout.splitlines()) == sorted(expected.stdout.splitlines())
    status = invoke("status", *place)
    assert f"index       {store(folder)}" in status.stdout
    assert "papers      3\n" in status.stdout
    assert json.loads(invoke("status", *place, "--format", "json").stdout)["passages"] == 6
    assert invoke("audit", *place).exit_code == 0
    (folder / "judged.jsonl").write_text(
        '{"qid": "1", "text": "음성 합성", "relevant": {"2407.00002": 1}}\n', encoding="utf-8"
    )
    measured = invoke("eval", str(folder / "judged.jsonl"), *place, "--measure", "mrr@10")
    assert "1.000" in measured.stdout


def test_remove_and_undo(folder: Path) -> None:
    place = ("--store", store(folder))
    assert "1 removed" in invoke("remove", "2407.00002", *place).output
    assert invoke("show", "2407.00002", *place).exit_code == 1
    assert "1 of 1 had been removed" in invoke("remove", "2407.00002", "--undo", *place).output
    again = invoke("index", str(folder / "digests"), *place)
    assert "1 new, 0 changed, 2 unchanged" in again.output


def test_copy_there_and_back(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    there = store(tmp_path / "there")
    copied = invoke("copy", "--from", str(folder / "index"), "--to", there)
    assert copied.exit_code == 0, copied.output
    assert copied.stdout.startswith(
        "3 papers copied, 0 were there: both sides have 3 papers, 6 pas"
    )
    back = invoke("copy", "--from", there, "--to", str(tmp_path / "back"))
    assert back.exit_code == 0, back.output
    assert back.stdout == copied.stdout
    again = invoke("copy", "--from", there, "--to", str(tmp_path / "back"))
    assert again.stdout.startswith("0 papers copied, 3 were there")
    found = invoke("export", "--index", str(tmp_path / "back"))
    assert found.stdout == invoke("export", "--index", str(folder / "index")).stdout


def test_verify_tells_damage_and_repairs(folder: Path, tmp_path: Path) -> None:
    there = f"milvus://{tmp_path}/papers.db/papers"
    assert invoke("copy", "--from", str(folder / "index"), "--to", there).exit_code == 0
    good = invoke("--store", there, "verify")
    assert (good.exit_code, good.stdout) == (0, "everything is as it should be\n")
    with MilvusStore.open(parse(there)) as reader:
        (num,) = reader.nums(["2407.00001"])
        change(reader, reader.names.papers, f"num == {num}", votes=-(1 << 60))
    found = invoke("verify", "--store", there)
    assert (found.exit_code, found.stdout) == (1, "")
    said = f"damaged: {there}: 1 paper differs from what filters look at: 2407.00001"
    assert found.stderr.splitlines()[0] == said
    assert found.stderr.splitlines()[1:] == ["make it again with `papersearch verify --repair`"]
    repaired = invoke("verify", "--store", there, "--repair")
    assert (repaired.exit_code, repaired.stdout[:8]) == (0, "repaired")
    with MilvusStore.open(parse(there)) as reader:
        reader.connection.delete(reader.names.passages, f"num == {num}")
    lost = invoke("verify", "--store", there, "--repair")
    assert (lost.exit_code, lost.stdout) == (1, "")
    assert "1 paper lacks passages: 2407.00001\n" in lost.stderr
    assert "papers come back from their digests: `papersearch remove ID`" in lost.stderr
    assert "--salvage" not in lost.stderr


def test_verify_of_a_store_salvages_nothing(folder: Path, tmp_path: Path) -> None:
    found = invoke("verify", "--salvage", str(tmp_path / "saved"), "--store", store(folder))
    assert (found.exit_code, found.stdout) == (2, "")
    assert f"`papersearch copy --from {store(folder)} --to {tmp_path}/saved`" in found.stderr
    assert len(found.stderr.splitlines()) == 1
    missing = invoke("verify", "--store", f"milvus://{tmp_path}/papers.db/papers")
    assert missing.exit_code == 1
    assert "there is no index at milvus:" in missing.stderr


WORK_ON_STORES = {"audit", "copy", "eval", "export", "index", "query", "remove", "show", "similar"}
WORK_ON_STORES |= {"day", "facets", "fetch", "list", "month", "note", "tag", "week"}
WORK_ON_STORES |= {"dislike", "duplicates", "feed", "like", "map", "recommend", "trends", "watch"}
WORK_ON_STORES |= {"sources", "status", "verify", "completion", "embed", "read"}  # three need none
ARGUMENTS = {"reembed": ["--model", "x"]}


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - WORK_ON_STORES))
def test_commands_that_need_a_folder_say_so(command: str) -> None:
    address = "milvus://localhost:19530/papers"
    found = invoke("--store", address, command, *ARGUMENTS.get(command, []))
    assert found.exit_code == 2, found.output
    assert "needs an index in a folder, not a store" in found.output
    assert "Traceback" not in found.output


PLACES = (
    ("--store", "{}", "COMMAND"),
    ("COMMAND", "--store", "{}"),
    ("COMMAND", "--index", "{}"),
    ("COMMAND", "{}"),
    ("COMMAND", "--model={}"),
    ("COMMAND", "--from", "{}", "--to", "there"),
    ("COMMAND", "--from", "here", "--to", "{}"),
    ("COMMAND", "--nothing={}"),
)
CALLED = {"embed": ["-o", "shards"], "query": ["--no-server"], "serve": ["--port", "0"]}


@pytest.mark.parametrize("variable", ["", "PAPERSEARCH_STORE", "PAPERSEARCH_INDEX"])
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_no_command_repeats_a_password(
    command: str, variable: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", None)
    for address in [own for own in ODD if "@" in own]:
        if variable:
            monkeypatch.setenv(variable, address.replace("\n", " "))
        for place in PLACES if not variable else (("COMMAND",),):
            own = [command, *ARGUMENTS.get(command, []), *CALLED.get(command, [])]
            arguments: list[str] = []
            for part in place:
                arguments += own if part == "COMMAND" else [part.format(address)]
            found = invoke(*arguments)
            assert SECRET not in found.output, (arguments, found.output)
            assert "Traceback" not in found.output
            assert not found.exception or isinstance(found.exception, SystemExit), arguments


def test_wrong_usage(folder: Path) -> None:
    both = invoke("query", "x", "--store", store(folder), "--index", str(folder / "index"))
    assert (both.exit_code, both.stdout) == (2, "")
    assert "--index and --store both say where papers are" in both.stderr
    for address in ("milvus://localhost", "localhost:19530/papers"):
        found = invoke("query", "x", "--store", address)
        assert (found.exit_code, found.stdout) == (2, "")
        assert "milvus://HOST:19530/COLLECTION" in found.stderr
    same = invoke("copy", "--from", store(folder), "--to", store(folder))
    assert "the same place" in same.stderr


def test_failures_are_one_line(folder: Path, tmp_path: Path) -> None:
    missing = invoke("query", "x", "--store", f"milvus://{folder}/papers.db/others")
    assert missing.exit_code == 1
    assert "papers.db/others: build one with" in missing.stderr
    assert len(missing.stderr.splitlines()) == 1
    nowhere = invoke("copy", "--from", str(tmp_path / "nothing"), "--to", store(tmp_path))
    assert nowhere.exit_code == 1
    assert "there is no index in" in nowhere.stderr


def test_a_query_imports_no_local_index(folder: Path) -> None:
    modules = imported("query", "토큰", "--store", store(folder))
    assert "pymilvus" in modules
    assert not modules & {"torch", "filelock", "sentence_transformers", "sqlite3"}
    assert not [name for name in modules if name.startswith("papersearch.store.local")]


def test_a_server_that_is_not_there_is_said_in_one_line() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "papersearch", "query", "x", "--store", "milvus://127.0.0.1:1/p"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.startswith("error: cannot open milvus://127.0.0.1:1/p (")
    assert "is the server running" in found.stderr
    assert len(found.stderr.splitlines()) == 1
