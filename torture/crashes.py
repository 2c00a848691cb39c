"""Kills and failing disks: whatever happens when, the index is the one before or the one after."""

from __future__ import annotations

import atexit
import functools
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.fake import FakeEmbedder
from papersearch.types.paper import Paper
from torture import corpus
from torture.child import AT_ONCE

ROOT = Path(__file__).parents[1]
QUERY = "visual compression 토큰"
PAPERS = 12


Answer = tuple[dict[str, Paper], list[str], str]
"""The papers by id, those that words find, and the hits by meaning."""


@dataclass
class Tally:
    """What was tried, and what went wrong."""

    tried: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Stage:
    """An index before a change of its digests, and what it answers before and after."""

    before: Path
    digests: Path
    answers: tuple[Answer, Answer]
    texts: int
    points: Counter[str]


def stage(folder: Path, days: int) -> Stage:
    """Make an index of ``days`` days, then change one day and add others."""
    digests, before, after = folder / "digests", folder / "before", folder / "after"
    corpus.write(digests, range(days), PAPERS)
    assert not _run(before, digests).returncode
    corpus.write(digests, range(1, 2), PAPERS, edition=1)
    corpus.write(digests, range(days, 2 * days), PAPERS)
    shutil.copytree(before, after)
    outcome = _run(after, digests)
    said = json.loads(outcome.stdout)
    return Stage(
        before, digests, (answer(before), answer(after)), said["embedded"], Counter(said["points"])
    )


def answer(index: Path) -> Answer:
    """Return what an index says; the query's words are in every paper."""
    with PaperIndex.open(index, load=lambda *_a, **_k: FakeEmbedder()) as papers:
        words = sorted(hit.paper.id for hit in papers.query(QUERY, k=10_000, mode="lexical"))
        everything = {paper.id: paper for paper in papers.papers()}
        hits = [
            (hit.paper.id, round(hit.score, 4)) for hit in papers.query(QUERY, 20, mode="dense")
        ]
    return everything, words, f"{hits}"


def at_points(
    made: Stage,
    folder: Path,
    tally: Tally,
    most: int,
    actions: Sequence[str] = ("kill", "power", "full", "broken"),
) -> None:
    """Kill, cut the power, let the disk fail: first, middle and last passing of each point."""
    for point, count in sorted(made.points.items()):
        for nth in sorted({1, (count + 1) // 2, count})[:most]:
            for action in actions:
                if action in ("full", "broken") and point.startswith("after"):
                    continue
                _one(made, folder, tally, [point, str(nth), action])


def at_random_moments(made: Stage, folder: Path, tally: Tally, count: int) -> None:
    """Kill a process ``count`` times, at moments spread over its life."""
    started = time.perf_counter()
    target = folder / "timing"
    shutil.copytree(made.before, target)
    _run(target, made.digests)
    life = time.perf_counter() - started
    shutil.rmtree(target)
    moments = random.Random(0)
    for _ in range(count):
        _one(made, folder, tally, ["none", "0", "kill"], after=moments.uniform(0.0, 1.0) * life)


def _one(
    made: Stage, folder: Path, tally: Tally, fault: list[str], after: float | None = None
) -> None:
    target = folder / "target"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(made.before, target)
    outcome = _run(target, made.digests, fault, after)
    kind = fault[2] if after is None else "kill at random"
    tally.tried[kind] += 1
    name = f"{' '.join(fault)} {'' if after is None else f'{after:.3f} s'}"
    for wrong in _wrong(made, target, outcome):
        tally.failures.append(f"{name}: {wrong}")


def _wrong(made: Stage, target: Path, outcome: subprocess.CompletedProcess[str]) -> Iterator[str]:
    """Yield what is wrong after a fault: the answer, the files, or what going on costs."""
    if outcome.returncode not in (0, 1, -signal.SIGKILL, -signal.SIGALRM):
        yield f"exit code {outcome.returncode}: {outcome.stderr[-300:]}"
    if "Traceback" in outcome.stderr:
        yield outcome.stderr[-300:]
    papers, words, _ = answer(target)
    (before, *_), (after, *_) = made.answers
    if not before.keys() <= papers.keys() <= after.keys():
        yield "papers are missing, or are there that never were"
    if any(paper not in (before.get(id_), after.get(id_)) for id_, paper in papers.items()):
        yield "a paper is neither the one before nor the one after"
    if words != sorted(papers):
        yield "words do not find the papers that are there"
    with PaperIndex.open(target, load=lambda *_a, **_k: FakeEmbedder()) as index:
        damage = [found for found in index.verify(sample=0) if not found.derived]
    if damage:
        yield f"damaged: {damage}"
    kept = _embedded(target)
    again = _run(target, made.digests)
    if again.returncode:
        yield f"going on failed: {again.stderr[-300:]}"
        return
    if answer(target) != made.answers[1]:
        yield "after going on, the answer is not the one after"
    more = json.loads(again.stdout)["embedded"]
    if kept + more > made.texts + AT_ONCE:
        yield f"{kept + more - made.texts} embeddings were lost"


def _embedded(target: Path) -> int:
    """Return how many of the new embeddings are kept, committed or waiting."""
    with PaperIndex.open(target, load=lambda *_a, **_k: FakeEmbedder()) as index:
        status = index.status()
    return status.pending


@functools.cache
def _nursery() -> subprocess.Popen[str]:
    """Return the process that begets all others; it ends with this one."""
    begun = subprocess.Popen(
        [sys.executable, "-m", "torture.child", "serve"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    atexit.register(begun.communicate)
    return begun


def _run(
    index: Path, digests: Path, fault: list[str] | None = None, after: float | None = None
) -> subprocess.CompletedProcess[str]:
    arguments = [str(index), str(digests), *(fault or ["none", "0", "kill"])]
    nursery = _nursery()
    assert nursery.stdin
    assert nursery.stdout
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("out", "err")]
        asked = [arguments, after or 0, *map(str, files)]
        print(json.dumps(asked), file=nursery.stdin, flush=True)
        code = int(nursery.stdout.readline())
        out, err = (file.read_text(encoding="utf-8") for file in files)
    return subprocess.CompletedProcess(arguments, code, out, err)
