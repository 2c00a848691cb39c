"""Models that score a question and a text together, for those who have one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from papersearch.embedding import model_folder
from papersearch.embedding.choice import Choice, typed
from papersearch.embedding.libraries import SAFELY, first_line, loading, needed, quiet
from papersearch.embedding.sentence_transformers_engine import (
    BATCH,
    BATCH_ON_DEVICE,
    find_folder,
    find_on_hub,
)
from papersearch.errors import EmbeddingError, ModelNotFound
from papersearch.types import limits
from papersearch.types.normalise import normalise
from papersearch.types.progress import nobody

_OPTION = "--rerank"


class Reranker(Protocol):
    """Scores texts for a question; several threads may ask it at a time."""

    place: str
    """Where it is from; see :attr:`papersearch.embedding.choice.Choice.where`."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return a finite score for each text, higher is better, on the model's own scale."""

    def is_current(self) -> bool:
        """Whether what its place holds is still what was loaded."""


class CrossEncoderReranker:
    """A :class:`Reranker` over a folder that ``CrossEncoder`` loads.

    Only safetensors weights are loaded, and no code that comes with a model is run. It computes in
    float32: of half a hundred scores bfloat16 leaves some equal. What it gives are the model's
    logits, which an activation would not order otherwise.

    Raises:
        MissingExtra: sentence-transformers or torch is not installed, or broken.
        ModelRefused: the folder could run code.
        EmbeddingError: it holds no model that gives one score for a question and a text.
    """

    def __init__(
        self, folder: Path, choice: Choice, revision: str, device: str | None = None
    ) -> None:
        self.place = choice.where
        self._choice = choice
        self._revision = revision
        self._model = _load(folder, device.split(",")[0] if device else None)
        self._batch = BATCH if self._model.device.type == "cpu" else BATCH_ON_DEVICE
        self._turn = threading.Lock()  # its tokenizer is nobody else's while it is used

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return a score for each text.

        Of a pair that is longer than the model reads, the end of the longer text is left out.

        Raises:
            EmbeddingError: the model fails, or gives something that is no number.
        """
        asked = normalise(question)
        pairs = [(asked, normalise(text)) for text in texts]
        if not pairs:
            return []
        try:
            with self._turn:
                found = self._model.predict(pairs, batch_size=self._batch, show_progress_bar=False)
        except (RuntimeError, ValueError, IndexError) as error:  # out of memory, or of positions
            raise EmbeddingError(f"{self.place} cannot rerank: {first_line(error)}") from error
        if not np.all(np.isfinite(found)):
            raise EmbeddingError(f"{self.place} gives scores that are no numbers: name another")
        scores: list[float] = np.asarray(found, np.float64).tolist()
        return scores

    def is_current(self) -> bool:
        """Whether what its place holds is still what was loaded."""
        try:
            return _located(self._choice, fetch=False)[1] == self._revision
        except (ModelNotFound, OSError):
            return False


def load_reranker(
    name: str, *, device: str | None = None, notify: Callable[[str], None] = nobody
) -> Reranker:
    """Return the model that the user means by ``name``: a folder if there is one, else a hub's.

    One of a hub is fetched where it is not on this machine, which ``notify`` is told before.

    Raises:
        ModelNotFound: there is no such model, or it cannot be fetched.
        ModelRefused, MissingExtra, EmbeddingError: see :class:`CrossEncoderReranker`.
    """
    if not name.strip():
        raise ModelNotFound("no model is named: give a folder or the name of a hub's model")
    choice = typed(name)
    try:
        folder, revision = _located(choice, fetch=False)
    except ModelNotFound:
        if choice.folder:
            raise
        notify(f"fetching the model {name} from its hub: it is not on this machine")
        folder, revision = _located(choice, fetch=True)
    return CrossEncoderReranker(folder, choice, revision, device)


def _located(choice: Choice, *, fetch: bool) -> tuple[Path, str]:
    if choice.folder:
        return find_folder(choice.folder, choice.name, _OPTION)
    return find_on_hub(choice.name, choice.revision, fetch=fetch, option=_OPTION)


def _load(folder: Path, device: str | None) -> Any:
    model_folder.check_reranker(folder)
    with quiet(), needed():
        import torch
        from sentence_transformers import CrossEncoder

        with loading(folder, "cross-encoder"):
            model = CrossEncoder(
                str(folder),
                device=device,
                **SAFELY,
                activation_fn=torch.nn.Identity(),  # so that no setting names one
            )
            labels = int(model.num_labels)
            model.max_seq_length = min(
                model.max_seq_length or limits.RERANKED_TOKENS, limits.RERANKED_TOKENS
            )
    if labels != 1:
        raise EmbeddingError(
            f"{folder} tells {labels} labels apart, and to rerank takes a model that gives one "
            f"score: name one such as {model_folder.EXAMPLE}"
        )
    return model.eval().float()
