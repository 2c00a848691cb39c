"""``papersearch query``."""

from __future__ import annotations

import sys
from typing import Any

import click

from papersearch import config
from papersearch.cli.options import filters, hits_options, index_option, model_options
from papersearch.cli.output import say, show, style
from papersearch.query import MODES, Query
from papersearch.render import render_hits


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--mode",
    type=click.Choice(MODES),
    default="hybrid",
    show_default=True,
    help="Search by meaning and words, by meaning alone, or by words alone.",
)
@click.option("--explain", is_flag=True, help="Say of each hit why it stands where it does.")
@click.option("--diverse", is_flag=True, help="Spread papers that are nearly alike.")
@hits_options
@model_options
@index_option
def query(
    text: tuple[str, ...],
    mode: str,
    explain: bool,
    diverse: bool,
    k: int,
    format_: str,
    model: str | None,
    device: str | None,
    index_folder: str | None,
    **conditions: Any,
) -> None:
    """Find the papers that answer TEXT, in any language, best first.

    TEXT need not be quoted; "-" reads it from standard input.

    \b
    papersearch query visual token compression
    papersearch query "시각 토큰 압축" --since 2024-06 --min-votes 20
    papersearch query "state space models" --last 6m --format json
    """
    words = sys.stdin.read() if text == ("-",) else " ".join(text)
    # Wrong usage shows before anything is loaded.
    asked = Query(words, k, mode, filters(**conditions), diverse, explain)

    from papersearch.paper_index import PaperIndex

    folder = config.index_folder(index_folder)
    with PaperIndex.open(
        folder,
        model=config.model_name(model),
        device=device,
        cache=config.cache_folder(),
        notify=say,
    ) as index:
        hits = index.ask(asked)
    show(render_hits(hits, format_, style=style(), query=asked))
    if not hits:
        say("nothing found: fewer filters or other words may help")
