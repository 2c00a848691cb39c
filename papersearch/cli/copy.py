"""``papersearch copy``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from papersearch import config
from papersearch.cli.opening import open_place
from papersearch.cli.options import wait_option
from papersearch.cli.output import tell
from papersearch.cli.progress import ProgressShown
from papersearch.errors import UsageError
from papersearch.files import named

if TYPE_CHECKING:
    from papersearch.indexing.copying import Copied


@click.command()
@click.option(
    "--from", "source", required=True, metavar="PLACE", help="The index to copy: folder or address."
)
@click.option(
    "--to", "target", required=True, metavar="PLACE", help="Where to: another folder or address."
)
@click.option("--kept", is_flag=True, help="Copy your tags, notes and reading list as well.")
@wait_option
def copy(source: str, target: str, kept: bool, wait: float) -> None:
    """Copy an index to another place, embedding nothing, and see that the copy is the same.

    PLACE is a folder, or the address of a store on Milvus. Copied are papers, what digests say of
    them, embeddings, removed papers and what was learned of the corpus. What is yours stays:
    watches, likes and, without --kept, tags, notes and the reading list. Interrupted, the same
    command goes on; run again, it copies what is new.

    \b
    papersearch copy --from index --to milvus://localhost:19530/papers
    papersearch copy --from milvus://localhost:19530/papers --to index
    """
    if source == target or _is_same(source, target):
        raise UsageError("--from and --to are the same place: nothing to copy")
    with (
        open_place(source) as one,
        open_place(target, create=True, cache=config.cache_folder()) as other,
        ProgressShown(sys.stderr) as progress,
        progress.stoppable("what was copied is kept"),
    ):
        copied = one.copy_to(other, kept=kept, wait=wait, progress=progress)
    tell(_summary(copied))


def _is_same(one: str, other: str) -> bool:
    """Whether two places are one folder, however it is named."""
    try:
        return named(one).samefile(named(other))
    except OSError:  # there is no folder yet, or an address
        return False


def _summary(copied: Copied) -> str:
    seal = copied.seal
    return (
        f"{copied.written:,} papers copied, {copied.kept:,} were there: both sides have "
        f"{seal.papers:,} papers, {seal.passages:,} passages, {seal.entries:,} entries and "
        f"{seal.removed:,} removed, checksum {seal.checksum}"
    )
