"""``papersearch browse``."""

from __future__ import annotations

import click

from papersearch import config
from papersearch.cli.options import TEXT, index_option, model_options
from papersearch.cli.output import say


@click.command()
@click.argument("text", type=TEXT, nargs=-1)
@model_options
@index_option
def browse(
    text: tuple[str, ...], model: str | None, device: str | None, index_folder: str | None
) -> None:
    """Browse the index in the terminal: search as you type, read, go on to similar papers.

    Begins with a search for TEXT, or with the newest papers. The keys are shown at the bottom, and
    all of them with `?`: to like papers, to copy and to open them, too.
    Needs `pip install 'papersearch[tui]'`.

    \b
    papersearch browse
    papersearch browse visual token compression
    """
    from papersearch.api.paper_index import PaperIndex
    from papersearch.tui.run import run

    told: list[str] = []  # the screen is taken meanwhile

    def open_index() -> PaperIndex:
        return PaperIndex.open(
            config.index_folder(index_folder),
            model=config.model_name(model),
            device=device,
            cache=config.cache_folder(),
            notify=told.append,
        )

    try:
        run(open_index, " ".join(text))
    finally:
        for message in told:
            say(message)
