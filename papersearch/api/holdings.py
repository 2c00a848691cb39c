"""What an index was made of, where that is now, what it shall forget, and where more comes from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from papersearch.api.access import Access
from papersearch.api.models import Models
from papersearch.api.naming import several
from papersearch.errors import SourceNotFound
from papersearch.types.followed import Followed
from papersearch.types.progress import Progress, anything, nobody, silent

if TYPE_CHECKING:
    from papersearch.fetching import Fetched
    from papersearch.indexing.inventory import Holding
    from papersearch.indexing.moves import Moved
    from papersearch.indexing.write import Agree, Report


class Sources:
    """The sources of the store behind ``access``; ``models`` embed what has to be made anew."""

    def __init__(self, access: Access[Any], models: Models) -> None:
        self._access = access
        self._models = models

    def all(self) -> list[Holding]:
        """Return the collections, by their places."""
        from papersearch.indexing.inventory import inventory

        store = self._access.reader()
        with store.snapshot():
            return inventory(store.entries)

    def move(self, old: str, new: str, *, wait: float = 0.0) -> Moved:
        """Let what was read below ``old`` be known as what lies below ``new``.

        Raises:
            SourceNotFound: nothing was read there.
        """
        from papersearch.indexing.inventory import move

        self._access.reader()
        with self._access.writing(wait) as store:
            return move(store, old, new, lambda *asked: self._models.bulk(store, *asked))

    def forget(
        self,
        name: str,
        *,
        wait: float = 0.0,
        agree: Agree | None = None,
    ) -> Report:
        """Forget a collection, and drop the papers that no other one tells of.

        ``agree`` is asked before more than a tenth of the index is dropped.

        Raises:
            SourceNotFound: there is no such collection.
        """
        from papersearch.indexing.inventory import forget

        self._access.reader()
        with self._access.writing(wait) as store:
            load = lambda *asked: self._models.bulk(store, *asked)  # noqa: E731
            return forget(store, name, load, agree or anything)

    def followed(self) -> list[Followed]:
        """Return where digests are fetched from, and into which folders; see :meth:`follow`."""
        store = self._access.reader()
        with store.snapshot():
            found: list[Followed] = store.entries.followed()
            return found

    def follow(
        self,
        sources: str | Iterable[str],
        to: str | os.PathLike[str] = "digests",
        *,
        wait: float = 0.0,
    ) -> list[Followed]:
        """Remember sources, to be fetched into folders below ``to``; return those that are new.

        One that is remembered already goes to this folder from now on. Nothing is fetched.

        Raises:
            UsageError: a source is none; see :func:`papersearch.fetch`.
        """
        place = os.path.abspath(Path(to).expanduser())  # noqa: PTH100 - a link stays one
        named = _named(sources)
        with self._access.writing(wait) as store:
            kept = {own.source: own for own in store.entries.followed()}
            before = dict(kept)
            kept |= {name: Followed(name, place) for name in named}
            if kept != before:
                store.entries.keep_followed([*kept.values()])
        return [own for name, own in kept.items() if before.get(name) != own]

    def unfollow(self, sources: str | Iterable[str], *, wait: float = 0.0) -> list[Followed]:
        """Fetch these sources no more; return them. Files and papers stay.

        Raises:
            SourceNotFound: one is not among those that are followed.
            UsageError: one is none.
        """
        from papersearch.fetching.origins import shown

        self._access.reader()
        named = _named(sources)
        with self._access.writing(wait) as store:
            kept = {own.source: own for own in store.entries.followed()}
            if lacking := [name for name in named if name not in kept]:
                raise SourceNotFound(
                    f"{shown(lacking[0])} is not followed: `papersearch sources` lists what is"
                )
            store.entries.keep_followed([own for own in kept.values() if own.source not in named])
        return [kept[name] for name in named]

    def fetch(
        self,
        *,
        since: str = "",
        again: bool = False,
        progress: Progress | None = None,
        tell: Callable[[str], None] | None = None,
    ) -> list[Fetched]:
        """Bring the files of all sources that are followed up to date; the index stays as it is.

        The parameters are those of :func:`papersearch.fetch`.

        Raises:
            IndexUnwritable: a folder cannot be written.
            MissingExtra: what fetches is not installed.
        """
        from papersearch.fetching import Wish, fetch_all, of_followed

        wish = Wish(since, again, progress or silent, tell or nobody)
        return fetch_all(of_followed(self.followed()), wish)


def _named(sources: str | Iterable[str]) -> list[str]:
    """Return sources as they are remembered: "arxiv:cs.CL,cs.CV" is two.

    Raises:
        UsageError: one is none.
    """
    from papersearch.fetching import origins

    return [str(own) for text in several(sources) for own in origins(text)]
