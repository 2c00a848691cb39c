"""How far a long task has come: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import IO, Any

from papersearch.cli.output import say
from papersearch.errors import Stopped

_EVERY = 10.0


class Progress(contextlib.AbstractContextManager["Progress"]):
    """A progress callback (done, total) that writes to ``stream``.

    On a terminal a tqdm bar with rate and time left; otherwise a line about every ten seconds.
    """

    def __init__(self, stream: IO[str], doing: str, done: str, unit: str) -> None:
        """Write to ``stream``: say, "embedding", "embedded" and "passage"."""
        self._stream = stream
        self._words = doing, done, unit
        self._bar: Any = None
        self._started = self._spoke = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def stoppable(self, kept: str) -> Iterator[None]:
        """Let Ctrl-C in the body end the command, with a line that says what is ``kept``."""
        try:
            yield
        except KeyboardInterrupt:
            self.close()
            raise Stopped(f"stopped: {kept}, run the same command to go on") from None

    def __call__(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` are done."""
        if self._stream.isatty():
            self._draw(done, total)
        elif done == total or time.monotonic() - self._spoke >= _EVERY:
            self._spoke = time.monotonic()
            rate = done / max(self._spoke - self._started, 1e-9)
            left = round((total - done) / rate) if rate else 0
            _, verb, unit = self._words
            say(f"{verb} {done:,} of {total:,} {unit}s, {rate:.1f}/s, {left} s left")

    def close(self) -> None:
        """Leave the line of the bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _draw(self, done: int, total: int) -> None:
        if self._bar is None:
            import tqdm

            doing, _, unit = self._words
            self._bar = tqdm.tqdm(
                total=total,
                file=self._stream,
                unit=unit,
                desc=doing,
                dynamic_ncols=True,
                initial=0,
            )
        self._bar.update(done - self._bar.n)


class EmbeddingProgress(Progress):
    """How many passages are embedded."""

    def __init__(self, stream: IO[str]) -> None:
        super().__init__(stream, "embedding", "embedded", "passage")


class CopyingProgress(Progress):
    """How many papers are copied."""

    def __init__(self, stream: IO[str]) -> None:
        super().__init__(stream, "copying", "copied", "paper")
