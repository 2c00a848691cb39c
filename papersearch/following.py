"""Following papers: watches and their feed, likes and what they recommend."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from papersearch.embedding import Embedder, ModelIdentity
from papersearch.library import identity_of
from papersearch.paper import Paper
from papersearch.query import Filters, id_named, iso_day
from papersearch.store.index_store import IndexStore

if TYPE_CHECKING:
    from papersearch.feed import Feed
    from papersearch.recommend import Recommendation
    from papersearch.space import Matrix
    from papersearch.store.interests import Interests
    from papersearch.watches import Watch

_T = TypeVar("_T")


class Following:
    """The part of :class:`PaperIndex` that remembers what its reader wants to see."""

    def paper(self, paper_id: str) -> Paper:
        """Return a paper by id or link."""
        raise NotImplementedError

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
            _interests(store).add(watch, first)

    def watches(self) -> list[Watch]:
        """Return all watches, in the order in which they were added."""
        return [own.watch for own in _interests(self._reader()).watches()]

    def watch(self, name: str) -> Watch:
        """Return the watch called ``name``.

        Raises:
            WatchNotFound: there is none.
        """
        return _interests(self._reader()).watch(name).watch

    def replace_watch(self, name: str, watch: Watch, *, wait: float = 0.0) -> None:
        """Put ``watch`` in the place of the one called ``name``; what that has shown stays shown.

        Raises:
            WatchNotFound, WatchExists: there is no such one, or another has the new name.
        """
        self.watch(name)
        with self._writing(wait) as store:
            _interests(store).replace(name, watch)

    def remove_watches(self, names: Iterable[str], *, wait: float = 0.0) -> None:
        """Remove watches.

        Raises:
            WatchNotFound: one of them is not there; none is removed.
        """
        wanted = [self.watch(name).name for name in names]
        with self._writing(wait) as store:
            _interests(store).remove(wanted)

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
                _interests(store).mark(feed.shown)

    def like(self, paper_ids: Iterable[str], *, undo: bool = False, wait: float = 0.0) -> int:
        """Remember that papers are liked, rather than disliked, or forget it; return how many.

        Raises:
            PaperNotFound: one of them is not there; nothing is remembered.
        """
        return self._judge(paper_ids, liked=True, undo=undo, wait=wait)

    def dislike(self, paper_ids: Iterable[str], *, undo: bool = False, wait: float = 0.0) -> int:
        """Remember that papers are disliked, rather than liked, or forget it; return how many.

        Raises:
            PaperNotFound: one of them is not there; nothing is remembered.
        """
        return self._judge(paper_ids, liked=False, undo=undo, wait=wait)

    def taste(self) -> dict[str, bool]:
        """Return which papers are liked (true) or disliked, by id, in the order of the ids."""
        return _interests(self._reader()).taste()

    def recommend(self, k: int = 10, *, filters: Filters | None = None) -> list[Recommendation]:
        """Return the k papers that the reader may like most, best first.

        Without dates in ``filters`` these are of the newest 30 days; judged papers are left out.

        Raises:
            TooFewLikes: fewer than three papers are liked.
        """
        from papersearch.recommend import recommend

        return self._healed(lambda store: recommend(store, k, filters))

    def _judge(self, paper_ids: Iterable[str], *, liked: bool, undo: bool, wait: float) -> int:
        given = list(paper_ids)
        self._reader()
        if undo:  # of papers that are gone, too
            ids = [id_named(paper_id) for paper_id in given]
        else:
            ids = list(dict.fromkeys(self.paper(paper_id).id for paper_id in given))
        with self._writing(wait) as store:
            interests = _interests(store)
            if undo:
                return interests.forget(ids, liked=liked)
            interests.judge(ids, liked=liked)
        return len(ids)

    def _embedded(self, texts: Sequence[str]) -> Matrix:
        embedder = self._loaded(identity_of(self._reader()), 0)
        vectors: Matrix = embedder.embed_queries(list(texts))
        return vectors


def _interests(store: IndexStore) -> Interests:
    from papersearch.store.interests import Interests  # queries do without

    return Interests(store.catalog)
