"""Which model is loaded: the default one, or one that the user has named."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from papersearch.api.paper_index import PaperIndex
from papersearch.bulk import embed
from papersearch.config import models_file
from papersearch.embedding.fake import FakeEmbedder
from papersearch.embedding.model_folder import revision
from papersearch.errors import ModelMismatch, ModelNotFound, ModelRefused
from papersearch.indexing.sources import sources
from papersearch.types.model_identity import ModelIdentity
from tests import needs
from tests.cli.test_commands import invoke

HUB = "somebody/some-model"


class Touched(BaseException):
    """The network was asked; nothing may catch this."""


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was asked of the network, which is an error by itself."""
    asked: list[Any] = []

    def refuse(*arguments: Any, **_options: Any) -> None:
        asked.append(arguments)
        raise Touched(arguments)

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    return asked


class Named(FakeEmbedder):
    """A model that is none, by any name."""

    def __init__(self, name: str, revision: str = "0" * 40) -> None:
        super().__init__()
        self.identity = ModelIdentity(name, revision, "", "", "none", 64)


def made(folder: Path, digests: Path, embedder: FakeEmbedder) -> Path:
    """Make an index of a model's, as somebody else would."""
    with PaperIndex.open(folder, create=True, load=lambda *_a, **_k: embedder) as index:
        index.index([digests])
    return folder


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What is loaded with sentence-transformers, which is not done."""
    asked: list[dict[str, Any]] = []

    def load(name: str, **options: Any) -> FakeEmbedder:
        asked.append({"name": name, **options})
        folder = options["folder"]
        return Named(name, revision(folder) if folder else options["revision"] or "0" * 40)

    monkeypatch.setattr("papersearch.api.loading.load_embedder", load)
    monkeypatch.setattr("papersearch.bulk.run.load_embedder", load)
    return asked


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder that could be a model."""
    folder = tmp_path / "models" / "own"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    return folder


READING = [
    pytest.param(["query", "tokens", "--no-server"], marks=needs.TORCH),
    pytest.param(["query", "tokens", "--no-server", "--model", HUB], marks=needs.TORCH),
    ["query", "tokens", "--no-server", "--mode", "lexical"],
    ["similar", "2407.00001"],
    ["show", "2407.00001"],
    ["status"],
    ["export"],
    ["feed"],
    ["verify"],
    ["audit"],
    ["duplicates"],
    ["trends", "tokens"],
    ["recommend"],
    ["watch", "list"],
    ["watch", "add", "tokens"],
    ["like", "2407.00001"],
    ["tag", "rl", "2407.00001"],
    ["note", "2407.00001", "words"],
    ["list"],
    ["tune"],
    ["eval", "judged.jsonl"],
    ["index", "digests"],
    ["browse", "--help"],
    ["copy", "--from", "index", "--to", "other"],
]


