"""``papersearch fetch``, and what ``papersearch index`` fetches before it reads."""

from __future__ import annotations

import datetime
import sys
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from papersearch.cli.opening import open_index
from papersearch.cli.options import TEXT, F, place_options
from papersearch.cli.output import say, tell
from papersearch.cli.progress import ProgressShown
from papersearch.errors import IndexNotFound, UsageError
from papersearch.fetching import DIGESTS, Origin, Wish, fetch_all, of_followed, origins
from papersearch.files import named
from papersearch.types.dates import beginning, iso_day

if TYPE_CHECKING:
    from pathlib import Path

    from papersearch.fetching import Fetched

_NONE = (
    "nothing to fetch: name a source (hf, arxiv:cs.CL, github:owner/repo, an address), or let the "
    "index remember some with `papersearch sources add`"
)
_SHOWN = 3


def days_options(function: F) -> F:
    """Add ``--since`` and ``--last``, for sources that have days."""
    for option in (
        click.option(
            "--last", metavar="SPAN", help="Fetch the last 30d, 2w, 6m or 1y before today."
        ),
        click.option("--since", metavar="DATE", help="Fetch days from this one on: 2026-11-01."),
    ):
        function = option(function)
    return function


@click.command()
@click.argument("sources", metavar="[SOURCE]...", nargs=-1, type=TEXT)
@days_options
@click.option("--again", is_flag=True, help="Ask for whole days again: votes may have changed.")
@click.option(
    "--to",
    metavar="FOLDER",
    help=f"The folder below which each source has its own.  [default: {DIGESTS}]",
)
@place_options
def fetch(
    sources: tuple[str, ...],
    since: str | None,
    last: str | None,
    again: bool,
    to: str | None,
    index_folder: str | None,
) -> None:
    """Bring digests from where they are published into files.

    SOURCE is hf (Hugging Face's daily papers), arxiv:cs.CL,cs.CV (announcements by day),
    github:owner/repo or github:owner/repo/folder, or the address of a feed, JSON, Markdown or a
    page. Without one, all that `papersearch sources add` has remembered are brought up to date.

    Files are written as they came, digests/hf/2026-11-27.json, and never over files of others;
    `papersearch index digests` reads them. The first time it is the last seven days; a day that
    was not over yet is asked for again. --since and --last are for hf and arxiv, which have days.

    \b
    papersearch fetch hf --last 30d
    papersearch fetch arxiv:cs.CL,cs.CV github:owner/daily-papers
    papersearch fetch
    """
    if to and not sources:
        raise UsageError("--to is for sources that are named: those remembered have their folders")
    wanted = named_sources(sources, to or DIGESTS) if sources else remembered(index_folder)
    done = fetched(wanted, first_day(since, last), again=again)
    for own in done:
        tell(summary(own))
    if any(own.failed for own in done):
        sys.exit(1)


def fetched(
    wanted: Sequence[tuple[Origin, Path]], since: str = "", *, again: bool = False
) -> list[Fetched]:
    """Fetch, show how far that is, and say what could not be had and what was left alone.

    Raises:
        UsageError: nothing is wanted.
    """
    if not wanted:
        raise UsageError(_NONE)
    with (
        ProgressShown(sys.stderr) as progress,
        progress.stoppable("what was fetched so far is kept"),
    ):
        done = fetch_all(wanted, Wish(since, again, progress, say))
    for own in done:
        _tell_failed(own)
        _tell_theirs(own)
    return done


def named_sources(sources: Sequence[str], to: str = DIGESTS) -> list[tuple[Origin, Path]]:
    """Return the sources that people have named, and the folder ``to`` below which they go.

    Raises:
        UsageError: one is none.
    """
    folder = named(to)
    found = dict.fromkeys(own for text in sources for own in origins(text))
    return [(own, folder) for own in found]


def remembered(index_folder: str | None) -> list[tuple[Origin, Path]]:
    """Return the sources that the index remembers, and their folders; none without an index."""
    try:
        with open_index(index_folder) as papers:
            return of_followed(papers.sources.followed())
    except IndexNotFound:
        return []


def first_day(since: str | None, last: str | None) -> str:
    """Return the ISO day to begin with, "" where nobody says.

    Raises:
        InvalidQuery: it is none, or both say one.
        UsageError: it is still to come.
    """
    day = iso_day(since, today=_today()) if since else ""
    begin = beginning(day, last or "", _today(), "--")
    if begin > _today().isoformat():
        raise UsageError(f"--since {begin} has not come yet: nothing is published on it")
    return begin


def _today() -> datetime.date:
    """Return the day in UTC, in which publishers date their lists."""
    return datetime.datetime.now(datetime.UTC).date()


def summary(own: Fetched) -> str:
    """Return in a line what came of a source."""
    new = f"{own.new:,} new file{'' if own.new == 1 else 's'}" if own.new else ""
    changed = f"{own.changed:,} changed" if own.changed else ""
    written = ", ".join(filter(None, [new, changed])) or "nothing new"
    failed = f"; {own.missing:,} of {own.days:,} days are missing" if own.missing else "; failed"
    where = f" in {own.folder}" if own.folder.is_dir() else ""
    return f"{own.source}: {written}{where}{failed if own.failed else ''}"


def _tell_failed(own: Fetched) -> None:
    """Say what could not be had: the same thing once, with its days."""
    counts = Counter(failed.message for failed in own.failed)
    for message, count in counts.items():
        days = sorted(failed.day for failed in own.failed if failed.message == message)
        if not days[0]:
            say(f"error: {message}")
            continue
        listed = ", ".join(days[:_SHOWN]) + (", ..." if count > _SHOWN else "")
        several = f"{count:,} days ({listed})" if count > 1 else listed
        say(f"error: {own.source}, {several}: {message}")
    if own.missing:
        say(f"note: {own.source}: what is missing is asked for again by the next fetch")


def _tell_theirs(own: Fetched) -> None:
    if own.theirs:
        one = len(own.theirs) == 1
        files = "1 file" if one else f"{len(own.theirs):,} files"
        names = ", ".join(own.theirs[:_SHOWN]) + (", ..." if len(own.theirs) > _SHOWN else "")
        say(
            f"note: {files} in {own.folder} {'was' if one else 'were'} not written by a fetch, or "
            f"changed since, and {'stays as it is' if one else 'stay as they are'}: {names}"
        )
