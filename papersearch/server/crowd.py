"""The open connections of a server: never more than so many, whoever opens them."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import Protocol

_log = logging.getLogger(__name__)


class Member(Protocol):
    """A connection."""

    def cut_off(self) -> None:
        """End it at once."""


class Crowd:
    """At most ``most`` connections.

    Where one too many comes, the one goes that has kept the server waiting longest: for a header, a
    body, a next request, or for its client to take the answer. One whose answer is being made
    never goes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._all: set[Member] = set()
        self._waited_for: OrderedDict[Member, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._all)

    def enter(self, member: Member) -> None:
        """Count a new connection, and make room for it."""
        self._all.add(member)
        self.waits_for(member)
        if len(self._all) > self._most:
            oldest = next(iter(self._waited_for))
            self.leave(oldest)
            _log.warning(
                "more than %d connections: the one that kept us waiting longest is cut off",
                self._most,
            )
            oldest.cut_off()

    def waits_for(self, member: Member) -> None:
        """Note that from now on the server waits for a client."""
        if member in self._all:
            self._waited_for[member] = None
            self._waited_for.move_to_end(member)

    def works_for(self, member: Member) -> None:
        """Note that from now on a client waits for the server."""
        self._waited_for.pop(member, None)

    def leave(self, member: Member) -> None:
        """Forget a connection."""
        self._all.discard(member)
        self._waited_for.pop(member, None)
