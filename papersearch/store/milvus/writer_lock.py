"""One writer at a time: a claim among the facts of a store says whose it is and when it ends.

Milvus has no way to write only where nobody else has. So a writer writes its claim, then reads all
claims: whoever sees another one withdraws. Of two whose claims cross, at least one sees the other.
"""

from __future__ import annotations

import contextlib
import os
import random
import socket
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from papersearch.errors import IndexLocked, StoreFailed
from papersearch.store.milvus.connection import Connection
from papersearch.store.milvus.moments import seconds
from papersearch.store.milvus.table import Fact, Table, of_kind

LEASE = 600.0
"""Seconds for which a claim holds; each commit renews it."""

GRACE = 2.0
"""Seconds that a writer waits in any case: two that withdrew for each other try again."""

_KIND = "writer"
_ended: set[str] = set()
"""Whose claims this process has given up, though the server may not have heard of it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who writes: a name of its own, the machine and process, and until when, in seconds."""

    owner: str
    machine: str
    process: int
    until: float

    def fact(self) -> Fact:
        """Return the claim as a fact."""
        said = [self.machine, self.process, self.until]
        return Fact(self.owner, orjson.dumps(said).decode())

    @classmethod
    def of(cls, fact: Fact) -> Claim:
        """Return the claim of a fact.

        Raises:
            StoreFailed: it is none that papersearch wrote.
        """
        try:
            machine, process, until = orjson.loads(fact.data)
            return cls(fact.name, str(machine), int(process), float(until))
        except (ValueError, TypeError) as error:
            raise StoreFailed("a writer's claim in the store is none of papersearch's") from error

    def holds(self, now: float) -> bool:
        """Whether it still keeps others away: neither has it ended, nor its process here."""
        return self.until > now and not (self.machine == _machine() and _is_gone(self.process))

    def __str__(self) -> str:
        ends = time.strftime("%H:%M:%S", time.gmtime(self.until))
        host = self.machine.partition("/")[0]
        return f"process {self.process} on {host} (until {ends} UTC unless it goes on)"


class WriterLock:
    """The lock of one writer. Milvus Lite needs none: a file of it is one process's alone."""

    def __init__(self, connection: Connection, facts: Table) -> None:
        self._connection = connection
        self._facts = facts
        self._owner = uuid.uuid4().hex
        self._until = 0.0

    def acquire(self, wait: float = 0.0) -> None:
        """Take the lock; ``wait`` is in seconds, negative for as long as it takes.

        Raises:
            IndexLocked: another writer has it; the message names its process.
        """
        if self._connection.is_lite:
            return
        ends = None if wait < 0 else time.monotonic() + max(wait, GRACE)
        while other := self._taken():
            if ends is not None and time.monotonic() > ends:
                raise IndexLocked(
                    f"{other} is writing to {self._connection.address}: wait until it is done, or "
                    "give --wait"
                )
            # Not in step with another one that has withdrawn, too.
            time.sleep(random.uniform(0.1, 0.5))  # noqa: S311

    def other(self) -> Claim | None:
        """Return the claim of another writer that is at work, None for none."""
        return None if self._connection.is_lite else next(self._others(), None)

    def renew(self) -> None:
        """Hold the lock for longer; called before each commit.

        Raises:
            IndexLocked: it has ended since the last one, and another writer has it.
        """
        if not self._until or self._until - self._now() > LEASE / 2:
            return
        if other := self._taken():
            self._until = 0.0
            raise IndexLocked(
                f"{other} began to write to {self._connection.address}, since this one was silent "
                f"for {LEASE / 60:.0f} minutes: run the command again"
            )

    def release(self) -> None:
        """Let others write."""
        _ended.add(self._owner)
        if self._until:
            self._withdraw()

    def _taken(self) -> Claim | None:
        """Claim the lock; return the claim that is in the way, None where it is ours now."""
        if other := next(self._others(), None):
            return other
        until = self._now() + LEASE
        own = Claim(self._owner, _machine(), os.getpid(), until)
        self._facts.put(_KIND, [own.fact()])
        if other := next(self._others(), None):
            self._withdraw()
            return other
        self._until = until
        return None

    def _others(self) -> Iterator[Claim]:
        now = self._now()
        found = map(Claim.of, self._facts.all(of_kind(_KIND)))
        return (own for own in found if own.owner not in {self._owner, *_ended} and own.holds(now))

    def _withdraw(self) -> None:
        self._until = 0.0
        self._facts.delete(_KIND, [self._owner])

    def _now(self) -> float:
        """Return the seconds since 1970 on the clock of the server, which all writers share."""
        return seconds(self._connection.now())


def _machine() -> str:
    """Return what names this machine, and what processes see each other there."""
    here = [socket.gethostname()]
    with contextlib.suppress(OSError):
        here.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
        here.append(str(Path("/proc/self/ns/pid").readlink()))
    return "/".join(here)


def _is_gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
