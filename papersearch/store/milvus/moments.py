"""Up to when a reader sees what was written: moments on the clock of the server.

Milvus answers of a moment once it has heard of all that was written before, every 200 ms. Asked for
the newest state each time, it waits each time; asked again of one moment, it answers at once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

_TO_MICROSECONDS = 18  # bits of a moment that count within one millisecond


class Moments:
    """What moment each collection is read at. ``now`` returns the present one of the server."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._begun = 0
        self._written: dict[str, int] | None = None

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read all of the body as of its beginning, and as of what it has written itself."""
        if self._written is not None:
            yield
            return
        self._begun, self._written = self._now(), {}
        try:
            yield
        finally:
            self._written = None

    def of(self, collection: str) -> int:
        """Return the moment of a question about a collection: now, outside of a snapshot."""
        if self._written is None:
            return self._now()
        return self._written.get(collection, self._begun)

    def wrote(self, collection: str) -> None:
        """Be told that rows of a collection were written or deleted."""
        if self._written is not None:
            self._written[collection] = self._now()


def seconds(moment: int) -> float:
    """Return the seconds since 1970 of a moment."""
    return (moment >> _TO_MICROSECONDS) / 1000
