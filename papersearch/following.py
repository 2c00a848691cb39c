"""Following papers: watches and their feed, likes and what they recommend."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from papersearch.embedding import Embedder, ModelIdentity
from papersearch.query import Filters, iso_day
from papersearch.store.index_store import IndexStore
from papersearch.store.interests import Interests
from papersearch.upkeep import identity_of
from papersearch.watches import Watch

if TYPE_CHECKING:
    from papersearch.feed import Feed
    from papersearch.space import Matrix

_T = TypeVar("_T")


class Following:
    """The part of :class:`PaperIndex` that remembers what its reader wants to see."""

    def _reader(self) -> IndexStore:
        raise NotImplementedError

    def _loaded(self, stored: ModelIdentity | None, characters: int) -> Embedder:
        raise NotImplementedError

    def _healed(self, answer: Callable[[IndexStore], _T]) -> _T:
        raise NotImplementedError

    def _writing(self, wait: float) -> contextlib.AbstractContextManager[IndexStore]:
        raise NotImplementedError

    def add_watch(self, watch: Watch, *, since: str = "", wait: float = 0.0) -> None:
        """Watch for papers from now on; with ``since`` those of that day and later are new, too.

        Raises:
            WatchExists: there is a watch of this name.
            InvalidQuery: ``since`` is no date.
        """
        first = iso_day(since) if since else ""
        self._reader()  # an index that is not there is not made
        with self._writing(wait) as store:
            Interests(store.catalog).add(watch, first)

    def watches(self) -> list[Watch]:
        """Return all watches, in the order in which they were added."""
        return [own.watch for own in Interests(self._reader().catalog).watches()]

    def watch(self, name: str) -> Watch:
        """Return the watch called ``name``.

        Raises:
            WatchNotFound: there is none.
        """
        return Interests(self._reader().catalog).watch(name).watch

    def replace_watch(self, name: str, watch: Watch, *, wait: float = 0.0) -> None:
        """Put ``watch`` in the place of the one called ``name``; what that has shown stays shown.

        Raises:
            WatchNotFound, WatchExists: there is no such one, or another has the new name.
        """
        self.watch(name)
        with self._writing(wait) as store:
            Interests(store.catalog).replace(name, watch)

    def remove_watches(self, names: Iterable[str], *, wait: float = 0.0) -> None:
        """Remove watches.

        Raises:
            WatchNotFound: one of them is not there; none is removed.
        """
        wanted = [self.watch(name).name for name in names]
        with self._writing(wait) as store:
            Interests(store.catalog).remove(wanted)

    def feed(self, names: Sequence[str] = (), *, among: Filters | None = None) -> Feed:
        """Return what watches catch among the papers that they have not shown.

        ``names`` are those of watches, by default all. With ``among`` they look at all papers that
        meet it, shown or not. Nothing is marked: once the feed has reached its reader, give it to
        :meth:`mark_shown`.

        Raises:
            WatchNotFound: there is no such watch, or none at all.
        """
        from papersearch.feed import feed

        return self._healed(lambda store: feed(store, self._embedded, names, among))

    def mark_shown(self, feed: Feed, *, wait: float = 0.0) -> None:
        """Remember that a feed was shown: its papers, and all others that were looked at."""
        if feed.shown:
            with self._writing(wait) as store:
                Interests(store.catalog).mark(feed.shown)

    def _embedded(self, texts: Sequence[str]) -> Matrix:
        embedder = self._loaded(identity_of(self._reader()), 0)
        vectors: Matrix = embedder.embed_queries(list(texts))
        return vectors
