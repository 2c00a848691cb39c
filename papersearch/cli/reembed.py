"""``papersearch reembed``."""

from __future__ import annotations

import sys

import click

from papersearch import config
from papersearch.cli.options import index_option, wait_option
from papersearch.cli.output import say, tell
from papersearch.cli.progress import ProgressShown


@click.command()
@click.option(
    "--model",
    required=True,
    metavar="NAME",
    help="A sentence-transformers model, by name or folder.",
)
@click.option("--revision", metavar="COMMIT", help="The revision of a model from a hub.")
@click.option("--device", metavar="DEVICE", help="Where the model runs: cpu, cuda, mps, cuda:1.")
@wait_option
@index_option
def reembed(
    model: str, revision: str | None, device: str | None, wait: float, index_folder: str | None
) -> None:
    """Switch the index to another model.

    Everything is embedded beside the old vectors, which go on answering until one commit switches.
    Interrupted, the same command goes on where it was.

    \b
    papersearch reembed --model BAAI/bge-m3
    papersearch reembed --model ~/models/my-model --device cuda
    """
    from papersearch.api.paper_index import PaperIndex

    with (
        PaperIndex.open(
            config.index_folder(index_folder),
            device=device,
            cache=config.cache_folder(),
            notify=say,
        ) as index,
        ProgressShown(sys.stderr) as progress,
    ):
        with progress.stoppable("the index is as it was"):
            count = index.reembed(model, revision=revision, progress=progress, wait=wait)
        name = index.status().model
    tell(f"{count:,} passages, now of {name}")
