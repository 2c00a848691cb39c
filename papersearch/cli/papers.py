"""Commands about single papers: ``similar``, ``show``, ``export`` and ``remove``."""

from __future__ import annotations

import contextlib
import itertools
from pathlib import Path
from typing import Any

import click

from papersearch.api.likeness import likeness
from papersearch.cli.input import read_own
from papersearch.cli.opening import model_settings, open_index
from papersearch.cli.options import (
    TEXT,
    filters,
    format_option,
    hits_options,
    model_options,
    place_options,
    wait_option,
)
from papersearch.cli.output import say, style
from papersearch.cli.output import show as write
from papersearch.errors import UsageError
from papersearch.render.hits import render_hits
from papersearch.render.paper import PAPER_FORMATS, render_paper
from papersearch.render.terminal import escape_json
from papersearch.types.kept import Kept
from papersearch.types.paper import Paper
from papersearch.types.sources import STDIN

_BATCH = 256


@click.command()
@click.argument("paper_ids", type=TEXT, metavar="ID...", nargs=-1, required=True)
@click.option(
    "--not",
    "unlike",
    type=TEXT,
    multiple=True,
    metavar="ID",
    help="Stay away from this paper; may be given several times.",
)
@hits_options
@model_options
@place_options
def similar(
    paper_ids: tuple[str, ...],
    unlike: tuple[str, ...],
    k: int,
    format_: str,
    model: str | None,
    device: str | None,
    index_folder: str | None,
    **conditions: Any,
) -> None:
    """Find the papers most like those given: IDs (numbers, DOIs or links), or a text of your own.

    "-" reads the text from standard input: an abstract, which its title and a blank line may
    precede; BibTeX, RIS, JSON or any digest, whose papers count as given; or ids, one a line. Each
    paper counts once, however long. None of them is among the answer. Only a text needs the model.

    \b
    papersearch similar 2407.02392
    papersearch similar 2407.02392 2412.04467 --not 2402.09470 -k 3 --since 2024-12
    cat abstract.txt | papersearch similar -
    papersearch query "state space models" --format ids | papersearch similar - --not 2412.04467
    """
    wanted = filters(**conditions)
    text = _own_text(paper_ids, unlike)
    liked = [own for own in paper_ids if own != STDIN]
    likeness(liked, unlike, text, k, wanted)  # wrong usage shows before anything is loaded
    settings = model_settings(model, device) if text or model or device else {}
    with open_index(index_folder, **settings) as index:
        hits = index.similar(liked, k, filters=wanted, unlike=unlike, text=text)
    write(render_hits(hits, format_, style=style()), format_)
    if not hits:
        from papersearch.cli.nothing import tell_nothing

        tell_nothing(index_folder, wanted)


def _own_text(paper_ids: tuple[str, ...], unlike: tuple[str, ...]) -> bytes:
    """Return the text on standard input where "-" is given, else none."""
    if STDIN in unlike:
        raise UsageError("--not takes the id of a paper: standard input says what to be like")
    return read_own() if STDIN in paper_ids else b""


@click.command()
@click.argument("paper_id", type=TEXT, metavar="ID")
@format_option(
    "How to write the paper; markdown is a digest entry that can be indexed again.", PAPER_FORMATS
)
@place_options
def show(paper_id: str, format_: str, index_folder: str | None) -> None:
    """Show all that the digests say of the paper ID (number, DOI or link), and what you keep of it.

    \b
    papersearch show 2407.02392
    papersearch show https://arxiv.org/abs/2407.02392 --format markdown
    """
    with open_index(index_folder) as index:
        paper = index.paper(paper_id)
        kept = index.kept.of([paper.id]) if format_ == "table" else {}
    look = style()
    write(render_paper(paper, format_, style=look, kept=kept.get(paper.id, Kept())), format_)


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of standard output.",
)
@place_options
def export(output: Path | None, index_folder: str | None) -> None:
    """Write all papers as JSON Lines, which `papersearch index` reads back.

    \b
    papersearch export -o papers.jsonl
    papersearch export | jq -r .title
    """
    from papersearch.files import write_output

    with open_index(index_folder) as index, contextlib.closing(index.papers()) as papers:
        lines = map(_line, papers)
        if output is None:
            while batch := "".join(itertools.islice(lines, _BATCH)):
                if not write(batch, "jsonl"):
                    break
        else:
            write_output(output, "".join(lines).encode())
            say(f"{len(index):,} papers written to {output}")


def _line(paper: Paper) -> str:
    from papersearch.digest import dump

    return escape_json(dump(paper).decode())


@click.command()
@click.argument("paper_ids", type=TEXT, metavar="ID...", nargs=-1, required=True)
@click.option("--undo", is_flag=True, help="Let the next indexing bring the papers back.")
@wait_option
@place_options
def remove(paper_ids: tuple[str, ...], undo: bool, wait: float, index_folder: str | None) -> None:
    """Remove papers, for good: indexing their digests again does not bring them back.

    \b
    papersearch remove 2407.02392
    papersearch remove 2407.02392 --undo
    """
    with open_index(index_folder) as index:
        if undo:
            count = index.restore(paper_ids, wait=wait)
            say(f"{count} of {len(paper_ids)} had been removed: index their digests again")
        else:
            say(f"{index.remove(paper_ids, wait=wait)} removed")
