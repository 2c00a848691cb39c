"""Any sentence-transformers model, and the default one for bulk work."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from papersearch.embedding import model_folder
from papersearch.embedding.identity import AT_ONCE
from papersearch.embedding.libraries import SAFELY, first_line, loading, needed, quiet
from papersearch.embedding.windows import beginning, embed_windowed
from papersearch.errors import EmbeddingError, ModelNotFound
from papersearch.types.arrays import Embeddings
from papersearch.types.model_identity import ModelIdentity

BATCH = 8
"""Texts at a time on a processor: larger ones leave its cache (8 is a third faster than 32)."""

BATCH_ON_DEVICE = 64
_NOT_NEEDED = (
    "*.py *.bin *.pt *.pth *.pkl *.ckpt *.h5 *.msgpack *.ot *.onnx* onnx/* openvino/* *.tflite"
).split()
_PASSAGE_PROMPTS = ("document", "passage", "corpus")


class SentenceTransformersEmbedder:
    """An :class:`Embedder` over a folder that ``SentenceTransformer`` loads.

    ``dtype`` is "float32" or "bfloat16"; by default the latter where the processor computes in
    it. ``device`` may name several, "cuda:0,cuda:1", which share the texts; by default all GPUs
    do. Only safetensors weights are loaded, and no code that comes with a model is run.

    Raises:
        MissingExtra: sentence-transformers or torch is not installed, or broken.
        ModelRefused: the folder could run code.
        EmbeddingError: it holds no model that can be loaded.
    """

    def __init__(
        self,
        folder: Path,
        identity: ModelIdentity | None = None,
        *,
        name: str = "",
        revision: str = "",
        device: str | None = None,
        dtype: str | None = None,
    ) -> None:
        devices = device.split(",") if device else _gpus()
        self.model, chosen = _load(folder, devices[0] if devices else None, dtype)
        self.engine = f"sentence-transformers ({chosen})"
        self._devices = devices if len(devices) > 1 else []
        self._batch = BATCH if self.model.device.type == "cpu" else BATCH_ON_DEVICE
        self.at_once = AT_ONCE * (4 * len(devices) if self._devices else 1)
        self.identity = identity or _identity(self.model, name or str(folder), revision, folder)

    def embed_queries(self, texts: Sequence[str]) -> Embeddings:
        """Return (n, d) float32 unit rows, with the model's own prompt for queries."""
        texts = [*map(self.beginning, texts)]
        return self._embed(texts, self.model.encode_query, self.identity.query_prompt)

    def beginning(self, text: str) -> str:
        """Return as much of a query as is read."""
        return beginning(text, self._counting(self.identity.query_prompt), self._limit)

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        """Return (n, d) float32 unit rows, with the model's own prompt for passages."""
        return self._embed(texts, self.model.encode_document, self.identity.passage_prompt)

    def _embed(self, texts: Sequence[str], encode_with: Any, prompt: str) -> Embeddings:
        batch = self._batch

        def encode(windows: list[str]) -> Embeddings:
            if not windows:
                return np.empty((0, self.identity.dimension), np.float32)
            pool = self._pool if len(windows) > batch else None
            rows = encode_with(
                windows, batch_size=batch, show_progress_bar=False, pool=pool, chunk_size=batch
            )
            return np.asarray(rows, np.float32)

        try:
            return embed_windowed(texts, encode, self._counting(prompt), self._limit)
        except RuntimeError as error:  # out of memory, or a device that went away
            raise EmbeddingError(f"{self.engine} failed: {error}") from error

    @property
    def _limit(self) -> int:
        """How many tokens the model reads at once."""
        return self.model.max_seq_length or 1 << 30

    def _counting(self, prompt: str) -> Callable[[str], int]:
        """Return what counts the tokens of a text behind a prompt."""
        tokenizer = self.model.tokenizer

        def count(text: str) -> int:
            encoded = tokenizer(prompt + text, truncation=False, verbose=False)
            return len(encoded["input_ids"])

        return count

    @functools.cached_property
    def _pool(self) -> Any:
        """The processes that share the texts, one a device; None for one device."""
        if not self._devices:
            return None
        pool = self.model.start_multi_process_pool(self._devices)
        weakref.finalize(self, _stop, self.model, pool)
        return pool


