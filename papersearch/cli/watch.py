"""``papersearch watch``: standing queries."""

from __future__ import annotations

import dataclasses

import click

from papersearch.cli.group import Subcommands
from papersearch.cli.opening import open_index
from papersearch.cli.options import TEXT, facts_options, format_option, place_options, wait_option
from papersearch.cli.output import say, show, style
from papersearch.following.watches import name_for
from papersearch.types.query import Filters
from papersearch.types.watch import LEVELS, Watch

_LEAST = click.option(
    "--min-confidence",
    "least",
    type=click.Choice(tuple(LEVELS)),
    help="Catch what is at least so sure to be of this; fair by default.",
)


@click.group(cls=Subcommands)
def watch() -> None:
    """Keep standing queries, for `papersearch feed`.

    \b
    papersearch watch add "시각 토큰 압축" --name tokens
    papersearch watch list
    papersearch watch edit tokens --min-confidence strong
    papersearch watch remove tokens
    """


@watch.command()
@click.argument("text", type=TEXT, nargs=-1, required=True)
@click.option(
    "--name", type=TEXT, metavar="NAME", help="What to call the watch; its text by default."
)
@_LEAST
@facts_options
@click.option(
    "--since",
    metavar="DATE",
    help="Begin with the papers of this day or later, rather than with those to come.",
)
@wait_option
@place_options
def add(
    text: tuple[str, ...],
    name: str | None,
    least: str | None,
    authors: tuple[str, ...],
    min_votes: int | None,
    sections: tuple[str, ...],
    categories: tuple[str, ...],
    since: str | None,
    wait: float,
    index_folder: str | None,
) -> None:
    """Watch for papers that answer TEXT, in any language, from now on.

    \b
    papersearch watch add visual token compression
    papersearch watch add "시각 토큰 압축" --name tokens --min-votes 20
    """
    words = " ".join(text)
    filters = Filters("", "", authors, min_votes, sections, categories)
    # Wrong usage shows before anything is loaded.
    wanted = Watch(name or name_for(words), words, least or "fair", filters)

    with open_index(index_folder) as index:
        index.watches.add(wanted, since=since or "", wait=wait)
    begin = f"papers of {since} or later" if since else "papers to come"
    say(f"watching {wanted.name}, beginning with {begin}: `papersearch feed` shows them")


@watch.command("list")
@format_option("How to write the list.")
@place_options
def list_(format_: str, index_folder: str | None) -> None:
    """List all watches.

    \b
    papersearch watch list
    """
    from papersearch.render.feed import watches_json, watches_table

    with open_index(index_folder) as index:
        watches = index.watches.all()
    text = watches_json(watches) if format_ == "json" else watches_table(watches, style())
    show(text, format_)
    if not watches:
        say("no watches: add one with `papersearch watch add TEXT`")


@watch.command()
@click.argument("name", type=TEXT)
@click.option("--text", type=TEXT, metavar="TEXT", help="What to look for from now on.")
@click.option("--rename", type=TEXT, metavar="NAME", help="What to call the watch from now on.")
@_LEAST
@facts_options
@click.option(
    "--no-filters", is_flag=True, help="Drop authors, votes, sections and categories given before."
)
@wait_option
@place_options
def edit(
    name: str,
    text: str | None,
    rename: str | None,
    least: str | None,
    authors: tuple[str, ...],
    min_votes: int | None,
    sections: tuple[str, ...],
    categories: tuple[str, ...],
    no_filters: bool,
    wait: float,
    index_folder: str | None,
) -> None:
    """Change the watch NAME; what is not given stays, and what it has shown stays shown.

    \b
    papersearch watch edit tokens --min-confidence strong
    """
    with open_index(index_folder) as index:
        before = index.watches.get(name)
        old = Filters() if no_filters else before.filters
        filters = dataclasses.replace(
            old,
            authors=authors or old.authors,
            min_votes=old.min_votes if min_votes is None else min_votes,
            sections=sections or old.sections,
            categories=categories or old.categories,
        )
        after = Watch(rename or name, text or before.text, least or before.least, filters)
        index.watches.replace(name, after, wait=wait)
    say(f"{after.name} is changed")


@watch.command()
@click.argument("names", type=TEXT, metavar="NAME...", nargs=-1, required=True)
@wait_option
@place_options
def remove(names: tuple[str, ...], wait: float, index_folder: str | None) -> None:
    """Remove watches.

    \b
    papersearch watch remove tokens
    """
    with open_index(index_folder) as index:
        index.watches.remove(names, wait=wait)
    say(f"{len(set(names))} removed")
