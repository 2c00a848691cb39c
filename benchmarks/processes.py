"""Whole processes, run in turn, with their time and peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command costs: median and least seconds, peak resident MiB."""

    median: float
    least: float
    memory: float


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run of a command took: seconds, peak resident MiB, seconds of all processors."""

    seconds: float
    memory: float
    processor: float


def in_turn(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Cost]:
    """Run each command once to warm the caches, then all in turn ``rounds`` times.

    In turn, because the machine's speed drifts: what is compared must meet the same weather.
    """
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    memory: dict[str, float] = {}
    for attempt in range(rounds + 1):
        for name, command in commands.items():
            spent = run(command)
            memory[name] = max(memory.get(name, 0.0), spent.memory)
            if attempt:
                seconds[name].append(spent.seconds)
    return {
        name: Cost(statistics.median(all_), min(all_), memory[name])
        for name, all_ in seconds.items()
    }


# A process's peak counts that of the process which started it, so a small one does that.
_STARTER = """
import os, sys, time
started = time.perf_counter()
null = os.open(os.devnull, os.O_WRONLY)
actions = [(os.POSIX_SPAWN_DUP2, null, 1)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=actions)
_, status, usage = os.wait4(child, 0)
spent = time.perf_counter() - started
code = os.waitstatus_to_exitcode(status)
print(spent, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime, code)
"""


def run(command: Sequence[str], stderr: int | None = None) -> Spent:
    """Run one command, whose output is thrown away, and return what it took.

    Raises:
        subprocess.CalledProcessError: it failed; with ``stderr=subprocess.PIPE`` it says more.
    """
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    starter = [sys.executable, "-I", "-S", "-c", _STARTER, *command]
    done = subprocess.run(
        starter, stdout=subprocess.PIPE, stderr=stderr, check=True, env=environment
    )
    seconds, memory, processor, code = map(float, done.stdout.split())
    if code:
        said = done.stderr.decode(errors="replace") if done.stderr else None
        raise subprocess.CalledProcessError(int(code), command, stderr=said)
    return Spent(seconds, memory, processor)
