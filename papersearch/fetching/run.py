"""Fetching: each origin into its folder, one after the other, and what came of it."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from papersearch import files
from papersearch.errors import FetchFailed, MissingExtra, NotOurs, UsageError, extra
from papersearch.fetching.origins import Origin, origins
from papersearch.types.followed import Followed
from papersearch.types.progress import Progress, nobody, silent

if TYPE_CHECKING:
    from papersearch.fetching.client import Client
    from papersearch.fetching.collection import Collection
    from papersearch.fetching.daily import Failed
    from papersearch.fetching.patience import Pace

DIGESTS = "digests"
"""The folder that fetched files go below where nobody names another one."""


@dataclass(slots=True)
class Fetched:
    """What came of fetching one source.

    ``folder`` has its files: ``new`` ones, ``changed`` ones, and ``theirs``, which were not
    written by a fetch, or were changed since, and were left as they are. Of ``days`` that are
    wanted ``missing`` could not be had; ``failed`` says why. ``requests`` is how often a server was
    asked.
    """

    source: str
    folder: Path
    new: int = 0
    changed: int = 0
    theirs: list[str] = field(default_factory=list)
    days: int = 0
    missing: int = 0
    failed: list[Failed] = field(default_factory=list)
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """How to fetch; see :func:`fetch`. ``clock`` tells the time in UTC."""

    since: str = ""
    again: bool = False
    progress: Progress = silent
    tell: Callable[[str], None] = nobody
    clock: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC)


def fetch(
    sources: str | Iterable[str],
    to: str | os.PathLike[str] = DIGESTS,
    *,
    since: str = "",
    again: bool = False,
    progress: Progress | None = None,
    tell: Callable[[str], None] | None = None,
) -> list[Fetched]:
    """Bring digests from where they are published into files below the folder ``to``.

    A source is "hf" (Hugging Face's daily papers), "arxiv:cs.CL,cs.CV", "github:owner/repo" with a
    folder in it, or an address of a feed, JSON, Markdown or a page. Those that have days are asked
    for all from the ISO day ``since`` on that are not there whole; without it, from the earliest
    day on that was ever asked for, the first time the last seven. ``again`` asks for whole days,
    too, whose votes may have changed. ``progress`` is told of the step "fetching hf", ``tell`` why
    it waits.

    What cannot be had is in ``failed``; the rest goes on.

    Raises:
        UsageError: a source is none.
        IndexUnwritable: a folder cannot be written.
        MissingExtra: httpx2 and tenacity are not installed.
    """
    texts = [sources] if isinstance(sources, str) else sources
    found = dict.fromkeys(own for text in texts for own in origins(text))
    folder = files.named(os.fspath(to))
    wish = Wish(_day(since), again, progress or silent, tell or nobody)
    return fetch_all([(own, folder) for own in found], wish)


def _day(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise UsageError(f"since={text[:40]!r} is no day: write it as 2026-11-01") from None


def of_followed(followed: Iterable[Followed]) -> list[tuple[Origin, Path]]:
    """Return the origins that an index remembers, each with the folder that its own lies in."""
    return [(origin, Path(own.to)) for own in followed for origin in origins(own.source)]


def fetch_all(
    wanted: Iterable[tuple[Origin, Path]], wish: Wish, pace: Pace | None = None
) -> list[Fetched]:
    """Bring origins up to date, each below its folder; raises as :func:`fetch` does."""
    try:
        import papersearch.fetching.client  # noqa: F401 - with all that it needs
        from papersearch.fetching.patience import Pace
    except ImportError as error:
        raise MissingExtra(f"fetching needs {error.name}: {extra('fetch')}") from error
    shared = pace or Pace()
    return [_fetched(origin, to, wish, shared) for origin, to in wanted]


def _fetched(origin: Origin, to: Path, wish: Wish, pace: Pace) -> Fetched:
    from papersearch.fetching.client import Client
    from papersearch.fetching.collection import opened
    from papersearch.fetching.daily import PUBLISHERS, Failed

    done = Fetched(origin.shown, to / origin.folder)
    publisher = PUBLISHERS.get(origin.kind)
    apart = publisher.apart if publisher else 0.0
    with Client([_address(origin)], apart=apart, pace=pace, tell=wish.tell) as client:
        try:
            with opened(to, origin) as collection:
                try:
                    _bring(origin, collection, client, done, wish)
                finally:
                    done.new, done.changed = len(collection.new), len(collection.changed)
                    done.theirs = collection.theirs
        except (FetchFailed, NotOurs) as error:
            done.failed.append(Failed("", str(error)))
        done.requests = client.requests
    return done


def _bring(
    origin: Origin, collection: Collection, client: Client, done: Fetched, wish: Wish
) -> None:
    """Bring what an origin has into the files of its collection."""
    from papersearch.fetching import daily, github, page

    now = wish.clock()
    if publisher := daily.PUBLISHERS.get(origin.kind):
        days = daily.wanted(collection, wish.since, now, again=wish.again)
        done.days = len(days)
        step = f"fetching {origin}"
        done.failed, done.missing = daily.fetch_days(
            collection,
            publisher,
            client,
            origin.name,
            days,
            now,
            lambda asked, of: wish.progress(step, asked, of),
        )
        if wish.since and done.missing:
            collection.save()  # also where nothing came: since when is remembered
    elif origin.kind == "github":
        github.fetch_repository(collection, client, origin.name)
    else:
        page.fetch_page(collection, client, origin.name, now)


def _address(origin: Origin) -> str:
    """Return the address that stands for what the user has named."""
    from papersearch.fetching import daily, github

    if publisher := daily.PUBLISHERS.get(origin.kind):
        return publisher.address()
    return github.address(origin.name) if origin.kind == "github" else origin.name
