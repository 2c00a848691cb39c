"""Writing for people and programs: the streams, their encoding, width and colour.

All of standard output is written by :func:`show`. What programs read is UTF-8, whatever the
locale; what people read is in the encoding of their terminal. A reader that has left is no error
and stops no work.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import IO

import click

from papersearch import config
from papersearch.cli.entry import Closed
from papersearch.errors import OutputUnwritable, UsageError, redacted
from papersearch.render.terminal import Style, escape

_LEFT = {errno.EPIPE, errno.ESHUTDOWN, *([errno.EINVAL] if os.name == "nt" else [])}


def prepare() -> None:
    """Let no character stop an answer: what a stream cannot hold is written as its escape."""
    for stream, errors in (
        (sys.stdin, "replace"),
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
    ):
        getattr(stream, "reconfigure", lambda **_: None)(errors=errors)


def say(message: str) -> None:
    """Write one line for people to standard error, made safe for the terminal.

    Where it cannot be written, the command goes on: what it does matters more than what it says.
    """
    with contextlib.suppress(OSError):
        click.echo(escape(redacted(message)), err=True)


def show(text: str, format_: str = "table") -> bool:
    """Write rendered text to standard output, ending in a newline unless it is empty.

    "table" is for people; any other format is for programs, which get UTF-8 unless a terminal
    stands in their place.

    Returns:
        Whether it was written: False where the reader has left, who misses nothing, and where
        standard output was closed from the start.

    Raises:
        OutputUnwritable: the system refuses it.
    """
    if not text:
        return True
    if isinstance(sys.stdout, Closed):
        return False
    whole = text if text.endswith("\n") else f"{text}\n"
    people = format_ == "table" or sys.stdout.isatty() or not hasattr(sys.stdout, "buffer")
    try:
        if people:
            click.echo(whole, nl=False, color=True)
        else:  # not by click, whose own stream may begin with the mark of another encoding
            sys.stdout.flush()
            sys.stdout.buffer.write(whole.encode(errors="backslashreplace"))
            sys.stdout.buffer.flush()
    except OSError as error:
        lost(error)
        return False
    return True


def tell(message: str) -> None:
    """Write one line for people to standard output, made safe for the terminal."""
    show(escape(message))


def lost(error: OSError) -> None:
    """Give up standard output, which could not be written.

    Raises:
        OutputUnwritable: unless its reader has left.
    """
    _discard(sys.stdout)
    if error.errno not in _LEFT:
        raise OutputUnwritable(f"cannot print what was found: {error.strerror}") from error


def flush() -> None:
    """Write what is still to be written, so that nothing is left to go wrong at exit.

    Raises:
        OutputUnwritable: the system refuses it.
    """
    try:
        sys.stderr.flush()
    except OSError:
        _discard(sys.stderr)
    try:
        sys.stdout.flush()
    except OSError as error:
        lost(error)


def _discard(stream: IO[str]) -> None:
    """Let what waits in ``stream`` go nowhere: Python would try again at exit."""
    from papersearch.files import nowhere

    with contextlib.suppress(OSError), nowhere() as nothing:
        os.dup2(nothing.fileno(), stream.fileno())


def style() -> Style:
    """Return how to write for whoever reads standard output."""
    return Style(color=config.use_color(sys.stdout), columns=max(config.columns(), 20))


def drawn_as(output: Path) -> str:
    """Return how to draw what goes to ``output``: "html", "png" or "svg", by its ending.

    Raises:
        UsageError: it has another ending.
        MissingExtra: a picture is wanted, and matplotlib is not installed.
    """
    kind = output.suffix.lower().removeprefix(".")
    if kind not in ("html", "png", "svg"):
        raise UsageError(f"cannot draw {output}: the name ends in .html, .png or .svg")
    if kind != "html":
        from papersearch.render.pictures.plotting import library

        library()  # before anything is worked out
    return kind
