"""Which model is loaded: the default one, or one that the user has named; never what a file says.

An index and a shard name their model. That is a claim to compare with, no place to look at: a model
other than the default is loaded only if the user named it, now or once before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from papersearch.embedding.identity import DEFAULT_MODEL
from papersearch.embedding.model_folder import revision as revision_of
from papersearch.embedding.remembered import recall, remember
from papersearch.errors import ModelRefused
from papersearch.files import named
from papersearch.types.model_identity import ModelIdentity


@dataclass(frozen=True, slots=True)
class Choice:
    """A model and where it is: in a ``folder``, or without one on a hub.

    ``typed`` tells that the user has named it now, which is when it may be fetched.
    """

    name: str
    folder: Path | None = None
    revision: str | None = None
    typed: bool = False

    @property
    def where(self) -> str:
        """What tells it from any other: the path of its folder, or its name on a hub."""
        return str(self.folder) if self.folder else self.name

    def place(self, *, fetch: bool) -> dict[str, Any]:
        """Return where the model is, as :func:`load_embedder` takes it.

        With ``fetch`` it may come from a hub, if the user has named it now.
        """
        return {
            "folder": self.folder,
            "revision": self.revision,
            "fetch": fetch and self.typed,
        }

    def keep(self, identity: ModelIdentity, file: Path) -> None:
        """Remember in ``file`` that the user has named the model that was loaded.

        Raises:
            ModelRefused, OSError: see :func:`remember`.
        """
        if self.typed and self.name != DEFAULT_MODEL:
            remember(file, identity, self.folder)


def typed(name: str, revision: str | None = None) -> Choice:
    """Return the model that the user means by ``name``: a folder if there is one, else a hub's."""
    folder = named(name)
    if name != DEFAULT_MODEL and (folder.is_dir() or _is_path(name)):
        return Choice(name, folder.absolute(), None, typed=True)
    return Choice(name, None, revision, typed=True)


def choose(stored: ModelIdentity, name: str | None, file: Path | None, place: str) -> Choice:
    """Return where the model is that ``place`` says it was made with.

    ``name`` is what the user calls it now, ``file`` where models are remembered.

    Raises:
        ModelRefused: the user has not named it, now or before.
    """
    if stored.name == DEFAULT_MODEL:
        return Choice(DEFAULT_MODEL)
    if name and is_same(stored, name):
        own = typed(name)
        return replace(own, name=stored.name, revision=None if own.folder else stored.revision)
    known = recall(file, stored) if file else None
    if known is None:
        raise ModelRefused(
            f"{place} was made with {stored.name}, and a model is loaded only if you have named "
            "it: to trust it, give --model with its name or folder once"
        )
    if known.folder:
        return Choice(stored.name, Path(known.folder))
    return Choice(stored.name, None, stored.revision)


def is_same(stored: ModelIdentity, name: str) -> bool:
    """Whether the user means by ``name`` the model ``stored``, by its name or its content."""
    if name == stored.name:
        return True
    folder = named(name)
    return folder.is_dir() and revision_of(folder) == stored.revision


def _is_path(name: str) -> bool:
    return name.startswith((".", "/", "~")) or name.count("/") > 1 or "\\" in name
