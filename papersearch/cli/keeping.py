"""What the reader keeps of papers: ``tag``, ``note`` and ``list``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from papersearch.cli.opening import open_index
from papersearch.cli.options import TEXT, format_option, place_options, wait_option
from papersearch.cli.output import say, show, style
from papersearch.errors import InvalidQuery, PaperNotFound, UsageError
from papersearch.render.hits import FORMATS
from papersearch.types.sources import STDIN

if TYPE_CHECKING:
    from papersearch.api.paper_index import PaperIndex
    from papersearch.api.remote_index import RemoteIndex
    from papersearch.types.kept import Kept

_TAG_FORMATS = ("table", "json")


@click.command("list")
@click.argument("paper_ids", type=TEXT, metavar="[ID]...", nargs=-1)
@click.option("--done", is_flag=True, help="Tick the papers as read; with --undo, as unread again.")
@click.option("--undo", is_flag=True, help="Take the papers off the list.")
@click.option("--unread", is_flag=True, help="Show only what is unread.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Show all that is kept: also papers that only have tags or a note.",
)
@format_option("How to write the list.", FORMATS)
@wait_option
@place_options
def list_(
    paper_ids: tuple[str, ...],
    done: bool,
    undo: bool,
    unread: bool,
    everything: bool,
    format_: str,
    wait: float,
    index_folder: str | None,
) -> None:
    """Put the papers ID on the reading list; without any, show it, unread papers first.

    Of the unread ones, and of those that are read, the newest put comes first.

    \b
    papersearch list 2407.02392 2412.04467
    papersearch list
    papersearch list 2407.02392 --done
    papersearch list --all --format json > kept.json
    """
    if paper_ids and (unread or everything):
        raise UsageError("--unread and --all show the list: give no ids with them")
    if unread and everything:
        raise UsageError("--unread and --all show different papers: give one of them")
    if not paper_ids and (done or undo):
        raise UsageError(f"{'--done' if done else '--undo'} of which papers? give their ids")
    with open_index(index_folder) as index:
        if paper_ids:
            act = index.kept.tick if done else index.kept.put
            say(_listed(act(paper_ids, undo=undo, wait=wait), done=done, undo=undo))
            return
        kept = index.kept.listed()
        if unread:
            kept = {own: what for own, what in kept.items() if not what.read}
        if everything:
            kept |= {own: what for own, what in index.kept.all().items() if own not in kept}
        _show(index, kept, format_)
    say(_counted(kept, unread=unread, everything=everything))


@click.command()
@click.argument("name", type=TEXT, metavar="[NAME]", required=False)
@click.argument("paper_ids", type=TEXT, metavar="[ID]...", nargs=-1)
@click.option("--undo", is_flag=True, help="Take the tag from the papers.")
@format_option("How to write papers; tags are written as table or json.", FORMATS)
@wait_option
@place_options
def tag(
    name: str | None,
    paper_ids: tuple[str, ...],
    undo: bool,
    format_: str,
    wait: float,
    index_folder: str | None,
) -> None:
    """Give the papers ID the tag NAME; without papers list those of the tag, else all tags.

    Case, accents and apostrophes make no other tag. NAME is one word, or quoted.

    \b
    papersearch tag "to cite" 2407.02392 2412.04467
    papersearch tag
    papersearch tag "to cite" --format bibtex
    papersearch tag "to cite" 2407.02392 --undo
    """
    if undo and not paper_ids:
        raise UsageError("--undo of which papers? give the tag and their ids")
    if name is None and format_ not in _TAG_FORMATS:
        raise UsageError(
            f"tags are written as {' or '.join(_TAG_FORMATS)}: name one for its papers"
        )
    with open_index(index_folder) as index:
        if name is None:
            _show_tags(index, format_)
            return
        shown = " ".join(name.split())
        if paper_ids:
            count = index.kept.tag(paper_ids, [name], undo=undo, wait=wait)
            say(f"{count} no longer tagged {shown}" if undo else f"{count} tagged {shown}")
        else:
            found = index.kept.tagged(name)
            _show(index, found, format_)
            say(f"{len(found):,} tagged {shown}" if found else _none_tagged(index, name, shown))


@click.command()
@click.argument("paper_id", type=TEXT, metavar="ID")
@click.argument("text", type=TEXT, metavar="[TEXT]...", nargs=-1)
@click.option("--remove", is_flag=True, help="Remove the note.")
@wait_option
@place_options
def note(
    paper_id: str, text: tuple[str, ...], remove: bool, wait: float, index_folder: str | None
) -> None:
    """Keep TEXT as the note of the paper ID, in place of the one before; without it, print that.

    TEXT need not be quoted; "-" reads it from standard input, of several lines if you like.

    \b
    papersearch note 2407.02392 compare with the projector of 2412.04467
    papersearch note 2407.02392
    papersearch note 2407.02392 - < thoughts.md
    papersearch note 2407.02392 --remove
    """
    if remove and text:
        raise UsageError("--remove takes the note away: give no text with it")
    said = _said(text)
    with open_index(index_folder) as index:
        found = [own.note for own in index.kept.of([paper_id]).values() if own.note]
        if remove:
            index.kept.note(paper_id, "", wait=wait)
            say("note removed" if found else "there was no note")
        elif text:
            index.kept.note(paper_id, said, wait=wait)
            say("note replaced" if found else "note kept")
        elif found:
            from papersearch.render.kept import note_lines

            show("\n".join(note_lines(found[0])))
        else:
            paper = index.paper(paper_id)
            say(f"no note on {paper.id}: `papersearch note {paper.id} TEXT` keeps one")


def _said(text: tuple[str, ...]) -> str:
    """Return the text of a note as it was given, "" where none was.

    Raises:
        UsageError: there is nothing in it.
    """
    if not text:
        return ""
    if text == (STDIN,):
        from papersearch.cli.input import read_note

        return read_note()
    said = " ".join(text)
    if not said.strip():
        raise UsageError("there is nothing in the text: --remove takes a note away")
    return said


def _show(index: PaperIndex | RemoteIndex, kept: Mapping[str, Kept], format_: str) -> None:
    from papersearch.render.kept import KeptOf, render_kept

    papers = index.kept.papers(kept)
    found = [KeptOf(own, what, papers.get(own)) for own, what in kept.items()]
    show(render_kept(found, format_, style=style()), format_)


def _show_tags(index: PaperIndex | RemoteIndex, format_: str) -> None:
    from papersearch.render.kept import render_tags

    tags = index.kept.tags()
    show(render_tags(tags, format_), format_)
    none = "no tags: `papersearch tag NAME ID` gives a paper one"
    say(f"{len(tags):,} tag{'' if len(tags) == 1 else 's'}" if tags else none)


def _none_tagged(index: PaperIndex | RemoteIndex, name: str, shown: str) -> str:
    """Return what to do where no paper has a tag; its name may be that of a paper."""
    try:
        own = index.paper(name).id
    except (PaperNotFound, InvalidQuery):
        return f"no papers tagged {shown}: `papersearch tag` lists the tags"
    return (
        f"{shown} is a paper and no tag: the tag's name comes first, `papersearch tag NAME {own}`"
    )


def _listed(count: int, *, done: bool, undo: bool) -> str:
    if done:
        return f"{count} unread again" if undo else f"{count} read"
    return f"{count} taken off the reading list" if undo else f"{count} on the reading list"


def _counted(kept: Mapping[str, Kept], *, unread: bool, everything: bool) -> str:
    """Return how many papers a list shows, or what to do where it is empty."""
    if everything:
        hint = "nothing is kept: `papersearch list`, `tag` and `note` keep something of papers"
        return f"{len(kept):,} kept" if kept else hint
    read = sum(bool(own.read) for own in kept.values())
    if kept:
        return f"{len(kept) - read:,} unread" + ("" if unread else f", {read:,} read")
    if unread:
        return "nothing unread on the reading list"
    return "nothing on the reading list: `papersearch list ID` puts a paper on it"
