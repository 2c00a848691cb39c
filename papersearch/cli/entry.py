"""Where ``papersearch`` begins, before even click is imported, and where it ends."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from papersearch.cli.commands import command_of

_ASKING = {"query", "similar"}
_STREAMS = {"stdin": "r", "stdout": "w", "stderr": "w"}


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
    if _asks(sys.argv[1:] if arguments is None else arguments):
        from papersearch.preload import preload

        preload("numpy", "tantivy")
    from papersearch.cli.app import main as run

    run(arguments)


def open_streams() -> None:
    """Open standard streams that are closed, on nothing.

    The system gives the lowest free number, which is that of the stream. Otherwise the next file
    to be opened would get it, and what a library says to that number would be written into it.
    """
    for name, mode in _STREAMS.items():
        if getattr(sys, name) is None:
            nothing = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(nothing, mode, encoding="utf-8"))


def _asks(arguments: Sequence[str]) -> bool:
    return command_of(arguments) in _ASKING
