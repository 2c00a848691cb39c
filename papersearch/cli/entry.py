"""Where ``papersearch`` begins, before even click is imported, and where it ends."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from papersearch.cli.commands import command_of

_ASKING = {"query", "similar"}


class Closed(io.TextIOWrapper):
    """What stands in for a stream that was closed from the start: nobody reads it."""


def program() -> None:
    """Run the command line as a process of its own."""
    try:
        open_streams()
        main()
    except KeyboardInterrupt:  # before there was a command to stop
        sys.exit(130)
    finally:
        if _asks(sys.argv[1:]):
            gc.freeze()  # to look for garbage in all that was imported takes longer than to leave


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with 0, 1 or 2; see :func:`papersearch.cli.app.main`."""
    from papersearch.cli.app import main as run

    run(arguments)


def open_streams() -> None:
    """Open standard streams that are closed, on nothing.

    The system gives the lowest free number, which is that of the stream. Otherwise the next file
    to be opened would get it, and what a library says to that number would be written into it.
    """
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 (for the whole process)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            from papersearch.files import nowhere

            setattr(sys, name, Closed(nowhere(), encoding="utf-8"))


def _asks(arguments: Sequence[str]) -> bool:
    return command_of(arguments) in _ASKING
