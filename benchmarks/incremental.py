"""What one more day costs: to a thousand papers and to many, in time and in bytes written."""

from __future__ import annotations

import itertools
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.synthetic import Source, papers
from papersearch.api.paper_index import PaperIndex
from papersearch.embedding import default_identity
from papersearch.store.local.index_store import IndexStore

DAY = 10


def incremental(source: Path, many: Path, rounds: int) -> list[str]:
    """Return the lines that compare adding days to a thousand papers and to those in ``many``."""
    with tempfile.TemporaryDirectory() as name:
        few = Path(name) / "few"
        _thousand(source, few)
        seconds: dict[Path, list[float]] = {few: [], many: []}
        for attempt in range(rounds + 1):
            for folder, times in seconds.items():
                spent = _day_in_a_process(source, folder)
                times += [spent] if attempt else []
        small, large = (statistics.median(times) for times in seconds.values())
        with PaperIndex.open(many) as index:
            count = len(index)
        return [
            f"{'a day of 10 to 1,000 papers':<36}{small * 1e3:8.0f} ms   1.00 x",
            f"{f'a day of 10 to {count:,} papers':<36}{large * 1e3:8.0f} ms {large / small:6.2f} x",
            *_bytes(source, Path(name) / "grown"),
        ]


def add(store: IndexStore, source: Source, first: int) -> None:
    """Add a day of synthetic papers."""
    some = list(papers(source, DAY, first=first))
    with store.commit():
        store.put_embedded([embedded for _, embedded in some])
        store.entries.put([(f"day-{first}", entry) for entry, _ in some])


def _thousand(source: Path, folder: Path) -> None:
    parts = _parts(source)
    with IndexStore.create(folder) as store:
        store.adopt(default_identity().to_json())
        some = list(itertools.islice(papers(parts, 1000), 1000))
        with store.commit():
            store.put_embedded([embedded for _, embedded in some])
            store.entries.put([("first", entry) for entry, _ in some])


def _parts(source: Path) -> Source:
    with PaperIndex.open(source) as index:
        return Source.of(index._reader())


def _day_in_a_process(source: Path, folder: Path) -> float:
    """Return the seconds that a new process takes to open an index, add a day and close it."""
    command = [sys.executable, "-m", "benchmarks.incremental", str(source), str(folder)]
    output = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    return float(output)


def _bytes(source: Path, folder: Path) -> list[str]:
    """Return the lines that count what is written for a thousand days, one after the other."""
    parts = _parts(source)
    shutil.rmtree(folder, ignore_errors=True)
    lines = []
    with IndexStore.create(folder) as store:
        store.adopt(default_identity().to_json())
        before = _written()
        for day in range(1000):
            add(store, parts, DAY * day)
            if day + 1 in (10, 100, 1000):
                each = (_written() - before) / (DAY * (day + 1)) / 1024
                lines.append(f"{f'written after {day + 1:,} days':<36}{each:8.1f} KiB a paper")
    return lines


def _written() -> int:
    """Return the bytes that this process has written so far."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return int(dict(line.split(": ") for line in lines)["wchar"])


def main(source: str, folder: str) -> None:
    """Add one day and print the seconds."""
    parts = _parts(Path(source))
    started = time.perf_counter()
    with IndexStore.create(Path(folder)) as store:
        add(store, parts, int(time.time() * 10) * DAY)  # papers that no index has yet
    sys.stdout.write(f"{time.perf_counter() - started}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
