"""Asking whether much shall be dropped, of somebody who is there to answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

import click

from papersearch.cli.output import say

_SHOWN = 10


def asked(*, yes: bool) -> Callable[[Mapping[str, str], int], bool]:
    """Return what says which papers are about to be dropped, and whether to: ``yes``, or asks.

    Without a terminal nobody is asked, and it is not done.
    """

    def agree(papers: Mapping[str, str], of: int) -> bool:
        say(f"{len(papers):,} of {of:,} papers are to be dropped, more than a tenth of the index:")
        for id_, title in list(papers.items())[:_SHOWN]:
            say(f"  {id_}  {title}")
        if len(papers) > _SHOWN:
            say(f"  and {len(papers) - _SHOWN:,} more")
        if yes:
            return True
        return is_there() and click.confirm("Drop them?", err=True)

    return agree


def is_there() -> bool:
    """Whether somebody sits at a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def tell_refused(papers: int, command: str) -> None:
    """Say that papers were not dropped, and what to do where they should be."""
    if papers:
        were = "paper was" if papers == 1 else "papers were"
        say(f"error: {papers:,} {were} not dropped: add --yes to drop so many; {command}")
