"""``papersearch sources``: what the index was made of, and where more of it is fetched from."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from papersearch.cli.agreeing import asked, tell_refused
from papersearch.cli.group import Subcommands
from papersearch.cli.opening import open_index
from papersearch.cli.options import TEXT, format_option, place_options, wait_option
from papersearch.cli.output import say, show, style
from papersearch.fetching import DIGESTS
from papersearch.fetching.origins import shown
from papersearch.files import named

if TYPE_CHECKING:
    from papersearch.api.holdings import Sources


@click.group(cls=Subcommands, invoke_without_command=True)
@format_option("How to write the list.")
@place_options
@click.pass_context
def sources(context: click.Context, format_: str, index_folder: str | None) -> None:
    """List the folders and files that were indexed, those that are missing, and what is fetched.

    \b
    papersearch sources
    papersearch sources add hf arxiv:cs.CL,cs.CV
    papersearch sources move ~/digests /data/digests
    papersearch sources forget old-digests
    """
    if context.invoked_subcommand:
        return
    from papersearch.render.holdings import holdings_json, holdings_table

    with open_index(index_folder) as index:
        found, followed = index.sources.all(), index.sources.followed()
    text = (
        holdings_json(found, followed)
        if format_ == "json"
        else holdings_table(found, followed, style())
    )
    show(text, format_)
    if missing := sum(own.missing for own in found):
        were = "file is" if missing == 1 else "files are"
        say(
            f"{missing:,} {were} missing: `papersearch index PATH --prune` drops the papers that "
            "nothing else tells of, `papersearch sources move OLD NEW` says where they are now"
        )


@sources.command()
@click.argument("names", metavar="SOURCE...", nargs=-1, required=True, type=TEXT)
@click.option(
    "--to",
    metavar="FOLDER",
    default=DIGESTS,
    show_default=True,
    help="The folder below which each source has its own.",
)
@wait_option
@place_options
def add(names: tuple[str, ...], to: str, wait: float, index_folder: str | None) -> None:
    """Remember where digests are published: hf, arxiv:cs.CL, github:owner/repo, an address.

    `papersearch fetch` brings all of them up to date, and `papersearch index --fetch` does and
    indexes them. Nothing is fetched now.

    \b
    papersearch sources add hf arxiv:cs.CL,cs.CV
    papersearch sources add https://example.org/feed.xml --to ~/digests
    """
    with open_index(index_folder, create=True) as index:
        new = index.sources.follow(names, named(to), wait=wait)
    for own in new:
        say(f"{shown(own.source)} is fetched into {own.to} from now on")
    if not new:
        say("all of these are remembered already")


@sources.command()
@click.argument("names", metavar="SOURCE...", nargs=-1, required=True, type=TEXT)
@wait_option
@place_options
def remove(names: tuple[str, ...], wait: float, index_folder: str | None) -> None:
    """Fetch sources no more; their files and papers stay.

    \b
    papersearch sources remove arxiv:cs.CV
    """
    with open_index(index_folder) as index:
        gone = index.sources.unfollow(names, wait=wait)
    for own in gone:
        say(f"{shown(own.source)} is fetched no more; its files stay in {own.to}")


@sources.command()
@click.argument("old", type=TEXT)
@click.argument("new", type=TEXT)
@wait_option
@place_options
def move(old: str, new: str, wait: float, index_folder: str | None) -> None:
    """Say that what was read below the folder OLD lies below NEW now.

    Papers and what the reader thinks of them stay. Most moves are noticed without this, by the next
    `papersearch index NEW`.

    \b
    papersearch sources move ~/digests /data/digests
    """
    with open_index(index_folder) as index:
        moved = index.sources.move(_as_it_is(index.sources, old), new, wait=wait)
    files = f"{moved.digests:,} digest{'' if moved.digests == 1 else 's'}"
    say(f"{moved.old} is {moved.new} now: {files}")


@sources.command()
@click.argument("name", type=TEXT)
@click.option("--yes", is_flag=True, help="Drop more than a tenth of the index without asking.")
@wait_option
@place_options
def forget(name: str, yes: bool, wait: float, index_folder: str | None) -> None:
    """Forget a folder or a file, and drop the papers that nothing else tells of.

    NAME is a path, or the last part of one that `papersearch sources` lists. Nothing is done to the
    files.

    \b
    papersearch sources forget old-digests
    """
    with open_index(index_folder) as index:
        name = _as_it_is(index.sources, name)
        report = index.sources.forget(name, wait=wait, agree=asked(yes=yes))
    tell_refused(report.refused, "`papersearch sources` lists what the index is made of")
    if report.refused:
        sys.exit(1)
    files = f"{report.digests:,} digest{'' if report.digests == 1 else 's'}"
    papers = f"{report.pruned:,} paper{'' if report.pruned == 1 else 's'}"
    say(f"{files} forgotten, {papers} dropped")


def _as_it_is(sources: Sources, name: str) -> str:
    """Return the place that is listed as ``name``, where what a terminal obeys is written out."""
    from papersearch.render.terminal import escape

    return next((own.where for own in sources.all() if escape(own.where) == name), name)
