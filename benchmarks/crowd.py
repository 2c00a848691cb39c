"""A server beside a crowd that keeps it waiting: do others go on getting answers, and how fast?

The crowd is a process of its own, ``python -m benchmarks.crowd PORT``: 2,000 connections that stop
halfway in a header and 1,000 that send theirs byte by byte. Whichever is cut off comes back after a
second. Half of the 64 clients keep their connection, the others open one for each question.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.serve import Outcome, questions, start
from papersearch.server.descriptors import room_for

CLIENTS, HALF_OPEN, DRIPPING = 64, 2000, 1000
SECONDS = 20.0
_BACK_AFTER = 1.0
_BEGIN = b"GET /api/query?q=robots HTTP/1.1\r\nHost: 127.0.0.1\r\nA: "


def crowd(folder: Path, seconds: float = SECONDS, mode: str = "hybrid") -> list[str]:
    """Return what clients of a server see without and with the crowd."""
    room_for(CLIENTS + 100)
    process, port = start(folder)
    asked = questions(folder, mode)
    try:
        server = Served(process.pid, port, asked)
        server.load(seconds / 4)  # what is slow the first time
        alone = server.load(seconds / 2)
        with _around(port) as crowd:
            beside = server.load(seconds)
        came = crowd.communicate()[0]
        alone += server.load(seconds / 2)  # the machine's speed drifts
    finally:
        process.terminate()
        said = process.communicate()[1]
    lines = [_line("alone", alone, alone), _line("in the crowd", beside, alone)]
    lines += [f"  {wrong}" for wrong in (alone.outcome.wrong + beside.outcome.wrong)[:5]]
    lines += [f"the crowd: {came.strip()}", f"the server wrote {said.count(chr(10))} lines"]
    return lines


@dataclass(slots=True)
class Seen:
    """What clients saw, and what the server spent on it: seconds of all processors."""

    outcome: Outcome
    spent: float

    def __add__(self, other: Seen) -> Seen:
        mine, theirs = self.outcome, other.outcome
        both = Outcome(mine.seconds + theirs.seconds, mine.wrong + theirs.wrong)
        return Seen(both, self.spent + other.spent)

    def figures(self) -> dict[str, float]:
        """Return what is compared, in milliseconds."""
        outcome = self.outcome
        return {
            "median": outcome.quantile(0.5) * 1e3,
            "95 %": outcome.quantile(0.95) * 1e3,
            "processor time each": self.spent * 1e3 / max(1, len(outcome.seconds)),
        }


class Served:
    """A server that clients ask for some time."""

    def __init__(self, process: int, port: int, asked: Iterator[str]) -> None:
        self._statistics = Path(f"/proc/{process}/stat")
        self._port = port
        self._asked = asked

    def load(self, seconds: float) -> Seen:
        """Return what 64 clients see in so many seconds."""
        before, outcome = self._spent(), Outcome()
        asyncio.run(_load(self._port, self._asked, seconds, outcome))
        return Seen(outcome, self._spent() - before)

    def _spent(self) -> float:
        fields = self._statistics.read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _line(name: str, seen: Seen, alone: Seen) -> str:
    parts = [f"{name}: {len(seen.outcome.seconds):,} answers, {len(seen.outcome.wrong)} errors"]
    before = alone.figures()
    for label, took in seen.figures().items():
        parts.append(f"{label} {took:.0f} ms ({took / before[label]:.2f} x)")
    return ", ".join(parts)


async def _load(port: int, asked: Iterator[str], seconds: float, outcome: Outcome) -> None:
    until = time.monotonic() + seconds
    clients = (_client(port, asked, until, outcome, keep=n % 2 == 0) for n in range(CLIENTS))
    await asyncio.gather(*clients)


async def _client(
    port: int, asked: Iterator[str], until: float, outcome: Outcome, *, keep: bool
) -> None:
    """Ask one question after another, over one connection or each over its own."""
    opened = None
    while time.monotonic() < until:
        started = time.perf_counter()
        try:
            opened = opened or await asyncio.open_connection("127.0.0.1", port)
            await _ask(*opened, next(asked))
            outcome.seconds.append(time.perf_counter() - started)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            outcome.wrong.append(repr(error))
            keep_this = False
        else:
            keep_this = keep
        if opened and not keep_this:
            opened[1].close()
            opened = None
    if opened:
        opened[1].close()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: str) -> None:
    writer.write(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    body = await reader.readexactly(int(length[1]) if length else 0)
    if not head.startswith(b"HTTP/1.1 200 ") or b'"hits":[{' not in body:
        raise ValueError(f"{target}: {head[:40]!r} {body[:200]!r}")


@contextlib.contextmanager
def _around(port: int) -> Iterator[subprocess.Popen[str]]:
    """Let the crowd be there while the body runs, from when all of it has come."""
    command = [sys.executable, "-m", "benchmarks.crowd", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    process.stdout.readline()
    try:
        yield process
    finally:
        process.terminate()


class Crowd:
    """Connections that keep a server waiting, and how often they were opened and cut off."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.opened = 0
        self.cut_off = 0

    async def stay(self) -> None:
        """Be there until SIGTERM; say when all have come."""
        end = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end.set)
        drips = (index >= HALF_OPEN for index in range(HALF_OPEN + DRIPPING))
        members = [asyncio.create_task(self._member(drip=drip)) for drip in drips]
        while self.opened < len(members):
            await asyncio.sleep(0.01)
        print("all have come", flush=True)
        await end.wait()
        print(f"{self.opened:,} connections opened, {self.cut_off:,} cut off", flush=True)
        os._exit(0)  # all at once, rather than one by one

    async def _member(self, *, drip: bool) -> None:
        while True:
            with contextlib.suppress(OSError):
                reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
                self.opened += 1
                writer.write(_BEGIN)
                await (self._drip(reader, writer) if drip else reader.read())
                writer.close()
            self.cut_off += 1
            await asyncio.sleep(_BACK_AFTER)

    async def _drip(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof():
            writer.write(b"x")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reader.read(1), 1.0)


if __name__ == "__main__":
    room_for(HALF_OPEN + DRIPPING)
    asyncio.run(Crowd(int(sys.argv[1])).stay())
