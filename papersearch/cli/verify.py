"""``papersearch verify``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from papersearch import config
from papersearch.cli.options import index_option, wait_option
from papersearch.cli.output import say, tell


@click.command()
@click.option(
    "--repair", is_flag=True, help="Make what is derived again from the catalog; embeds nothing."
)
@click.option(
    "--salvage",
    "to",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Save what a damaged catalog still holds as a new index in FOLDER.",
)
@click.option(
    "--sample",
    type=click.IntRange(0, 10_000),
    default=20,
    show_default=True,
    metavar="N",
    help="Embed N passages again and compare.",
)
@wait_option
@index_option
def verify(
    repair: bool, to: Path | None, sample: int, wait: float, index_folder: str | None
) -> None:
    """Check every row, file and checksum of the index, and some embeddings.

    Exit code 1 says that something is damaged. What is derived from the catalog is made again with
    --repair, and by any `papersearch index`; a damaged catalog is saved with --salvage, and
    what it lost comes back when the digests are indexed again.

    \b
    papersearch verify
    papersearch verify --repair
    papersearch verify --salvage saved
    """
    from papersearch.api.paper_index import PaperIndex

    with PaperIndex.open(
        config.index_folder(index_folder),
        create=True,
        model=config.model_name(None),
        cache=config.cache_folder(),
        notify=say,
    ) as index:
        if to is not None:
            saved = index.salvage(to)
            tell(f"{saved.papers:,} papers saved to {to}, {saved.lost:,} rows lost")
            say("index your digests with --index and the new folder to fill in what is missing")
            return
        found = index.verify(sample=sample, repair=repair, wait=wait)
    for damage in found:
        say(f"damaged: {damage}")
    if not found:
        tell("everything is as it should be")
    elif repair and all(damage.derived for damage in found):
        tell("repaired: everything derived was made again from the catalog")
    else:
        if not all(damage.derived for damage in found):
            say("save the rest with `papersearch verify --salvage FOLDER`")
        else:
            say("make it again with `papersearch verify --repair`")
        sys.exit(1)
