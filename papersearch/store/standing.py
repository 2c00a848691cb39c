"""What a reader asks a store to keep: watches, what they have shown, likes, tags and notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from papersearch.errors import UsageError, WatchExists, WatchNotFound
from papersearch.types.documents import is_day
from papersearch.types.kept import Kept
from papersearch.types.query import Filters
from papersearch.types.watch import Watch


@dataclass(frozen=True, slots=True)
class Standing:
    """A watch as a store keeps it.

    ``number`` is never used twice. It looks at the papers that arrived after ``after``, where the
    watch began, and at those of the day ``since`` and later where it is not "".
    """

    watch: Watch
    number: int
    after: int
    since: str


class InterestStore(Protocol):
    """What a reader asked the store to keep. Writing methods make one commit each.

    Each paper arrives once, in an order that is kept by numbers: edited, or removed and brought
    back, it does not arrive anew.
    """

    def watches(self) -> list[Standing]:
        """Return all watches, in the order in which they were added."""

    def watch(self, name: str) -> Standing:
        """Return the watch of a name.

        Raises:
            WatchNotFound: there is none.
        """

    def add(self, watch: Watch, since: str = "") -> None:
        """Add a watch of the papers that arrive from now on, and of those of ``since`` or later.

        Raises:
            WatchExists: there is one of this name.
        """

    def replace(self, name: str, watch: Watch) -> None:
        """Put a watch in the place of another, with what that one has shown.

        Raises:
            WatchNotFound, WatchExists: there is no such one, or another has the new name.
        """

    def remove(self, names: Iterable[str]) -> None:
        """Remove watches.

        Raises:
            WatchNotFound: one is not there; none is removed.
        """

    def newest(self) -> int:
        """Return the number of the newest arrival, or one that none since then is below."""

    def fresh(self, standing: Standing) -> set[int]:
        """Return the papers that have arrived since a watch began, shown or not."""

    def shown(self, standing: Standing) -> set[int]:
        """Return the papers that a watch has shown, as far as they are still there."""

    def arrived(self, ids: Iterable[str]) -> dict[str, str]:
        """Return when papers arrived, as an ISO instant, by id; without those not known to have."""

    def mark(self, shown: Mapping[int, Collection[str]]) -> None:
        """Remember which papers, by id, watches have shown, by number; of others, nothing."""

    def inherit(self, ids: Mapping[str, str], living: Collection[str] = ()) -> None:
        """Keep what is kept of papers under other ids, by the old one; within a commit.

        Their arrivals, opinions, marks, and what :meth:`kept` gives: a paper that has got another
        id is no new one. Of two arrivals the first counts, of two opinions that of the new id, and
        of tags and notes both. Those of the old ids that are ``living`` have papers still and keep
        all of it, too.
        """

    def feed_id(self) -> str:
        """Return what names the feed of this store among all feeds, "" before the first watch."""

    def taste(self) -> dict[str, bool]:
        """Return whether papers are liked or disliked, in the order of the ids."""

    def judge(self, ids: Iterable[str], *, liked: bool) -> None:
        """Remember papers as liked or disliked, whatever they were before."""

    def forget(self, ids: Iterable[str], *, liked: bool) -> int:
        """Forget that papers are liked, or disliked, and return of how many it was so."""

    def kept(self, ids: Iterable[str] | None = None) -> dict[str, Kept]:
        """Return the tags, notes and places on the reading list that papers have, in their order.

        Without ``ids`` it is those of all, whether the papers are there or not.
        """

    def keep(self, kept: Mapping[str, Kept]) -> None:
        """Keep this of papers, by id, in place of what was kept before; of some it is nothing."""


def named(standings: Iterable[Standing], name: str) -> Standing:
    """Return the watch of a name.

    Raises:
        WatchNotFound: there is none.
    """
    found = next((own for own in standings if own.watch.name == name), None)
    if found is None:
        raise WatchNotFound(f"no watch {name!r}: `papersearch watch list` shows what there is")
    return found


def refuse(standings: Iterable[Standing], name: str) -> None:
    """See that no watch has this name.

    Raises:
        WatchExists: one has.
    """
    if any(own.watch.name == name for own in standings):
        raise WatchExists(
            f"there is a watch {name!r} already: give another --name, or change it with "
            "`papersearch watch edit`"
        )


def encode(watch: Watch) -> bytes:
    """Return what a watch looks for, as JSON; its name is kept beside it."""
    return orjson.dumps(
        {
            "text": watch.text,
            "least": watch.least,
            "authors": watch.filters.authors,
            "min_votes": watch.filters.min_votes,
            "sections": watch.filters.sections,
            **({"categories": watch.filters.categories} if watch.filters.categories else {}),
        }
    )


def decode(name: str, document: bytes | str) -> Watch:
    """Return the watch that :func:`encode` wrote.

    Raises:
        ValueError, TypeError, KeyError: it did not.
    """
    said: dict[str, Any] = orjson.loads(document)
    authors, sections, votes = said["authors"], said["sections"], said["min_votes"]
    categories = said.get("categories", [])  # which an older papersearch did not know
    texts = [said["text"], said["least"], *authors, *sections, *categories]
    lists = {type(authors), type(sections), type(categories)}
    if {*map(type, texts)} != {str} or lists != {list} or type(votes) not in (int, type(None)):
        raise TypeError("what is asked for is no text")
    filters = Filters(authors=authors, min_votes=votes, sections=sections, categories=categories)
    try:
        return Watch(name, said["text"], said["least"], filters)
    except UsageError as error:
        raise ValueError(f"{error}") from error


def checked_since(since: str) -> str:
    """Return the day that a watch begins with.

    Raises:
        ValueError: it is neither a day nor "".
    """
    if since and not is_day(since):
        raise ValueError(f"{since!r} is no day")
    return since
