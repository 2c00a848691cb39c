"""``papersearch feed``, and what `papersearch index --feed` shares with it."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from papersearch.cli.opening import model_settings, open_index
from papersearch.cli.options import (
    TEXT,
    filters,
    format_option,
    model_options,
    place_options,
    wait_option,
)
from papersearch.cli.output import say, show, style
from papersearch.errors import UsageError
from papersearch.render.feed import FEED_FORMATS, render_feed
from papersearch.render.terminal import Style

if TYPE_CHECKING:
    from papersearch.api.following import Watches
    from papersearch.following.feed import Feed


@click.command()
@click.argument("names", type=TEXT, metavar="[NAME]...", nargs=-1)
@click.option("--since", metavar="DATE", help="Look again at the papers of this day or later.")
@click.option("--last", metavar="SPAN", help="Look again at those of the last 7d, 2w, 6m or 1y.")
@click.option("--all", "everything", is_flag=True, help="Look again at all papers.")
@click.option("--peek", is_flag=True, help="Show what is new, and show it again next time.")
@format_option("How to write the feed: atom for feed readers, html for e-mail.", FEED_FORMATS)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of standard output.",
)
@click.option("--fail-if-empty", is_flag=True, help="Exit with 1 where nothing was caught.")
@wait_option
@model_options
@place_options
def feed(
    names: tuple[str, ...],
    since: str | None,
    last: str | None,
    everything: bool,
    peek: bool,
    format_: str,
    output: Path | None,
    fail_if_empty: bool,
    wait: float,
    model: str | None,
    device: str | None,
    index_folder: str | None,
) -> None:
    """Show what the watches NAME, by default all, catch among papers that are new to them.

    Each paper is shown once: it counts as shown as soon as the feed is written. --since, --last and
    --all look at papers whether they were shown or not, and change nothing.

    \b
    papersearch feed
    papersearch feed --format html | mail -a "Content-Type: text/html" -s Papers me@example.org
    papersearch feed --last 30d --format atom -o ~/public/papers.xml
    """
    if everything and (since or last):
        raise UsageError("--all looks at all papers, --since and --last at some: give one of them")
    again = filters(since, None, last, (), None, (), ()) if everything or since or last else None

    with open_index(index_folder, **model_settings(model, device)) as index:
        found = index.feed(names, among=again)
        reached = write_feed(found, format_, output)
        if reached and not peek:
            index.mark_shown(found, wait=wait)
    if not reached or (fail_if_empty and not found):
        sys.exit(1)


def write_feed(found: Feed, format_: str, output: Path | None = None) -> bool:
    """Write a feed, and return whether it has reached its reader."""
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    plain = Style() if output else style()
    text = render_feed(found, format_, made=now, style=plain)
    reached = True
    if output is None:
        reached = show(text, format_)
    else:
        from papersearch.files import write_output

        write_output(output, f"{text.rstrip()}\n".encode())
    if not found:
        watches, papers = len(found.watches), found.looked
        say(
            f"nothing caught: {watches:,} watch{'' if watches == 1 else 'es'}, "
            f"{papers:,} paper{'' if papers == 1 else 's'} to look at"
        )
    return reached


def show_new(watches: Watches, wait: float) -> bool:
    """Show what all watches catch among new papers, and mark it as shown if it was read.

    Where there are no watches yet, it says how to add one.
    """
    if not watches.all():
        say("no watches: add one with `papersearch watch add TEXT`, and --feed shows what it finds")
        return True
    found = watches.feed()
    reached = write_feed(found, "table")
    if reached:
        watches.mark_shown(found, wait=wait)
    return reached
