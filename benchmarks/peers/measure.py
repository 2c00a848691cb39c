"""Measures peers: each step for all of them, in turn, before the next step."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.peers.corpus import Corpus
from benchmarks.peers.peer import Peer, Place, key
from benchmarks.peers.turns import in_turn
from benchmarks.processes import Spent, run
from papersearch.evaluation.judgments import Judged
from papersearch.evaluation.measures import reciprocal_rank

_T = TypeVar("_T")

_MEBIBYTE = 1 << 20


@dataclass(slots=True)
class Bench:
    """What is measured of which peers; ``figures`` and ``failed`` are by name.

    ``say`` is told what is going on.
    """

    corpus: Corpus
    folder: Path
    model: Path
    whole_texts: bool
    say: Callable[[str], None]
    peers: dict[str, type[Peer]] = field(default_factory=dict)
    environments: dict[str, Path] = field(default_factory=dict)
    figures: dict[str, dict[str, float]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def prepare(self, peers: Sequence[type[Peer]], make: Callable[[type[Peer]], Path]) -> None:
        """Make the environments of ``peers``, which are measured in this order."""
        self.peers = {peer.name: peer for peer in peers}
        self.figures = {name: {} for name in self.peers}
        made = self._each("environment", lambda peer: make(type(peer)), 1)
        self.environments = {name: found[0] for name, found in made.items()}

    def indexing(self) -> None:
        """Measure indexing of everything but one day, once, and the index's size."""

        def index(peer: Peer) -> Spent:
            return _run(peer.command("index", str(self._given(peer, 0))))

        for name, [spent] in self._each("indexing", index, 1).items():
            size = sum(p.stat().st_size for p in self._index(name).rglob("*") if p.is_file())
            self.figures[name] |= {
                "indexing": spent.seconds,
                "indexing_processor": spent.processor,
                "indexing_memory": spent.memory,
                "disk": size / _MEBIBYTE,
            }

    def day(self, rounds: int) -> None:
        """Measure adding the day, each time to a copy of the first index; the last one stays."""
        self.corpus.bring_day()
        first = {name: self._index(name).with_suffix(".first") for name in self.peers}
        for name in self._left():
            self._index(name).rename(first[name])

        def add(peer: Peer) -> float:
            shutil.rmtree(peer.place.index, ignore_errors=True)
            shutil.copytree(first[peer.name], peer.place.index)
            return _run(peer.command("add", str(self._given(peer, 1)))).seconds

        for name, seconds in self._each("one more day", add, rounds).items():
            self.figures[name]["day"] = statistics.median(seconds)

    def cold(self, text: str, rounds: int) -> None:
        """Measure one query, each time in a new process; the first round warms the caches."""

        def ask(peer: Peer) -> Spent:
            return _run(peer.command("query", text))

        for name, costs in self._each("cold answer", ask, rounds + 1).items():
            self.figures[name] |= {
                "cold": statistics.median(cost.seconds for cost in costs[1:]),
                "cold_processor": statistics.median(cost.processor for cost in costs[1:]),
                "cold_memory": max(cost.memory for cost in costs),
            }

    def warm(self, queries: Sequence[Judged], rounds: int) -> None:
        """Measure distinct queries in one process a round, and how good the answers are."""
        path = self.folder / "queries.json"
        texts = [queries[0].text, *(query.text for query in queries)]
        path.write_text(json.dumps(texts), encoding="utf-8")

        def ask(peer: Peer) -> dict[str, Any]:
            done = subprocess.run(
                peer.program("warm", str(path)), capture_output=True, text=True, check=True
            )
            found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
            return found

        for name, found in self._each("warm answers", ask, rounds).items():
            for measure, part in (("warm", "seconds"), ("embedding", "embedding")):
                if all_ := [value for one in found for value in one[part]]:
                    self.figures[name][measure] = statistics.median(all_)
            judged = zip(found[0]["answers"], queries, strict=True)
            ranks = [reciprocal_rank(run, query.relevant, 10) for run, query in judged]
            if any(query.relevant for query in queries):
                self.figures[name]["mrr"] = statistics.fmean(ranks)

    def _left(self) -> list[str]:
        return [name for name in self.peers if name not in self.failed]

    def _each(self, step: str, task: Callable[[Peer], _T], rounds: int) -> dict[str, list[_T]]:
        def told(name: str) -> Callable[[], _T]:
            def run() -> _T:
                self.say(f"{step}: {name}")
                place = Place(self._index(name), self.environments.get(name, Path()), self.model)
                return task(self.peers[name](place))

            return run

        return in_turn({name: told(name) for name in self._left()}, rounds, self.failed)

    def _index(self, name: str) -> Path:
        return self.folder / key(self.peers[name])

    def _given(self, peer: Peer, step: int) -> Path:
        reads = "papers" if self.whole_texts and peer.reads == "passages" else peer.reads
        given = self.corpus.given[reads]
        return given.then if step else given.first


def _run(command: Sequence[str]) -> Spent:
    return run(command, stderr=subprocess.PIPE)
