"""Doing things in turn, so that what is compared meets the same weather."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from typing import TypeVar

_T = TypeVar("_T")


def in_turn(
    tasks: Mapping[str, Callable[[], _T]], rounds: int, failed: dict[str, str]
) -> dict[str, list[_T]]:
    """Return what each task gave in each round.

    Every second round goes backwards, so that none always follows the same one. A task that
    raises is left out from then on, its reason is put into ``failed``, and the others go on.
    """
    given: dict[str, list[_T]] = {name: [] for name in tasks}
    for number in range(rounds):
        for name in list(tasks)[:: -1 if number % 2 else 1]:
            if name in failed:
                continue
            try:
                given[name].append(tasks[name]())
            except Exception as error:  # whatever a peer's library raises concerns it alone
                failed[name] = _reason(error)
    return {name: found for name, found in given.items() if name not in failed}


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return last_line(error.stderr or "") or f"exit code {error.returncode}"
    return last_line(str(error)) or type(error).__name__


def last_line(text: str) -> str:
    """Return the last line that says something, which is where tracebacks and pip say it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""
