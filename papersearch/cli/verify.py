"""``papersearch verify``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from papersearch.cli.opening import model_settings, open_index, store_address
from papersearch.cli.options import place_options, wait_option
from papersearch.cli.output import say, tell
from papersearch.errors import UsageError

if TYPE_CHECKING:
    from papersearch.api.paper_index import PaperIndex
    from papersearch.api.remote_index import RemoteIndex
    from papersearch.types.damage import Damage

_OF_FOLDER = "save the rest with `papersearch verify --salvage FOLDER`"
_OF_STORE = (
    "if a command was stopped, run it again; else papers come back from their digests: "
    "`papersearch remove ID` (unless it is gone) and `papersearch remove --undo ID` let the next "
    "`papersearch index` read all of them anew; where facts are damaged, index into another "
    "collection"
)


@click.command()
@click.option(
    "--repair", is_flag=True, help="Make what is derived again from the rest; embeds nothing."
)
@click.option(
    "--salvage",
    "to",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Save what a damaged catalog still holds as a new index in FOLDER; not of a store.",
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
@place_options
def verify(
    repair: bool, to: Path | None, sample: int, wait: float, index_folder: str | None
) -> None:
    """Check every row, file and checksum of the index, and some embeddings.

    Exit code 1 says that something is damaged. What is derived from the catalog is made again with
    --repair, and by any `papersearch index`; a damaged catalog is saved with --salvage, and
    what it lost comes back when the digests are indexed again. Of a store it checks every row:
    papers, passages, what filters look at, counted words, and whether all else can be read.

    \b
    papersearch verify
    papersearch verify --repair
    papersearch verify --salvage saved
    """
    address = store_address(index_folder)
    if to is not None and address is not None:
        raise UsageError(
            "--salvage is for an index in a folder: save what a store holds with `papersearch copy "
            f"--from {address} --to {to}`"
        )
    with open_index(index_folder, create=True, **model_settings(None, None)) as index:
        if to is not None:
            _salvage(index, to)
            return
        found = index.verify(sample=sample, repair=repair, wait=wait)
    for damage in found:
        say(f"damaged: {damage}")
    if not found:
        tell("everything is as it should be")
    elif repair and all(damage.derived for damage in found):
        tell("repaired: everything derived was made again from the rest")
    else:
        say(_remedy(found, of_store=address is not None))
        sys.exit(1)


def _salvage(index: PaperIndex | RemoteIndex, to: Path) -> None:
    from papersearch.api.paper_index import PaperIndex

    if isinstance(index, PaperIndex):  # a store was refused before
        saved = index.salvage(to)
        tell(f"{saved.papers:,} papers saved to {to}, {saved.lost:,} rows lost")
        say("index your digests with --index and the new folder to fill in what is missing")


def _remedy(found: list[Damage], *, of_store: bool) -> str:
    if all(damage.derived for damage in found):
        return "make it again with `papersearch verify --repair`"
    return _OF_STORE if of_store else _OF_FOLDER
