"""``python -m benchmarks.serve``: a server on loopback under many clients, all asking differently.

Every question is new: words drawn from the titles of the index, so that nothing can be answered
from a cache. Requests and seconds are bounded; ``--requests 100000`` is the long run for leaks.
"""

from __future__ import annotations

import asyncio
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_plus

import click

from papersearch.api.paper_index import PaperIndex
from papersearch.text.tokens import STOP_WORDS, fold

MODES = ("hybrid", "dense", "lexical")
MOST_REQUESTS = 1_000_000


@dataclass(slots=True)
class Outcome:
    """What clients saw: seconds of each answer, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        """Return the seconds within which this share of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def questions(index: Path, mode: str, seed: int = 1) -> Iterator[str]:
    """Yield the targets of requests, no two alike."""
    with PaperIndex.open(index) as papers:
        found = {word for paper in papers.papers() for word in paper.title.split()}
    # Stop words alone find nothing in mode "lexical", which would count as an error.
    words = sorted(word for word in found if word.isalnum() and fold(word) not in STOP_WORDS)
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        text = quote_plus(" ".join([*chance.sample(words, 3), str(number)]))
        yield f"/api/query?q={text}&mode={mode}"


async def client(port: int, left: Iterator[str], until: float, outcome: Outcome) -> None:
    """Ask one question after another on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for target in left:
            if time.monotonic() > until:
                break
            started = time.perf_counter()
            writer.write(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            body = await reader.readexactly(int(length.group(1)) if length else 0)
            outcome.seconds.append(time.perf_counter() - started)
            if not head.startswith(b"HTTP/1.1 200 ") or b'"hits":[{' not in body:
                outcome.wrong.append(f"{target}: {head[:40]!r} {body[:200]!r}")
    except (OSError, asyncio.IncompleteReadError) as error:
        outcome.wrong.append(repr(error))
    finally:
        writer.close()


def load(port: int, asked: Iterator[str], count: int, clients: int, seconds: float) -> Outcome:
    """Let ``clients`` ask ``count`` questions in all, for so many ``seconds`` at the most."""
    outcome = Outcome()
    left = (target for _, target in zip(range(count), asked, strict=False))
    until = time.monotonic() + seconds

    async def all_of_them() -> None:
        await asyncio.gather(*(client(port, left, until, outcome) for _ in range(clients)))

    asyncio.run(all_of_them())
    return outcome


def memory(process: int) -> str:
    """Return what a process holds (Linux): resident memory, and how much of it is its own.

    The rest are pages of mapped files, such as the rows of the model that were needed so far.
    """
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = dict(re.findall(r"(\w+):\s+(\d+) kB", status))
    return f"{int(found['VmRSS']) / 1024:.0f} MiB ({int(found['RssAnon']) / 1024:.0f} its own)"


def start(index: Path) -> tuple[subprocess.Popen[str], int]:
    """Start a server on a free port, and return its process and the port."""
    command = [sys.executable, "-m", "papersearch", "serve", "--port", "0", "--index", str(index)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    said = process.stderr.readline()
    found = re.search(r":(\d+)/ ", said)
    if not found:
        raise click.ClickException(said + process.stderr.read())
    return process, int(found.group(1))


@click.command()
@click.option("--index", type=click.Path(path_type=Path), default=Path("index"))
@click.option("--mode", type=click.Choice(MODES), default="hybrid", show_default=True)
@click.option("--clients", type=click.IntRange(1, 256), default=64, show_default=True)
@click.option("--requests", type=click.IntRange(1, MOST_REQUESTS), default=2000, show_default=True)
@click.option("--seconds", type=click.IntRange(1, 7200), default=600, show_default=True)
def main(index: Path, mode: str, clients: int, requests: int, seconds: int) -> None:
    """Measure a server of an index: queries a second, latency, errors and memory."""
    process, port = start(index)
    try:
        asked = questions(index, mode)
        # Memory is compared with that of a server that has worked, whose caches are filled.
        warm = load(port, asked, max(200, requests // 10), clients, seconds)
        before = memory(process.pid)
        started = time.perf_counter()
        outcome = load(port, asked, requests // 2, clients, seconds)
        half = memory(process.pid)
        second = load(port, asked, requests - requests // 2, clients, seconds)
        spent = time.perf_counter() - started
        after = memory(process.pid)
        outcome.seconds += second.seconds
        outcome.wrong += second.wrong
    finally:
        process.terminate()
        process.communicate()
    wrong = warm.wrong + outcome.wrong
    click.echo(
        f"{mode}: {len(outcome.seconds):,} requests by {clients} clients in {spent:.1f} s: "
        f"{len(outcome.seconds) / spent:.0f} /s, p50 {outcome.quantile(0.5) * 1e3:.0f} ms, "
        f"p99 {outcome.quantile(0.99) * 1e3:.0f} ms, {len(wrong)} errors; "
        f"resident {before} before, {half} halfway, {after} after"
    )
    for line in wrong[:5]:
        click.echo(line, err=True)
    sys.exit(bool(wrong) or process.returncode)


if __name__ == "__main__":
    main()
