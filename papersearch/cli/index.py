"""``papersearch index``."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from papersearch.cli.agreeing import asked, tell_refused
from papersearch.cli.feed import show_new
from papersearch.cli.fetch import (
    days_options,
    fetched,
    first_day,
    named_sources,
    remembered,
    summary,
)
from papersearch.cli.input import read_digest
from papersearch.cli.opening import model_settings, open_index
from papersearch.cli.options import complete_paths, model_options, place_options, wait_option
from papersearch.cli.output import say, show, style, tell
from papersearch.cli.progress import ProgressShown
from papersearch.cli.telling import tell_broken, tell_moved, tell_passed, tell_problems
from papersearch.digest import find
from papersearch.errors import IndexNotFound, NoDigests, UsageError
from papersearch.fetching import is_origin
from papersearch.render.looked import preview_table

if TYPE_CHECKING:
    from papersearch.api.paper_index import PaperIndex
    from papersearch.api.remote_index import RemoteIndex
    from papersearch.indexing.write import Agree, Report


@click.command()
@click.argument("paths", metavar="[PATH|SOURCE]...", nargs=-1, shell_complete=complete_paths)
@click.option("--prune", is_flag=True, help="Drop papers that are gone from the given paths.")
@click.option(
    "--yes", is_flag=True, help="With --prune, drop more than a tenth of the index without asking."
)
@click.option(
    "--dry-run", is_flag=True, help="Say which papers would be new, changed and gone; do nothing."
)
@click.option("--fetch", is_flag=True, help="First fetch what `papersearch sources add` named.")
@days_options
@click.option("--feed", is_flag=True, help="Then show what watches catch, as `papersearch feed`.")
@click.option("--watch", is_flag=True, help="Do it again whenever files change, until Ctrl-C.")
@wait_option
@click.option("--revision", metavar="COMMIT", help="The revision of a model from a hub.")
@model_options
@place_options
def index(
    paths: tuple[str, ...],
    prune: bool,
    yes: bool,
    dry_run: bool,
    fetch: bool,
    since: str | None,
    last: str | None,
    feed: bool,
    watch: bool,
    wait: float,
    revision: str | None,
    model: str | None,
    device: str | None,
    index_folder: str | None,
) -> None:
    """Read digests and embed what is new in them.

    PATH is a digest (`papersearch read` shows what is read of it), a Parquet file as written by
    `papersearch embed`, which needs no embedding, a folder of them, a glob, or "-" for standard
    input. Run it again whenever there are new digests: only what is new or changed is embedded.
    Files in a folder that hold no papers are passed over.

    SOURCE is a place from which `papersearch fetch` brings digests, such as hf or arxiv:cs.CL: it
    is fetched into its folder below digests/, which is then read. Nothing else is ever fetched.

    What a digest says of a paper replaces what it said before. With --prune, what is left of the
    given folders and files is what they say now; before more than a tenth of the index is dropped,
    it asks. Folders that were moved or renamed are recognised by what is in them.

    \b
    papersearch index digests/
    papersearch index "digests/2024/*/*.md" --prune
    papersearch index digests/ --dry-run
    papersearch index digests/ --feed
    papersearch index digests/ --feed --watch
    papersearch index hf arxiv:cs.CL --last 30d
    papersearch index --fetch --feed
    """
    paths, all_came = _after_fetching(
        paths, index_folder, fetch=fetch, since=since, last=last, only=_only(dry_run, watch)
    )
    if dry_run:
        if watch:
            raise UsageError("--dry-run looks once, --watch again and again: give one of them")
        _preview(paths, index_folder, prune=prune)
        return
    settings = {"revision": revision, **model_settings(model, device)}

    def run(wait: float, *, first: bool) -> tuple[bool, bool]:
        with open_index(index_folder, create=True, **settings) as papers:
            agree = asked(yes=yes)
            return _run(papers, paths, prune=prune, agree=agree, feed=feed, wait=wait, first=first)

    if watch:
        from papersearch.cli.watching import keep_running

        keep_running(paths, lambda first: run(wait or -1.0, first=first)[1])
        sys.exit(1)
    if not (all(run(wait, first=True)) and all_came):
        sys.exit(1)


def _only(dry_run: bool, watch: bool) -> str:
    return "--dry-run" if dry_run else "--watch" if watch else ""


def _after_fetching(
    paths: tuple[str, ...],
    index_folder: str | None,
    *,
    fetch: bool,
    since: str | None,
    last: str | None,
    only: str,
) -> tuple[tuple[str, ...], bool]:
    """Fetch sources that are named, and with ``fetch`` those that the index remembers.

    ``only`` is an option with which nothing is fetched. Returns the paths to read then, and
    whether all came.

    Raises:
        UsageError: there is nothing to fetch, or nothing to read.
    """
    named = [path for path in paths if _is_source(path)]
    rest = tuple(path for path in paths if path not in named)
    if not (named or fetch):
        if since or last:
            raise UsageError("--since and --last say what to fetch: name a source, or add --fetch")
        if not rest:
            raise click.MissingParameter(param_hint="'PATH...'", param_type="argument")
        return rest, True
    if only:
        raise UsageError(f"{only} fetches nothing: run `papersearch fetch`, then name its folder")
    begin = first_day(since, last)
    wanted = (remembered(index_folder) if fetch else []) + named_sources(named)
    done = fetched(wanted, begin)
    for own in done:
        say(summary(own))
    came = not any(own.failed for own in done)
    found = rest + tuple(folder for own in done if _has_digests(folder := str(own.folder)))
    if not found:
        sys.exit(0 if came else 1)
    return found, came


def _has_digests(folder: str) -> bool:
    """Whether there is a file to read; a source may have published nothing yet."""
    try:
        return bool(find([folder]))
    except NoDigests:
        return False


def _is_source(path: str) -> bool:
    """Whether a path is none, but a source: what is there is a path."""
    return is_origin(path) and not Path(path).exists()


def _run(
    papers: PaperIndex | RemoteIndex,
    paths: tuple[str, ...],
    *,
    prune: bool,
    agree: Agree,
    feed: bool,
    wait: float,
    first: bool,
) -> tuple[bool, bool]:
    """Index once; return whether all could be read, and whether the feed has reached its reader.

    What was not the ``first`` run is silent where it has changed nothing.
    """
    started = time.monotonic()
    with (
        ProgressShown(sys.stderr) as progress,
        progress.stoppable("what was embedded so far is kept"),
    ):
        report = papers.index(
            paths, prune=prune, wait=wait, stdin=read_digest, agree=agree, progress=progress
        )
    tell_problems(report.problems, report.notes)
    tell_moved(report.moved)
    tell_broken(report.broken, report.stay)
    tell_passed(report.passed, report.seen, any_read=report.digests > 0)
    tell_refused(report.refused, "--dry-run --prune shows them all")
    summary = _summary(report, time.monotonic() - started)
    if not first and not (report.new or report.changed or report.pruned or report.failed):
        return not report.is_wrong, True
    if not feed:
        tell(summary)
        return not report.is_wrong, True
    say(summary)  # so that standard output is the feed alone
    return not report.is_wrong, show_new(papers.watches, wait)


def _preview(paths: tuple[str, ...], index_folder: str | None, *, prune: bool) -> None:
    """Show what indexing would do, also where there is no index yet."""
    try:
        with open_index(index_folder) as papers:
            found = papers.preview(paths, prune=prune, stdin=read_digest)
    except IndexNotFound:
        from papersearch.indexing.update import previewed

        found = previewed(None, paths, read_digest)
    show(preview_table(found, style()))
    tell_problems(found.problems, found.notes)
    tell_moved(found.moved)
    tell_passed(found.passed, found.seen, any_read=found.digests > 0)
    if found.is_wrong:
        sys.exit(1)


def _summary(report: Report, seconds: float) -> str:
    counts = [
        f"{report.new:,} new",
        f"{report.changed:,} changed",
        f"{report.unchanged:,} unchanged",
    ]
    if report.pruned:
        counts.append(f"{report.pruned:,} pruned")
    if report.skipped:
        counts.append(f"{report.skipped:,} removed earlier and left out")
    digests = f"{report.digests:,} digest{'' if report.digests == 1 else 's'}"
    failed = f", {report.failed:,} failed" if report.failed else ""
    return (
        f"{digests}{failed}: {', '.join(counts)} "
        f"({report.embedded:,} passage{'' if report.embedded == 1 else 's'} embedded, "
        f"{seconds:.1f} s)"
    )
