"""How often something is tried again, and how long is waited in between."""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import tenacity

TRIES = 5
_TRIES_TO_REACH = 3
_LONGEST_PAUSE = 60.0
_SHORTEST_PAUSE = 0.5
_CENTURY = 36_525 * 86_400.0  # more would lead to no date


class Passing(Exception):
    """What may go right when it is tried again, after ``pause`` seconds if the server says."""

    def __init__(self, message: str, pause: float | None = None) -> None:
        super().__init__(message)
        self.pause = pause


class Unreachable(Passing):
    """No connection is made."""


@dataclass(slots=True)
class Pace:
    """What is shared by all who ask: how long a host is left alone, and which are ``down``."""

    sleep: Callable[[float], None] = field(default_factory=lambda: time.sleep)
    clock: Callable[[], float] = time.monotonic
    down: dict[str, str] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def keep(self, host: str, seconds: float) -> None:
        """Wait until ``host`` may be asked again, so many ``seconds`` after the last time."""
        if host in self._last and (left := self._last[host] + seconds - self.clock()) > 0:
            self.sleep(left)
        self._last[host] = self.clock()


def retry_after(text: str) -> float | None:
    """Return the seconds that a server asks to wait, None where it says nothing."""
    if text.strip().isdecimal():
        return min(float(text), _CENTURY)
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        when = email.utils.parsedate_to_datetime(text)
        if when.tzinfo is None:
            when = when.replace(tzinfo=datetime.UTC)
        seconds = (when - datetime.datetime.now(datetime.UTC)).total_seconds()
        return min(max(0.0, seconds), _CENTURY)
    return None


def is_enough(state: tenacity.RetryCallState) -> bool:
    """Whether to give up."""
    error = state.outcome.exception() if state.outcome else None
    most = _TRIES_TO_REACH if isinstance(error, Unreachable) else TRIES
    return state.attempt_number >= most


def pause(state: tenacity.RetryCallState) -> float:
    """Return the pause before the next attempt: what the server says, else twice the last one."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, Passing) and error.pause is not None:
        return error.pause
    doubling: Any = tenacity.wait_random_exponential(multiplier=2, max=_LONGEST_PAUSE)
    return max(_SHORTEST_PAUSE, float(doubling(state)))
