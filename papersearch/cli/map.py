"""``papersearch map``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from papersearch.cli.opening import open_index
from papersearch.cli.options import filter_options, filters, place_options, seed_option
from papersearch.cli.output import drawn_as, say
from papersearch.render.status import human_bytes

if TYPE_CHECKING:
    from papersearch.atlas.types import Atlas


@click.command("map")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default="map.html",
    show_default=True,
    help="Where to write it: a page (.html) or a picture (.png, .svg).",
)
@click.option(
    "--colour",
    type=click.Choice(("field", "date", "votes")),
    default="field",
    show_default=True,
    help="What colours mean; on a page they can be changed.",
)
@click.option("--dark", is_flag=True, help="A picture on dark ground; a page has both.")
@click.option(
    "--topics",
    type=click.IntRange(1, 500),
    metavar="N",
    help="How many topics to name; by default as many as suit the number of papers.",
)
@click.option(
    "--most",
    type=click.IntRange(1, 100_000),
    default=20_000,
    show_default=True,
    metavar="N",
    help="Draw a sample of so many papers where there are more.",
)
@seed_option("Another seed, another map.")
@filter_options
@place_options
def map_(
    output: Path,
    colour: str,
    dark: bool,
    topics: int | None,
    most: int,
    seed: int,
    index_folder: str | None,
    **conditions: Any,
) -> None:
    """Draw the papers as a map, alike ones near each other.

    A page is one file that loads nothing from anywhere: zoom, search titles and authors, click to
    open a paper. Topics are named by the words that tell them from the rest. The same index and
    seed give the same map. Needs `pip install 'papersearch[map]'`.

    \b
    papersearch map -o map.html
    papersearch map -o map.png --since 2024-06 --colour votes --dark
    """
    kind = drawn_as(output)
    wanted = filters(**conditions)

    with open_index(index_folder) as index:
        atlas = index.map(filters=wanted, most=most, topics=topics, seed=seed)
    if not atlas.places:
        say("no papers to draw: fewer filters may help; nothing was written")
        return
    from papersearch.files import write_output

    data = _drawn(atlas, kind, colour, dark=dark)
    write_output(output, data)
    sample = f" of {atlas.found:,}, a sample," if atlas.found > len(atlas.places) else ""
    say(
        f"{len(atlas.places):,} papers{sample} in {len(atlas.topics)} topics "
        f"written to {output} ({human_bytes(len(data))})"
    )


def _drawn(atlas: Atlas, kind: str, colour: str, *, dark: bool) -> bytes:
    if kind == "html":
        from papersearch.render.pictures.map_page import map_page

        return map_page(atlas, colour).encode()
    from papersearch.render.pictures.map_picture import map_picture
    from papersearch.render.pictures.plotting import missing_glyphs

    names = "".join(topic.name for topic in (*atlas.topics, *atlas.fields))
    if kind == "png" and (missing := missing_glyphs(names)):
        say(missing)
    return map_picture(atlas, kind, colour, dark=dark)
