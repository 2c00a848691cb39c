"""Origins with days: which days are asked for, and one day after the other into its files."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from papersearch.errors import FetchFailed
from papersearch.fetching import arxiv, hub
from papersearch.fetching.client import Client, GivenUp, NoSource
from papersearch.fetching.collection import Collection
from papersearch.fetching.ledger import Answer
from papersearch.types import limits

FIRST_DAYS = 7
"""Days that are asked for the first time where nobody says how many."""

_OVER = datetime.timedelta(hours=36)
"""How long after its beginning, in UTC, a day is over wherever on earth somebody dates it."""

_GIVEN_UP = 3
"""Days that fail one after the other, after which the rest is left for another time."""


class Pages(Protocol):
    """What gives the pages of a day, as :func:`papersearch.fetching.hub.pages`."""

    def __call__(
        self, client: Client, name: str, day: str, known: Sequence[Answer], /
    ) -> Iterator[tuple[Answer, bytes | None]]:
        """Yield the pages of ``day`` and their bytes, b"" for none, None where nothing changed."""


class Publisher(NamedTuple):
    """How an origin with days is asked: where, how often, and how its files end."""

    address: Callable[[], str]
    apart: float
    pages: Pages
    ending: str


PUBLISHERS = {
    "hf": Publisher(hub.address, 0.0, hub.pages, hub.ENDING),
    "arxiv": Publisher(arxiv.address, arxiv.APART, arxiv.pages, arxiv.ENDING),
}


class Failed(NamedTuple):
    """A day that cannot be had, and why; without a day it is all of an origin."""

    day: str
    message: str


def wanted(
    collection: Collection, since: str, now: datetime.datetime, *, again: bool = False
) -> list[str]:
    """Return the days to ask for, newest first: from ``since`` on, but for those that are whole.

    Without ``since`` it is from the earliest day on that was ever asked for. ``now`` is in UTC;
    with ``again`` days that are whole are asked for, too.
    """
    ledger = collection.ledger
    today = now.date()
    begin = since or ledger.since or (today - datetime.timedelta(FIRST_DAYS - 1)).isoformat()
    ledger.since = min(begin, ledger.since or begin)
    count = (today - datetime.date.fromisoformat(begin)).days + 1
    days = [(today - datetime.timedelta(own)).isoformat() for own in range(max(count, 0))]
    return [day for day in days if again or day not in ledger.whole or _is_gone(collection, day)]


def fetch_days(
    collection: Collection,
    publisher: Publisher,
    client: Client,
    name: str,
    days: Sequence[str],
    now: datetime.datetime,
    progress: Callable[[int, int], None],
) -> tuple[list[Failed], int]:
    """Bring days into their files; return those that failed, and how many are not there.

    ``progress`` is told how many of how many days were asked for.

    Raises:
        NoSource: there is nothing of this name.
    """
    failed: list[Failed] = []
    in_row = came = 0
    progress(0, len(days))
    for asked, day in enumerate(days, start=1):
        try:
            _fetch_day(collection, publisher, client, name, day, now)
            in_row = 0
            came += 1
        except NoSource:
            raise
        except GivenUp as error:
            failed.append(Failed("", str(error)))
            break
        except FetchFailed as error:
            failed.append(Failed(day, str(error)))
            in_row += 1
        progress(asked, len(days))
        if in_row == _GIVEN_UP:
            break
    return failed, len(days) - came


def _fetch_day(
    collection: Collection,
    publisher: Publisher,
    client: Client,
    name: str,
    day: str,
    now: datetime.datetime,
) -> None:
    """Ask for all pages of a day; only when all are there is any of them written."""
    ledger = collection.ledger
    before = [] if _is_gone(collection, day) else ledger.days.get(day, [])
    answers, written = [], 0
    for answer, body in _bounded(publisher.pages(client, name, day, before)):
        if body is None:
            answers.append(answer)
            written += bool(answer.file)
            continue
        file = ""
        if body:
            written += 1
            file = (
                f"{day}{publisher.ending}" if written == 1 else f"{day}-{written}{publisher.ending}"
            )
            collection.put(file, body)
        answers.append(Answer(file, answer.validators, answer.more))
    for old in {own.file for own in before if own.file} - {own.file for own in answers}:
        collection.drop(old)
    ledger.days[day] = answers
    if now >= datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.UTC) + _OVER:
        ledger.whole.add(day)
    collection.save()


def _bounded(
    pages: Iterable[tuple[Answer, bytes | None]],
) -> list[tuple[Answer, bytes | None]]:
    """Return all pages of a day, which are held at once, unless they are too much for that."""
    found, size = [], 0
    for answer, body in pages:
        size += len(body or b"")
        if size > limits.FETCH_DAY_BYTES:
            most = f"{limits.FETCH_DAY_BYTES >> 20:,} MiB"
            raise FetchFailed(f"more than {most} for one day, which is more than a day has")
        found.append((answer, body))
    return found


def _is_gone(collection: Collection, day: str) -> bool:
    """Whether a file of a day that was fetched is not there any more."""
    kept = collection.ledger.days.get(day, ())
    return any(own.file and not collection.has(own.file) for own in kept)
