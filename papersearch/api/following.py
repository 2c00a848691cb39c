"""Following papers: watches and their feed, likes and what they recommend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from papersearch.api.access import Access
from papersearch.api.naming import all_named, ids_of
from papersearch.types.dates import iso_day
from papersearch.types.judged import Judged
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

        A paper that is given twice counts once. Those that are liked already count, and with
        ``undo`` those that were liked; :meth:`judge` tells them apart.

        Raises:
            PaperNotFound: one of them is not there; nothing is remembered.
        """
        done = self.judge(paper_ids, liked=True, undo=undo, wait=wait)
        return done.changed if undo else done.changed + done.same

    def dislike(self, paper_ids: Iterable[str], *, undo: bool = False, wait: float = 0.0) -> int:
        """Remember that papers are disliked, rather than liked, or forget it; return how many.

        They are counted as :meth:`like` counts.

        Raises:
            PaperNotFound: one of them is not there; nothing is remembered.
        """
        done = self.judge(paper_ids, liked=False, undo=undo, wait=wait)
        return done.changed if undo else done.changed + done.same

    def judge(
        self, paper_ids: Iterable[str], *, liked: bool, undo: bool = False, wait: float = 0.0
    ) -> Judged:
        """Remember that papers are liked or disliked, or forget it; return what that changed.

        Raises:
            PaperNotFound: one of them is not there; nothing is remembered.
        """
        named = self._nameable(paper_ids) if undo else self._there(paper_ids)
        with self._access.writing(wait) as store:
            before: dict[str, bool] = store.interests.taste()
            so = {own for own, likes in before.items() if likes == liked}
            wanted = set().union(*named)
            changed = sorted(wanted & so if undo else wanted - so)
            if changed and undo:
                store.interests.forget(changed, liked=liked)
            elif changed:
                store.interests.judge(changed, liked=liked)
        return Judged(
            len(changed),
            0 if undo else sum(own in before for own in changed),
            sum(so.isdisjoint(ids) for ids in named) if undo else len(wanted) - len(changed),
            len(so) + (-len(changed) if undo else len(changed)),
        )

    def recommend(self, k: int = 10, *, filters: Filters | None = None) -> list[Recommendation]:
        """Return the k papers that the reader may like most, best first.

        Without dates in ``filters`` these are of the newest 30 days; judged papers are left out.

        Raises:
            TooFewLikes: fewer than three papers are liked.
        """
        from papersearch.following.recommend import recommend

        return self._access.healed(lambda store: recommend(store, k, filters))

    def _there(self, paper_ids: Iterable[str]) -> list[set[str]]:
        """Return the ids of the papers that are named, each in a set of its own.

        Raises:
            PaperNotFound: one of them is not there.
        """
        reader = self._access.reader()
        ids = ids_of(lambda own: reader.paper(own)[1], paper_ids, self._access.called)
        return [{own} for own in ids]

    def _nameable(self, paper_ids: Iterable[str]) -> list[set[str]]:
        """Return what ids each name may stand for, of papers that are gone, too."""
        self._access.reader()  # an index that is not there is not made
        named: dict[str, set[str]] = {}
        for ids in (all_named([text]) for text in paper_ids):
            named.setdefault(ids[0], set()).update(ids)
        return list(named.values())
