"""``papersearch duplicates``."""

from __future__ import annotations

import click

from papersearch.cli.opening import open_index
from papersearch.cli.options import Number, format_option, place_options
from papersearch.cli.output import say, show, style

SAME_SUMMARY = 0.5  # as papersearch.upkeep.duplicates has it, which imports numpy


@click.command()
@click.option(
    "--threshold",
    type=Number(0, 1),
    default=SAME_SUMMARY,
    show_default=True,
    help="Take two summaries for one from this share of words in common, 0 to 1.",
)
@format_option(
    "How to write the list; ids are all but the first of papers that share a title.",
    ("table", "json", "ids"),
)
@place_options
def duplicates(threshold: float, format_: str, index_folder: str | None) -> None:
    """List papers that are one under several ids, and days that repeat other days' papers.

    An arXiv id is one paper already, whatever days and links it has. Left are papers that a
    digest names once by a link and once without or by another, summaries that stand below several
    titles, and digests that were copied to another day. Nothing is changed.

    \b
    papersearch duplicates
    papersearch duplicates --format ids
    """
    from papersearch.render.duplicates import duplicates_ids, duplicates_json, duplicates_table

    with open_index(index_folder) as index:
        found = index.duplicates(threshold)
    if format_ == "json":
        text = duplicates_json(found)
    elif format_ == "ids":
        text = duplicates_ids(found)
    else:
        text = duplicates_table(found, style())
    show(text, format_)
    groups, days = len(found.groups), len(found.days)
    say(
        f"{groups:,} group{'' if groups == 1 else 's'} of papers, "
        f"{days:,} repeated day{'' if days == 1 else 's'}"
    )
