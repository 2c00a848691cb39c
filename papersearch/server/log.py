"""What servers write to their terminal: warnings and errors, each once, and then how often."""

from __future__ import annotations

import contextlib
import logging
import time
import traceback
from collections.abc import Callable, Iterator

from papersearch.render.terminal import escape

EVERY = 60.0
"""Seconds in which the same thing is written once."""

Key = tuple[object, ...]


class Once(logging.Filter):
    """Lets the first of many records through that come from the same place in the code.

    Those that follow within ``every`` seconds are counted, and told with the next one or by
    :meth:`left`. Clients choose what a message says, but not where it comes from, so the place is
    what counts.
    """

    def __init__(self, every: float = EVERY, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._every = every
        self._clock = clock
        self._told: dict[Key, float] = {}
        self._untold: dict[Key, tuple[int, str]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is to be written, with how many came before it unwritten."""
        key, now = _key(record), self._clock()
        count, _ = self._untold.pop(key, (0, ""))
        if key in self._told and now - self._told[key] < self._every:
            self._untold[key] = count + 1, record.getMessage()
            return False
        self._told[key] = now
        if count:
            record.msg, record.args = f"{record.getMessage()} (and {_times(count)} before)", None
        return True

    def left(self) -> list[str]:
        """Return a line for each thing that was counted and not told yet, and forget them."""
        lines = [
            f"{_first_line(message)} ({_times(count)} more)"
            for count, message in self._untold.values()
        ]
        self._untold.clear()
        return lines


class Safe(logging.Formatter):
    """Lines in which nothing is left that a terminal obeys, whatever clients send.

    What the system refused is a line; a fault of ours has its traceback.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the escaped lines of a record."""
        return "\n".join(map(escape, self._plain(record).split("\n")))

    def _plain(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, OSError):
            return super().format(record)
        return f"{record.levelname}: {_first_line(record.getMessage())}: {error}"


@contextlib.contextmanager
def logging_once(once: Once | None = None) -> Iterator[Once]:
    """Let warnings of all libraries go to standard error, while the body runs."""
    once = once or Once()
    handler = logging.StreamHandler()
    handler.setFormatter(Safe("%(levelname)s: %(message)s"))
    handler.addFilter(once)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    try:
        yield once
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        for line in once.left():
            handler.stream.write(f"WARNING: {escape(line)}\n")
        handler.flush()


def _key(record: logging.LogRecord) -> Key:
    error = record.exc_info[1] if record.exc_info else None
    where = traceback.extract_tb(error.__traceback__)[-1:] if error else []
    frames = tuple((frame.filename, frame.lineno) for frame in where)
    return record.pathname, record.lineno, record.levelno, type(error), frames


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _first_line(text: str) -> str:
    return text.strip().split("\n")[0]
