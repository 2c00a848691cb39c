"""How far a long task has come: a bar for each step on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any, TextIO

import click

from papersearch.cli.output import say
from papersearch.errors import Stopped

_EVERY = 10.0
_SOON = 0.5
_DRAWN = 0.1
_CLEAR = "\r\x1b[K"

_UNITS = {
    "reading": "files",
    "fetching": "days",
    "embedding": "passages",
    "learning": "texts",
    "copying": "papers",
    "tuning": "rounds",
}
_QUICK = frozenset({"reading", "tuning"})
"""Steps that are over before anybody asks, most times: elsewhere than on a terminal their beginning
is no line."""


_BEFORE = frozenset({"reading", "loading"})
"""Steps of which nothing is kept."""


class ProgressShown(contextlib.AbstractContextManager["ProgressShown"]):
    """A :data:`papersearch.types.progress.Progress` that writes to ``stream``.

    On a terminal each step has a bar with what is left; otherwise it says that a step begins, and
    about every ten seconds how far it is.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: Any = None
        self._is_loading = False
        self._step = ""
        self._did = False
        self._began = self._spoke = self._drew = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def stoppable(self, kept: str) -> Iterator[None]:
        """Let Ctrl-C in the body end the command, with a line that says what is ``kept``."""
        try:
            yield
        except KeyboardInterrupt:
            self.close()
            if not self._did:
                raise Stopped("stopped before anything was done") from None
            raise Stopped(f"stopped: {kept}, run the same command to go on") from None

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that of ``step``, ``done`` of ``total`` are done."""
        begins = step != self._step or done == 0
        self._did = self._did or (done > 0 and step not in _BEFORE)
        if begins:
            self.close()
            self._step, self._began = step, time.monotonic()
            self._spoke = self._began
        if self._stream.isatty():
            self._draw(step, done, total, begins=begins)
        else:
            self._tell(step, done, total, begins=begins)

    def close(self) -> None:
        """Leave the line of the bar."""
        if self._is_loading:
            click.echo(_CLEAR, file=self._stream, nl=False)
            self._is_loading = False
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None

    def _draw(self, step: str, done: int, total: int, *, begins: bool) -> None:
        if step == "loading":  # nobody knows how far that is
            click.echo("loading the model" if begins else _CLEAR, file=self._stream, nl=False)
            self._is_loading = begins
            return
        if self._bar is None:
            if step in _QUICK and time.monotonic() - self._began < _SOON:
                return
            self._bar = click.progressbar(
                length=total, label=step, file=self._stream, show_pos=True, show_percent=False
            )
            self._bar.render_progress()
        now = time.monotonic()
        if done == total or now - self._drew >= _DRAWN:
            self._drew = now
            self._bar.update(done - self._bar.pos)
        if done == total:
            self.close()

    def _tell(self, step: str, done: int, total: int, *, begins: bool) -> None:
        if step == "loading":
            if begins:
                say("loading the model")
            return
        unit = _UNITS[step.partition(" ")[0]]
        if begins and step not in _QUICK:
            colon = ":" if " " in step else ""  # "fetching hf: 7 days", "embedding 195 passages"
            say(f"{step}{colon} {total:,} {unit if total > 1 else unit.removesuffix('s')}")
        elif done < total and (now := time.monotonic()) - self._spoke >= _EVERY:
            self._spoke = now
            rate = done / max(now - self._began, 1e-9)
            left = f", {(total - done) / rate:.0f} s left" if rate else ""
            say(f"{step}: {done:,} of {total:,} {unit}, {rate:.1f}/s{left}")