def find_folder(folder: Path, name: str, option: str = "--model") -> tuple[Path, str]:
    """Return a folder that is there, which the user calls ``name``, and its revision.

    ``option`` is where the command line names it.

    Raises:
        ModelNotFound: there is no such folder.
    """
    if not folder.is_dir():
        where = "" if name == str(folder) else f" ({folder})"
        raise ModelNotFound(
            f"there is no model folder {name}{where}: see that {option} names a folder"
        )
    return folder, model_folder.revision(folder)


def find_on_hub(
    name: str, revision: str | None, *, fetch: bool, option: str = "--model"
) -> tuple[Path, str]:
    """Return the folder of a model of a hub, and its revision; for ``option``, see find_folder.

    It is looked up among what was downloaded before, without asking anybody, and only with
    ``fetch`` asked for. The user's token is sent only where the hub does not give it to everybody.

    Raises:
        ModelNotFound: it is not on this machine, or there is none, or it cannot be fetched.
        MissingExtra: sentence-transformers is not installed.
    """
    with quiet(), needed():
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError

        options: dict[str, Any] = {"revision": revision, "ignore_patterns": _NOT_NEEDED}
        try:
            path = snapshot_download(name, local_files_only=True, token=False, **options)
        except (OSError, ValueError, HFValidationError) as missing:
            if not fetch:
                raise ModelNotFound(
                    f"the model {name!r} is not on this machine, and is fetched only by "
                    "`papersearch index`, `embed` and `reembed` with --model"
                ) from missing
            try:
                path = _fetched(name, options)
            except (OSError, ValueError, HFValidationError, HfHubHTTPError, RuntimeError) as error:
                raise ModelNotFound(
                    f"cannot fetch the model {name!r} ({first_line(error)}): check the name and "
                    f"the network, or give {option} the folder of a model on this machine"
                ) from error
    return Path(path), Path(path).name


def _fetched(name: str, options: dict[str, Any]) -> str:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

    try:
        return str(snapshot_download(name, token=False, **options))
    except (GatedRepoError, RepositoryNotFoundError):  # gated, or private: so a hub hides those
        return str(snapshot_download(name, **options))


def import_libraries() -> None:
    """Import what loads models, which takes seconds.

    Raises:
        MissingExtra: it is not installed, or broken.
    """
    with quiet(), needed():
        import sentence_transformers  # noqa: F401


def _load(folder: Path, device: str | None, dtype: str | None) -> tuple[Any, str]:
    model_folder.check(folder)
    with quiet(), needed():
        import torch
        from sentence_transformers import SentenceTransformer

        with loading(folder, "sentence-transformers model"):
            model = SentenceTransformer(str(folder), device=device, **SAFELY)
    chosen = dtype or ("bfloat16" if _computes_bfloat16(torch, model.device.type) else "float32")
    model.eval()
    return (model.bfloat16() if chosen == "bfloat16" else model.float()), chosen


def _computes_bfloat16(torch: Any, device: str) -> bool:
    """Return whether a device multiplies bfloat16 natively: elsewhere it is slower than float32."""
    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device != "cpu":
        return False
    capabilities: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return any(capabilities.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16", "arm_bf16"))


def _stop(model: Any, pool: dict[str, Any]) -> None:
    model.stop_multi_process_pool(pool)
    pool.clear()  # queues that nobody holds give their semaphores back


def _gpus() -> list[str]:
    """Return the names of all GPUs where there are several."""
    with quiet(), needed():
        import torch

        count = torch.cuda.device_count()
    return [f"cuda:{number}" for number in range(count)] if count > 1 else []


def _identity(model: Any, name: str, revision: str, folder: Path) -> ModelIdentity:
    prompts: dict[str, str] = dict(model.prompts or {})
    passage = next((prompts[key] for key in _PASSAGE_PROMPTS if prompts.get(key)), "")
    pooling = next(
        (str(module.pooling_mode) for module in model if hasattr(module, "pooling_mode")), "other"
    )
    return ModelIdentity(
        name=name,
        revision=revision or model_folder.revision(folder),
        query_prompt=prompts.get("query", ""),
        passage_prompt=passage,
        pooling=pooling,
        dimension=int(model.get_embedding_dimension() or 0),
    )
