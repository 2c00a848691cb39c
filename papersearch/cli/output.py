"""Writing for people and programs: the streams, their width and colour."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

import click

from papersearch import config
from papersearch.errors import OutputUnwritable, UsageError, redacted
from papersearch.render.terminal import Style, escape


def say(message: str) -> None:
    """Write one line for people to standard error, made safe for the terminal."""
    click.echo(escape(redacted(message)), err=True)


def show(text: str) -> None:
    """Write rendered text to standard output, ending in a newline unless it is empty.

    Raises:
        OutputUnwritable: the system refuses it, but for a reader that has left.
    """
    if not text:
        return
    try:
        click.echo(text, nl=not text.endswith("\n"), color=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        with contextlib.suppress(OSError):
            sys.stdout.close()  # else Python tries again at exit
        raise OutputUnwritable(f"cannot print what was found: {error.strerror}") from error


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
        from papersearch.render.plotting import library

        library()  # before anything is worked out
    return kind
