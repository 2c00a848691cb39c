"""Following papers: watches and their feed, likes and what they recommend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from papersearch.api.access import Access
from papersearch.api.naming import all_named, ids_of
from papersearch.types.dates import iso_day
from papersearch.types.query import Filters

if TYPE_CHECKING:
    from papersearch.following.feed import Embed, Feed
    from papersearch.following.recommend import Recommendation
    from papersearch.types.watch import Watch


class Watches:
    """The watches of the store behind ``access``; ``embed`` embeds their texts."""

    def __init__(self, access: Access[Any], embed: Embed) -> None:
        self._access = access
        self._embed = embed

    def all(self) -> list[Watch]:
        """Return all watches, in the order in which they were added."""
        return [own.watch for own in self._access.reader().interests.watches()]

    def get(self, name: str) -> Watch:
        """Return the watch called ``name``.

        Raises:
            WatchNotFound: there is none.
        """
        watch: Watch = self._access.reader().interests.watch(name).watch
        return watch

    def add(self, watch: Watch, *, since: str = "", wait: float = 0.0) -> None:
        """Watch for papers from now on; with ``since`` those of that day and later are new, too.

        Raises:
            WatchExists: there is a watch of this name.
            InvalidQuery: ``since`` is no date.
            InvalidWatch: its text holds signs, which mean nothing to a watch.
        """
        watch.check_plain()
        first = iso_day(since) if since else ""
        self._access.reader()  # an index that is not there is not made
        with self._access.writing(wait) as store:
            store.interests.add(watch, first)

    def replace(self, name: str, watch: Watch, *, wait: float = 0.0) -> None:
        """Put ``watch`` in the place of the one called ``name``; what that has shown stays shown.

        Raises:
            WatchNotFound, WatchExists: there is no such one, or another has the new name.
        """
        if self.get(name).text != watch.text:
            watch.check_plain()
        with self._access.writing(wait) as store:
            store.interests.replace(name, watch)

    def remove(self, names: Iterable[str], *, wait: float = 0.0) -> None:
        """Remove watches.

        Raises:
            WatchNotFound: one of them is not there; none is removed.
        """
        wanted = [self.get(name).name for name in names]
        with self._access.writing(wait) as store:
            store.interests.remove(wanted)

    def feed(self, names: Sequence[str] = (), *, among: Filters | None = None) -> Feed:
        """Return what watches catch among the papers since they began that they have not shown.

        ``names`` are those of watches, by default all. With ``among`` they look at all papers that
        meet it, shown or not. Nothing is marked: once the feed has reached its reader, give it to
        :meth:`mark_shown`.

        Raises:
            WatchNotFound: there is no such watch, or none at all.
        """
        from papersearch.following.feed import feed

        return self._access.healed(lambda store: feed(store, self._embed, names, among))

    def arrived(self, ids: Iterable[str]) -> dict[str, str]:
        """Return when papers came into the index, as ISO instants, by id; not of unknown ones."""
        found: dict[str, str] = self._access.reader().interests.arrived(list(ids))
        return found

    def mark_shown(self, feed: Feed, *, wait: float = 0.0) -> None:
        """Remember that the papers of a feed were shown; others may still be caught later."""
        if feed.shown:
            with self._access.writing(wait) as store:
                store.interests.mark(feed.shown)


class Likes:
    """What the reader of the store behind ``access`` likes and dislikes."""

    def __init__(self, access: Access[Any]) -> None:
        self._access = access

    def all(self) -> dict[str, bool]:
        """Return which papers are liked (true) or disliked, by id, in the order of the ids."""
        opinions: dict[str, bool] = self._access.reader().interests.taste()
        return opinions

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

    def recommend(self, k: int = 10, *, filters: Filters | None = None) -> list[Recommendation]:
        """Return the k papers that the reader may like most, best first.

        Without dates in ``filters`` these are of the newest 30 days; judged papers are left out.

        Raises:
            TooFewLikes: fewer than three papers are liked.
        """
        from papersearch.following.recommend import recommend

        return self._access.healed(lambda store: recommend(store, k, filters))

    def _judge(self, paper_ids: Iterable[str], *, liked: bool, undo: bool, wait: float) -> int:
        reader = self._access.reader()
        if undo:  # of papers that are gone, too
            ids = all_named(paper_ids)
        else:
            ids = ids_of(lambda own: reader.paper(own)[1], paper_ids, self._access.called)
        with self._access.writing(wait) as store:
            if undo:
                return int(store.interests.forget(ids, liked=liked))
            store.interests.judge(ids, liked=liked)
        return len(ids)
