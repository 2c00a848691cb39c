"""``papersearch facets``: how many papers there are, by month, section, author and so on."""

from __future__ import annotations

from typing import Any

import click

from papersearch.cli.asking import Asking
from papersearch.cli.opening import model_settings, open_index
from papersearch.cli.options import (
    TEXT,
    Count,
    filter_options,
    filters,
    format_option,
    model_options,
    place_options,
)
from papersearch.cli.output import show, style
from papersearch.render.facets import NAMES, render_facets
from papersearch.types.query import MODES, Query


@click.command(cls=Asking)
@click.argument("text", type=TEXT, nargs=-1)
@click.option(
    "--by",
    type=click.Choice(NAMES),
    multiple=True,
    help="What to count by in the table; by default all of it. JSON has all.",
)
@click.option(
    "--mode",
    type=click.Choice(MODES),
    default="hybrid",
    show_default=True,
    help="Search by meaning and words, by meaning alone, or by words alone.",
)
@click.option(
    "-k",
    default="20",
    show_default=True,
    type=Count(),
    metavar="N",
    help="How many values of each but months, those of most papers first, or all.",
)
@format_option("How to write the counts.")
@filter_options
@model_options
@place_options
def facets(
    text: tuple[str, ...],
    by: tuple[str, ...],
    mode: str,
    k: int,
    format_: str,
    model: str | None,
    device: str | None,
    index_folder: str | None,
    **conditions: Any,
) -> None:
    """Count the papers that filters leave, by month, section, author, category and source.

    With TEXT, which is read as by `papersearch query`, those that answer it: up to the end of the
    answer, or the best 100.

    \b
    papersearch facets
    papersearch facets --since 2024-07 --by author --by category
    papersearch facets "state space models" --format json
    """
    wanted = filters(**conditions)
    words = " ".join(text)
    asked = Query(words, filters=wanted, mode=mode) if words.strip() else None
    with open_index(index_folder, **model_settings(model, device)) as index:
        found = index.facets(words, filters=wanted, mode=mode, k=k)
    show(render_facets(found, format_, by, style=style(), query=asked), format_)
    if not found.papers:
        from papersearch.cli.nothing import tell_nothing
        from papersearch.types.box import Says

        tell_nothing(index_folder, *(asked.filters, asked.says) if asked else (wanted, Says()))
