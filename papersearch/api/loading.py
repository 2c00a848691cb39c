"""Loading models for a collection of papers: the default one, or one that the user has named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from papersearch.embedding import DEFAULT_MODEL, Embedder, load_embedder
from papersearch.errors import ModelRefused
from papersearch.types.model_identity import ModelIdentity
from papersearch.types.progress import nobody

if TYPE_CHECKING:
    from papersearch.embedding.choice import Choice
    from papersearch.embedding.reranker import Reranker


class Loading:
    """What the user said of models, and how they are loaded.

    ``load`` makes embedders in place of :func:`load_embedder`, and is then asked for whatever
    model a collection is of. ``default`` makes the default model alone. ``models`` is where those
    that the user has named are remembered; ``notify`` is told where that fails.
    """

    def __init__(
        self,
        *,
        model: str | None = None,
        revision: str | None = None,
        device: str | None = None,
        cache: Path | None = None,
        load: Callable[..., Embedder] | None = None,
        default: Callable[..., Embedder] | None = None,
        models: Path | None = None,
        notify: Callable[[str], None] | None = None,
    ) -> None:
        self.model = model
        self._revision = revision
        self._device = device
        self._cache = cache
        self.own = load
        self._default = default
        self._models = models
        self.notify = notify or nobody

    @classmethod
    def of(cls, **options: Any) -> Loading:
        """Return what the given options say; None is what was not given."""
        return cls(**{name: value for name, value in options.items() if value is not None})

    def load(
        self, stored: ModelIdentity | None, characters: int, place: str, *, fetch: bool = False
    ) -> Embedder:
        """Return what embeds for ``place``, which says that its model is ``stored``.

        Where that is None, what the user named counts. With ``fetch`` a model that the user has
        named just now may come from a hub.

        Raises:
            ModelRefused: the user has not named the model, or it could run code.
            ModelNotFound, MissingExtra, EmbeddingError: it cannot be loaded.
        """
        name = stored.name if stored else self.model or DEFAULT_MODEL
        if name == DEFAULT_MODEL:
            load = self._default or self.own or load_embedder
            return load(name, device=self._device, characters=characters, cache=self._cache)
        if self.own is not None:
            revision = stored.revision if stored else self._revision
            return self.own(name, revision=revision, characters=characters)
        from papersearch.embedding.choice import choose, typed

        choice = (
            choose(stored, self.model, self._file(), place)
            if stored
            else typed(name, self._revision)
        )
        return self._chosen(choice, stored, characters, fetch=fetch)

    def load_named(self, model: str, revision: str | None, characters: int) -> Embedder:
        """Return what embeds with a model that the user has named just now.

        Raises:
            ModelRefused, ModelNotFound, MissingExtra, EmbeddingError: it cannot be loaded.
        """
        if self.own is not None or model == DEFAULT_MODEL:
            load = self.own or load_embedder
            return load(model, device=self._device, characters=characters, cache=self._cache)
        from papersearch.embedding.choice import typed

        return self._chosen(typed(model, revision), None, characters, fetch=True)

    def load_reranker(self, name: str) -> Reranker:
        """Return a model that reranks, which the user has named just now; it is not remembered.

        Raises:
            ModelRefused, ModelNotFound, MissingExtra, EmbeddingError: it cannot be loaded.
        """
        from papersearch.embedding.reranker import load_reranker

        return load_reranker(name, device=self._device, notify=self.notify)

    def means(self, stored: ModelIdentity) -> bool:
        """Whether ``stored`` is the model that the user named, if any."""
        if self.model in (None, stored.name):
            return True
        from papersearch.embedding.choice import is_same

        return is_same(stored, self.model)

    def _chosen(
        self, choice: Choice, stored: ModelIdentity | None, characters: int, *, fetch: bool
    ) -> Embedder:
        embedder = load_embedder(
            choice.name,
            device=self._device,
            characters=characters,
            **choice.place(fetch=fetch),
        )
        if stored is None or stored.key == embedder.identity.key:
            try:
                choice.keep(embedder.identity, self._file())
            except (OSError, ModelRefused) as error:
                self.notify(f"cannot remember that you have named {choice.name}: {error}")
        return embedder

    def _file(self) -> Path:
        if self._models is not None:
            return self._models
        from papersearch.config import models_file

        return models_file()
