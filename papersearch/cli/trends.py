"""``papersearch trends``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from papersearch.cli.asking import Asking
from papersearch.cli.opening import model_settings, open_index
from papersearch.cli.options import (
    TEXT,
    filter_options,
    filters,
    format_option,
    model_options,
    place_options,
    seed_option,
)
from papersearch.cli.output import drawn_as, say, show, style
from papersearch.render.facts import told_as_text
from papersearch.render.status import human_bytes

if TYPE_CHECKING:
    from papersearch.atlas.types import Trends


@click.command(cls=Asking)
@click.argument("text", type=TEXT, nargs=-1)
@click.option(
    "--by",
    type=click.Choice(("day", "arxiv")),
    default="day",
    show_default=True,
    help="Months by the day of a paper's first digest, or by its arXiv number.",
)
@click.option(
    "--topics",
    type=click.IntRange(1, 500),
    metavar="N",
    help="Without TEXT: how many topics; by default as many as suit the number of papers.",
)
@seed_option("Without TEXT: other topics.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw a page (.html) instead, or a picture (.png, .svg), which needs papersearch[map].",
)
@format_option("How to write it.")
@filter_options
@model_options
@place_options
def trends(
    text: tuple[str, ...],
    by: str,
    topics: int | None,
    seed: int,
    output: Path | None,
    format_: str,
    model: str | None,
    device: str | None,
    index_folder: str | None,
    **conditions: Any,
) -> None:
    """Show by month which share of the papers is about TEXT, in any language.

    Without TEXT, all topics of the corpus are shown, those that grow most first. A share comes
    with the interval that its number of papers allows; a month of few papers is marked. TEXT is
    read as `papersearch query` reads it: of the papers that its fields leave, those are counted
    that say its "phrases" and nothing that is left out.

    \b
    papersearch trends state space models
    papersearch trends --since 2024 --format json
    papersearch trends "상태 공간 모델" -o trends.html
    papersearch trends 'video generation -diffusion author:li'
    """
    from papersearch.api.exploring import topic  # NumPy, which help does without

    wanted = filters(**conditions)
    asked = topic(" ".join(text), wanted).text if text else None
    if output is not None and drawn_as(output) != "html":
        from papersearch.render.pictures.plotting import library

        library()

    with open_index(index_folder, **model_settings(model, device)) as index:
        found = index.trends(asked, by=by, filters=wanted, topics=topics, seed=seed)
    if output is not None:
        _draw(found, output)
    elif format_ == "json":
        from papersearch.render.trends import trends_json

        show(trends_json(found), format_)
    else:
        from papersearch.render.trends import trends_text

        show(trends_text(found, style()))
    for line in told_as_text(found.as_text):
        say(line)
    if not found.counted:
        say("no papers with a month: fewer filters may help")
    elif found.undated:
        say(f"{found.undated:,} papers name no such month, and are left out")


def _draw(found: Trends, output: Path) -> None:
    from papersearch.files import write_output

    if not found.counted:
        return
    if drawn_as(output) == "html":
        from papersearch.render.pictures.trends_page import trends_page

        data = trends_page(found).encode()
    else:
        from papersearch.render.pictures.plotting import missing_glyphs
        from papersearch.render.pictures.trends_picture import trends_picture

        names = found.query + "".join(trend.name for trend in found.trends)
        if missing := missing_glyphs(names):
            say(missing)
        data = trends_picture(found, drawn_as(output))
    write_output(output, data)
    say(f"written to {output} ({human_bytes(len(data))})")
