"""Where ``papersearch`` begins, before even click is imported, and where it ends."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Sequence

from papersearch.cli.commands import command_of

_ASKING = {"query", "similar"}


def program() -> None:
    """Run the command line as a process of its own.

    One that has only asked leaves at once: to take apart all that was imported, which the system
    is about to take anyway, costs a tenth of a second. What was printed is flushed before, and
    what is to be done at exit is done.
    """
    try:
        main()
    except SystemExit as stop:
        if not _asks(sys.argv[1:]) or not isinstance(stop.code, int):
            raise
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
        atexit._run_exitfuncs()
        os._exit(stop.code)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with 0, 1 or 2; see :func:`papersearch.cli.app.main`."""
    if _asks(sys.argv[1:] if arguments is None else arguments):
        from papersearch.preload import preload

        preload("numpy", "tantivy")
    from papersearch.cli.app import main as run

    run(arguments)


def _asks(arguments: Sequence[str]) -> bool:
    return command_of(arguments) in _ASKING
