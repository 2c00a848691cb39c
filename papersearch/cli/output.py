"""Writing for people and programs: the streams, their width and colour."""

from __future__ import annotations

import sys

import click

from papersearch import config
from papersearch.render import Style, escape


def say(message: str) -> None:
    """Write one line for people to standard error, made safe for the terminal."""
    click.echo(escape(message), err=True)


def show(text: str) -> None:
    """Write rendered text to standard output, ending in a newline unless it is empty."""
    if text:
        click.echo(text, nl=not text.endswith("\n"), color=True)


def style() -> Style:
    """Return how to write for whoever reads standard output."""
    return Style(color=config.use_color(sys.stdout), columns=max(config.columns(), 20))
