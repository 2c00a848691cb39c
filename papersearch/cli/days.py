"""``papersearch day``, ``week`` and ``month``: what came, without a question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from papersearch.cli.opening import open_index
from papersearch.cli.options import (
    TEXT,
    Count,
    facts_options,
    format_option,
    place_options,
    seed_option,
)
from papersearch.cli.output import say, show, style
from papersearch.render.days import PERIOD_FORMATS, render_day, render_period
from papersearch.render.hits import FORMATS
from papersearch.types.query import Filters


@click.command()
@click.argument("day", metavar="[DATE]", nargs=-1, type=TEXT)
@click.option(
    "-k", default="all", show_default=True, type=Count(), metavar="N", help="How many papers."
)
@format_option("How to write the papers.", FORMATS)
@facts_options
@place_options
def day(
    day: tuple[str, ...],
    k: int,
    format_: str,
    sections: tuple[str, ...],
    min_votes: int | None,
    authors: tuple[str, ...],
    categories: tuple[str, ...],
    index_folder: str | None,
) -> None:
    """List the papers of a day, those with the most votes first; by default of the newest day.

    \b
    papersearch day
    papersearch day yesterday --min-votes 10
    papersearch day 2024-12-06 --format markdown
    """
    filters = Filters("", "", authors, min_votes, sections, categories)
    with open_index(index_folder) as index:
        found = index.day(" ".join(day), filters=filters, k=k)
        show(render_day(found, format_, style=style()), format_)
    if not found.count:
        _tell_nothing(found.day, found.older, found.newer, filters)


F = TypeVar("F", bound=Callable[..., Any])


def _period_options(function: F) -> F:
    """Add what commands take that list papers by topics."""
    for option in (
        place_options,
        facts_options,
        format_option("How to write the topics.", PERIOD_FORMATS),
        seed_option("Other topics."),
        click.option(
            "-k",
            default="5",
            show_default=True,
            type=Count(),
            metavar="N",
            help="How many papers of each topic, or all.",
        ),
    ):
        function = option(function)
    return function


@click.command()
@click.argument("day", metavar="[DATE]", nargs=-1, type=TEXT)
@_period_options
def week(day: tuple[str, ...], format_: str, index_folder: str | None, **asked: Any) -> None:
    """List the papers of the week that DATE is in, by topics, those with the most votes first.

    A week begins on Monday; without DATE it is the newest one that has papers.

    \b
    papersearch week
    papersearch week 2024-12-06 -k 3
    papersearch week "last week" --format markdown
    """
    _show_period(index_folder, format_, "week", " ".join(day), **asked)


@click.command()
@click.argument("month", metavar="[MONTH]", nargs=-1, type=TEXT)
@_period_options
def month(month: tuple[str, ...], format_: str, index_folder: str | None, **asked: Any) -> None:
    """List the papers of MONTH, by topics, those with the most votes first.

    MONTH may be any day in it; by default it is the newest month that has papers.

    \b
    papersearch month
    papersearch month 2024-12 -k 3
    papersearch month "last month" --format markdown
    """
    _show_period(index_folder, format_, "month", " ".join(month), **asked)


def _show_period(
    index_folder: str | None,
    format_: str,
    span: str,
    day: str,
    *,
    k: int,
    seed: int,
    authors: tuple[str, ...],
    min_votes: int | None,
    sections: tuple[str, ...],
    categories: tuple[str, ...],
) -> None:
    filters = Filters("", "", authors, min_votes, sections, categories)
    with open_index(index_folder) as index:
        list_ = index.week if span == "week" else index.month
        found = list_(day, filters=filters, k=k, seed=seed)
        show(render_period(found, format_, style=style()), format_)
    if not found.count:
        when = f"{found.first} to {found.last}" if found.first else ""
        _tell_nothing(when, found.older, found.newer, filters)


def _tell_nothing(when: str, older: str, newer: str, filters: Filters) -> None:
    """Say that there are no papers, and which days have some."""
    if not when:
        say("no papers: the index is empty: `papersearch index PATH` fills it")
        return
    days = " and ".join(filter(None, [older, newer]))
    nearest = "days with papers are" if older and newer else "day with papers is"
    near = f": the nearest {nearest} {days}" if days else ""
    say(
        f"no papers of {when} that the filters leave{near}"
        if filters
        else f"no papers of {when}{near}"
    )
