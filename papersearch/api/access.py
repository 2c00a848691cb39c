"""How an interface gets at its store: to read it, to write to it, and to answer what is asked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from papersearch.store.protocol import SearchStore, Store
from papersearch.types.damage import Damage
from papersearch.types.model_identity import ModelIdentity
from papersearch.types.query import Query

S_co = TypeVar("S_co", bound=Store, covariant=True)
_T = TypeVar("_T")


class Access(Protocol[S_co]):
    """A store that is opened when it is needed, and may be closed in between.

    ``place`` is how messages name it, ``called`` how those do that others may see, ``elsewhere``
    where they say to build another, and ``instead`` what to do to have another model.
    """

    place: str
    called: str
    elsewhere: str
    instead: str

    def reader(self) -> S_co:
        """Return the store for reading, in its newest state."""

    def writing(self, wait: float) -> contextlib.AbstractContextManager[S_co]:
        """Open the store for writing; ``wait`` for another writer as long as it says."""

    def healed(self, answer: Callable[[S_co], _T]) -> _T:
        """Return ``answer`` of the store, once what is wrong with it is mended."""

    def asked(self, query: Query) -> Query:
        """Prepare for a query, and return it as the store can answer it."""

    def damages(self) -> Iterable[Damage]:
        """Return everything that is wrong with what is stored."""

    def repair(self, wait: float) -> None:
        """Make again what is derived from the rest, where nothing else is damaged."""

    def close(self) -> None:
        """Release what is open; it is opened again when it is needed."""


def identity_of(store: SearchStore) -> ModelIdentity | None:
    """Return the model that a store belongs to, None for none yet."""
    stored = store.model()
    return ModelIdentity.from_json(stored) if stored else None
