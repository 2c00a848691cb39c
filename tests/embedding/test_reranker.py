"""Models that rerank: what is loaded, what is refused in one line, and what their scores are."""

from __future__ import annotations

import json
import shutil
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from papersearch.embedding import reranker
from papersearch.embedding.choice import typed
from papersearch.embedding.reranker import load_reranker
from papersearch.errors import (
    EmbeddingError,
    MissingExtra,
    ModelNotFound,
    ModelRefused,
    PapersearchError,
)
from papersearch.types import limits
from tests import needs
from tests.rerankers import FakeReranker, write_cross_encoder

TEXTS = ["a b", "visual tokens", "zebra", "", "long " * 2000, "시각 토큰"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with all that a cross-encoder has, but for weights that are some."""
    folder = tmp_path / "model"
    folder.mkdir()
    config = {"architectures": ["BertForSequenceClassification"], "model_type": "bert"}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "model.safetensors").write_text("weights")
    return folder


def refused(name: str | Path, kind: type[PapersearchError], match: str) -> None:
    """See that a model is refused in one line, before any library is asked."""
    with pytest.raises(kind, match=match) as caught:
        load_reranker(str(name))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    refused(tmp_path / "nowhere", ModelNotFound, "no model folder .*see that --rerank names a")


def test_weights_that_are_unpickled(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    refused(folder, ModelNotFound, "no safetensors weights: other formats are not loaded")


@pytest.mark.parametrize(
    ("config", "match"),
    [
        ({"architectures": ["BertModel"]}, "is no cross-encoder, .* but BertModel: name one such"),
        ({"architectures": ["Qwen3ForCausalLM"]}, "is no cross-encoder"),
        ({"architectures": ["x" * 9000]}, "is no cross-encoder"),
        ({"architectures": []}, "of no kind that it tells"),
        ({}, "of no kind that it tells"),
        ([], "of no kind that it tells"),
    ],
)
def test_models_of_another_kind(folder: Path, config: object, match: str) -> None:
    (folder / "config.json").write_text(json.dumps(config))
    refused(folder, EmbeddingError, match)


@pytest.mark.parametrize(
    ("name", "content", "match"),
    [
        ("config.json", {"auto_map": {"AutoModel": "evil.Evil"}}, "sets auto_map"),
        ("config.json", None, "cannot be read as JSON"),
        ("tokenizer_config.json", {"auto_map": {"AutoTokenizer": "evil.T"}}, "sets auto_map"),
        ("adapter_config.json", {"base_model_name_or_path": "evil/m"}, "another model to load"),
        ("modules.json", [{"type": "evil.Evil", "path": ""}], "code that comes with a model"),
    ],
)
def test_what_could_run_code_is_refused(
    folder: Path, name: str, content: object, match: str
) -> None:
    (folder / name).write_text("{" if content is None else json.dumps(content))
    refused(folder, ModelRefused, match)


def test_without_the_library_the_pip_line_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("torch", "sentence_transformers", "transformers"):
        monkeypatch.setitem(sys.modules, name, None)
    refused(folder, MissingExtra, "`pip install sentence-transformers` and try again")


def test_what_a_name_stands_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    assert {typed(name).where for name in ("model", "./model/", str(folder))} == {str(folder)}
    assert typed("BAAI/bge-reranker-v2-m3").where == "BAAI/bge-reranker-v2-m3"


def test_a_hub_is_asked_only_for_what_is_not_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    there: list[bool] = []

    def find(_name: str, _revision: None, *, fetch: bool, option: str) -> tuple[Path, str]:
        asked.append(fetch)
        if not (fetch or there):
            raise ModelNotFound(f"give {option} another")
        there.append(True)
        return folder, "1"

    made = FakeReranker()
    monkeypatch.setattr(reranker, "find_on_hub", find)
    monkeypatch.setattr(reranker, "CrossEncoderReranker", lambda *_: made)
    told: list[str] = []
    assert load_reranker("some/model", notify=told.append) is made
    assert asked == [False, True]
    assert told == ["fetching the model some/model from its hub: it is not on this machine"]
    load_reranker("some/model", notify=told.append)
    assert (asked[2:], len(told)) == ([False], 1)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_cross_encoder(tmp_path_factory.mktemp("rerankers") / "tiny")


@pytest.mark.slow
@needs.TORCH
def test_scores_are_those_of_the_library(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch
    from sentence_transformers import CrossEncoder

    def refuse(*arguments: Any, **_options: Any) -> None:
        raise AssertionError(arguments)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    model = load_reranker(str(tiny), device="cpu")
    scores = model.scores("visual token", TEXTS)
    library = CrossEncoder(str(tiny), device="cpu", activation_fn=torch.nn.Identity())
    expected = library.predict([("visual token", text) for text in TEXTS])
    assert scores == pytest.approx(expected.tolist(), abs=1e-5)
    assert len({round(score, 4) for score in scores}) >= 4
    assert model.scores("visual token", TEXTS) == scores
    assert model.scores("visual token", []) == []


@pytest.mark.slow
@needs.TORCH
def test_no_more_is_read_than_the_limit(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "word " * 2000
    assert len(load_reranker(str(tiny)).scores(asked, TEXTS)) == len(TEXTS)
    monkeypatch.setattr(limits, "RERANKED_TOKENS", 8)
    short = load_reranker(str(tiny))
    assert short.scores("ab", ["abcdefg"]) == pytest.approx(short.scores("ab", ["abcdefgh"]))


@pytest.mark.slow
@needs.TORCH
def test_the_model_is_looked_at_before_it_answers_for_somebody_else(
    tiny: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny, tmp_path / "copy"))
    model = load_reranker(str(folder))
    assert model.place == typed(str(folder)).where
    assert model.is_current()
    with (folder / "config.json").open("a") as file:
        file.write(" ")
    assert not model.is_current()
    shutil.rmtree(folder)
    assert not model.is_current()
    assert len(model.scores("a", ["b"])) == 1


@pytest.mark.slow
@needs.TORCH
def test_several_labels_are_no_score(tmp_path: Path) -> None:
    folder = write_cross_encoder(tmp_path / "three", labels=3)
    refused(folder, EmbeddingError, "tells 3 labels apart")


@pytest.mark.slow
@needs.TORCH
@pytest.mark.parametrize("content", [b"", b"weights", b"\xff" * 64])
def test_weights_that_are_none(tiny: Path, tmp_path: Path, content: bytes) -> None:
    folder = Path(shutil.copytree(tiny, tmp_path / "broken"))
    (folder / "model.safetensors").write_bytes(content)
    refused(folder, EmbeddingError, "cannot be loaded as a cross-encoder")


@pytest.mark.slow
@needs.TORCH
def test_scores_that_are_no_numbers(tiny: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = Path(shutil.copytree(tiny, tmp_path / "nan"))
    weights = load_file(folder / "model.safetensors")
    weights["classifier.bias"].fill_(float("nan"))
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(EmbeddingError, match="gives scores that are no numbers"):
        load_reranker(str(folder)).scores("a", ["b"])
