"""What is wrong with an index, in one screen."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import EmbeddingError
from papersearch.upkeep.checkup import State
from tests.cli.test_commands import invoke
from tests.conftest import DAY_TWO


def states(index: PaperIndex) -> dict[str, State]:
    return {own.name: own.state for own in index.checkup()}


def said(index: PaperIndex, name: str) -> str:
    return next(own.said for own in index.checkup() if own.name == name)


def test_an_index_with_which_all_is_well(papers: PaperIndex) -> None:
    found = states(papers)
    assert found.pop("much work") in (State.RIGHT, State.NOTE)
    assert set(found.values()) == {State.RIGHT}
    assert said(papers, "digests") == "2 digests are as they were read"


def test_a_derived_file_that_is_damaged(papers: PaperIndex) -> None:
    (file,) = (papers.folder / "vectors").glob("*.faiss")
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    papers.close()
    assert states(papers)["files"] == State.WRONG
    assert "`papersearch verify --repair`" in said(papers, "files")


def test_digests_that_are_gone_or_edited_are_worth_a_note(
    papers: PaperIndex, digests: Path
) -> None:
    day = digests / "2024/07/05.md"
    day.write_text(day.read_text() + "\n")
    assert said(papers, "digests").startswith("1 digest is changed since: `papersearch index`")
    day.unlink()
    assert said(papers, "digests").startswith("1 digest is no longer where")
    assert states(papers)["digests"] == State.NOTE


def test_a_model_that_does_not_answer(papers: PaperIndex) -> None:
    def load(*_arguments: object, **_options: object) -> FakeEmbedder:
        raise EmbeddingError("no engine here: install it")

    papers._models.loading.own = load
    papers.close()
    assert states(papers)["model"] == State.WRONG
    assert said(papers, "model") == "no engine here: install it"


def test_a_disk_without_room(papers: PaperIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=10))
    assert states(papers)["disk"] == State.WRONG


def test_the_command_ends_with_what_is_wrong(papers: PaperIndex, fake_models: FakeEmbedder) -> None:
    folder = str(papers.folder)
    good = invoke("status", "--check", "--index", folder, "--format", "json")
    assert good.exit_code == 0
    assert {own["name"] for own in json.loads(good.stdout)["checks"]} == states(papers).keys()
    for file in (papers.folder / "vectors").glob("*.faiss"):
        file.write_bytes(b"no index")
    bad = invoke("status", "--check", "--index", folder)
    assert bad.exit_code == 1
    assert "wrong:" in bad.stdout


def test_a_store_is_not_checked(tmp_path: Path) -> None:
    pytest.importorskip("milvus_lite")
    refused = invoke("--store", f"milvus://{tmp_path}/x.db/p", "status", "--check")
    assert refused.exit_code in (1, 2)


def test_a_copy_of_the_catalog_alone_is_a_backup(papers: PaperIndex, tmp_path: Path) -> None:
    before = papers.query("시각 토큰 압축"), list(papers.papers())
    papers.close()
    backup = tmp_path / "restored"
    backup.mkdir()
    shutil.copy(papers.folder / "catalog.sqlite", backup)
    shutil.rmtree(papers.folder)
    load = papers._models.loading.own
    assert load is not None
    with PaperIndex.open(backup, load=load) as restored:
        assert (restored.query("시각 토큰 압축"), list(restored.papers())) == before
        assert states(restored)["files"] == State.RIGHT


def test_nothing_that_was_written_is_in_the_log_alone(
    papers: PaperIndex, digests: Path, fake_models: FakeEmbedder
) -> None:
    """A copy of the catalog is whole after every command, however many came before it."""
    folder = str(papers.folder)
    papers.query("tokens")  # somebody has it open, and reads nothing just now
    (digests / "06.md").write_text(DAY_TWO.replace("2407.00003", "2407.00009"))
    for command in (("index", str(digests)), ("like", "2407.00001"), ("watch", "add", "robots")):
        assert invoke(*command, "--index", folder).exit_code == 0
        log = papers.folder / "catalog.sqlite-wal"
        assert not log.exists() or log.stat().st_size == 0
