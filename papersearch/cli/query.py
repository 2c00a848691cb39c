"""``papersearch query``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from papersearch import config
from papersearch.api.head_start import HeadStart
from papersearch.cli.asking import Asking
from papersearch.cli.input import read_query
from papersearch.cli.opening import open_index, store_address
from papersearch.cli.options import (
    TEXT,
    filters,
    hits_options,
    model_options,
    place_options,
    rerank_option,
)
from papersearch.cli.output import show, style
from papersearch.render.hits import render_hits
from papersearch.types.query import MODES, SORTS, Query


@click.command(cls=Asking)
@click.argument("text", type=TEXT, metavar="[TEXT]...", nargs=-1)
@click.option(
    "--mode",
    type=click.Choice(MODES),
    default="hybrid",
    show_default=True,
    help="Search by meaning and words, by meaning alone, or by words alone.",
)
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    default="relevance",
    show_default=True,
    help="Order the papers that answer, up to the end of the answer or the best 100, by relevance, "
    "by date, newest first, or by votes.",
)
@click.option("--explain", is_flag=True, help="Say of each hit why it stands where it does.")
@click.option("--diverse", is_flag=True, help="Spread papers that are nearly alike.")
@click.option(
    "--no-server", is_flag=True, help="Do not ask a running `papersearch serve` of this index."
)
@hits_options
@rerank_option
@model_options
@place_options
def query(
    text: tuple[str, ...],
    mode: str,
    sort: str,
    explain: bool,
    diverse: bool,
    k: int,
    format_: str,
    rerank: str | None,
    model: str | None,
    device: str | None,
    index_folder: str | None,
    no_server: bool,
    **conditions: Any,
) -> None:
    """Find the papers that answer TEXT, in any language, best first.

    TEXT need not be quoted; "-" reads it from standard input. A number, a link, a DOI or the whole
    name of an author finds that paper or theirs first. In TEXT, "words in quotation marks" have to
    be said as they are, -word, -title: and -author: leave out, and title:, author:, since:, until:,
    votes:, section: and category: are filters; everything else is text. author:"=Wei Chen" is a
    whole name. Filters alone, without TEXT, give the papers that they leave, the newest first.

    \b
    papersearch query visual token compression
    papersearch query "시각 토큰 압축" --since 2024-06 --min-votes 20
    papersearch query 'robots "state space" -diffusion author:gu since:"last month"'
    papersearch query "state space models" --last 6m --format json
    papersearch query "state space models" --category cs.LG --sort date
    papersearch query --category cs.CL --last 7d
    papersearch query visual token compression --rerank BAAI/bge-reranker-v2-m3
    """
    # Wrong usage shows before anything is loaded.
    wanted = filters(**conditions)
    if not text and not wanted:
        more = "Give it, or a filter such as --category cs.CL."
        raise click.MissingParameter(more, param_hint="'TEXT...'", param_type="argument")
    words = read_query() if text == ("-",) else " ".join(text)
    asked = Query(words, k, mode, wanted, diverse, explain, sort)

    name = config.model_name(model)
    served = None
    if not (no_server or name or device or store_address(index_folder)):
        served = _from_server(config.index_folder(index_folder), asked, format_, rerank)
    answer, count = served or _found(index_folder, asked, format_, name, device, rerank)
    show(answer, format_)
    if not count:
        from papersearch.cli.nothing import tell_nothing

        tell_nothing(index_folder, asked.filters, asked.says)


def _from_server(
    folder: Path, asked: Query, format_: str, rerank: str | None
) -> tuple[str, int] | None:
    """Return the answer of a running server and its papers, None where there is no such one."""
    runtime = config.runtime_folder()
    try:
        if not runtime.is_dir():  # there was never a server
            return None
    except PermissionError:  # nor is it this user's
        return None
    from papersearch.web.meeting import Wish, ask

    place = ""
    if rerank is not None:
        from papersearch.embedding.choice import typed

        place = typed(rerank).where
    look = style()
    written = ask(runtime, folder, Wish(asked, format_, look.color, look.columns, place))
    return (written.text, written.count) if written else None


def _found(
    index_folder: str | None,
    asked: Query,
    format_: str,
    model: str | None,
    device: str | None,
    rerank: str | None,
) -> tuple[str, int]:
    settings: dict[str, Any] = {"model": model, "device": device, "cache": config.cache_folder()}
    if asked.mode != "lexical" and asked.words and model is None:
        settings["default"] = HeadStart(asked.words).load
    with open_index(index_folder, **settings) as index:
        hits = index.ask(asked, rerank=rerank)
    return render_hits(hits, format_, style=style(), query=asked), len(hits)
