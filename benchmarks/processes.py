"""Whole processes, run in turn, with their time and peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command costs: median and least seconds, peak resident MiB."""

    median: float
    least: float
    memory: float


def in_turn(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Cost]:
    """Run each command once to warm the caches, then all in turn ``rounds`` times.

    In turn, because the machine's speed drifts: what is compared must meet the same weather.
    """
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    memory: dict[str, float] = {}
    for attempt in range(rounds + 1):
        for name, command in commands.items():
            spent, peak = _run(command)
            memory[name] = max(memory.get(name, 0.0), peak)
            if attempt:
                seconds[name].append(spent)
    return {
        name: Cost(statistics.median(all_), min(all_), memory[name])
        for name, all_ in seconds.items()
    }


def _run(command: Sequence[str]) -> tuple[float, float]:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    spent = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return spent, usage.ru_maxrss / 1024