@pytest.mark.parametrize("remembered", [False, True])
@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_no_reading_command_asks_a_hub(
    arguments: list[str],
    remembered: bool,
    network: list[Any],
    tmp_path: Path,
    digests: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    embedder = Named(HUB)
    made(tmp_path / "index", digests, embedder)
    if remembered:
        models_file().parent.mkdir(parents=True)
        models_file().write_text(
            json.dumps({"models": [{"name": HUB, "revision": "0" * 40, "folder": ""}]})
        )
        models_file().chmod(0o600)
    (tmp_path / "judged.jsonl").write_text(
        '{"qid": "1", "text": "speech", "relevant": {"2407.00002": 1}}\n'
    )
    (digests / "06.md").write_text((digests / "2024/07/05.md").read_text().replace("00003", "9"))
    (tmp_path / HUB).mkdir(parents=True)  # which is no model, and is never looked at
    if "--model" not in arguments:
        (tmp_path / HUB).rmdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    found = invoke(*arguments)
    assert network == []
    assert "hf_secret" not in found.output
    if found.exit_code:
        [line] = found.stderr.splitlines()[-1:]
        assert line.startswith("error: "), found.output
        assert arguments[0] != "query" or HUB in line


def test_a_model_that_only_the_index_names_is_refused_in_one_line(
    tmp_path: Path, digests: Path, loads: list[Any], model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is never looked up in the file system, whatever it is called."""
    monkeypatch.chdir(model.parent)
    names = ["own", "./own", str(model), "~/own", "models/own", HUB]
    for number, name in enumerate(names):
        folder = made(tmp_path / str(number), digests, Named(name, revision(model)))
        with (
            PaperIndex.open(folder) as index,
            pytest.raises(ModelRefused, match=r"named it: to trust it, give --model .* once"),
        ):
            index.query("tokens")
    assert loads == []
    assert not models_file().exists()


def test_a_model_is_named_once(
    tmp_path: Path, digests: Path, loads: list[Any], model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(model.parent)
    with PaperIndex.open(tmp_path / "index", create=True, model="own") as index:
        index.index([digests])
    monkeypatch.chdir(tmp_path)
    loads.clear()
    with PaperIndex.open(tmp_path / "index") as index:
        assert index.query("tokens")
    assert [(one["name"], one["folder"], one["fetch"]) for one in loads] == [("own", model, False)]
    assert models_file().stat().st_mode & 0o777 == 0o600
    (model / "config.json").write_text("{ }")  # another model by the same name
    with (
        PaperIndex.open(tmp_path / "index") as index,
        pytest.raises(ModelMismatch, match="holds embeddings of own"),
    ):
        index.query("tokens")


def test_a_model_may_be_named_by_its_content_where_an_index_calls_it_otherwise(
    tmp_path: Path, digests: Path, loads: list[Any], model: Path
) -> None:
    folder = made(tmp_path / "index", digests, Named("/home/else/model", revision(model)))
    with PaperIndex.open(folder, model=str(model)) as index:
        assert index.query("tokens")
    with PaperIndex.open(folder) as index:  # from now on
        assert index.query("tokens")
    (tmp_path / "other").mkdir()
    with pytest.raises(ModelMismatch, match="not of"):
        PaperIndex.open(folder, model=str(tmp_path / "other"))


def test_what_is_named_on_a_hub_is_fetched_by_writing_alone(
    tmp_path: Path, digests: Path, loads: list[Any]
) -> None:
    with PaperIndex.open(tmp_path / "index", create=True, model=HUB) as index:
        index.index([digests])
        assert loads[-1]["fetch"]
    for model in (HUB, None):
        with PaperIndex.open(tmp_path / "index", model=model) as index:
            index.query("tokens")
            assert not loads[-1]["fetch"]
            assert loads[-1]["revision"] == "0" * 40
            index.verify(sample=1)
            assert not loads[-1]["fetch"]
    with PaperIndex.open(tmp_path / "index") as index:
        (digests / "06.md").write_text(
            (digests / "2024/07/05.md").read_text().replace("00003", "00009")
        )
        index.index([digests])
        assert not loads[-1]["fetch"]  # it was named once, not now


def test_shards_name_no_model_either(
    tmp_path: Path, digests: Path, loads: list[Any], network: list[Any]
) -> None:
    pytest.importorskip("pyarrow")
    found = sources([str(digests)])
    embed(found, tmp_path / "shards", load=lambda *_a, **_k: Named(HUB))
    with (
        PaperIndex.open(tmp_path / "index", create=True) as index,
        pytest.raises(ModelRefused, match=r"parquet was made with somebody/some-model, and"),
    ):
        index.index([tmp_path / "shards"])
    (digests / "06.md").write_text((digests / "2024/07/05.md").read_text().replace("00003", "9"))
    with pytest.raises(ModelRefused, match=r"shards was made with somebody/some-model, and"):
        embed(sources([str(digests)]), tmp_path / "shards", models=models_file())
    assert loads == []
    assert not (tmp_path / "index").exists()  # it is of no model yet
    embed(sources([str(digests)]), tmp_path / "shards", model=HUB, models=models_file())
    with PaperIndex.open(tmp_path / "index", create=True) as index:
        assert index.index([tmp_path / "shards"]).new == 4


def test_what_others_can_write_remembers_nothing(
    tmp_path: Path, digests: Path, loads: list[Any]
) -> None:
    folder = made(tmp_path / "index", digests, Named(HUB))
    notes: list[str] = []
    with PaperIndex.open(folder, model=HUB, notify=notes.append) as index:
        index.query("tokens")
    told = models_file().read_bytes()
    models_file().chmod(0o666)
    with (
        PaperIndex.open(folder) as index,
        pytest.raises(ModelRefused, match=r"models\.json is not this user's own alone: delete it"),
    ):
        index.query("tokens")
    models_file().unlink()
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_bytes(told)
    models_file().symlink_to(elsewhere)
    with (
        PaperIndex.open(folder) as index,
        pytest.raises(ModelRefused, match="is not this user's own alone"),
    ):
        index.query("tokens")
    with PaperIndex.open(folder, model=HUB, notify=notes.append) as index:
        index.query("tokens")  # it is answered all the same
    assert len(notes) == 1
    assert notes[0].startswith(f"cannot remember that you have named {HUB}: ")
    assert elsewhere.read_bytes() == told


@pytest.mark.parametrize("told", ["", "{", "[]", '{"models": 3}', '{"models": [3]}', "[" * 10**5])
def test_a_damaged_memory_is_an_empty_one(
    told: str, tmp_path: Path, digests: Path, loads: list[Any]
) -> None:
    folder = made(tmp_path / "index", digests, Named(HUB))
    models_file().parent.mkdir(parents=True)
    models_file().write_text(told)
    models_file().chmod(0o600)
    with PaperIndex.open(folder) as index, pytest.raises(ModelRefused, match="give --model"):
        index.query("tokens")


def test_the_default_model_reads_no_memory(
    papers: PaperIndex, tmp_path: Path, digests: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("papersearch.api.loading.Loading._file", lambda _self: 1 / 0)
    with PaperIndex.open(tmp_path / "own", create=True) as index:
        index.index([digests])
        assert index.query("tokens")
    assert not (tmp_path / "state").exists()


@needs.TORCH
def test_a_hub_that_is_not_there_is_said(
    tmp_path: Path, digests: Path, monkeypatch: pytest.MonkeyPatch, network: list[Any]
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    folder = made(tmp_path / "index", digests, Named(HUB))
    with (
        PaperIndex.open(folder, model=HUB) as index,
        pytest.raises(ModelNotFound, match="is not on this machine, and is fetched only by"),
    ):
        index.query("tokens")
    assert os.environ["HF_HOME"]
    assert network == []
