"""``python -m benchmarks [DIGESTS]``: every figure as a ratio in one run.

The index over DIGESTS is kept in ``benchmarks/.index`` and built when it is not there or stale.
"""

from __future__ import annotations

import platform
from pathlib import Path

import click

from benchmarks.bulk import bulk
from benchmarks.cold import cold
from benchmarks.crowd import crowd
from benchmarks.incremental import incremental
from benchmarks.warm import warm
from papersearch.api.paper_index import PaperIndex

HERE = Path(__file__).parent
OWN = HERE / ".index"
PARTS = ("cold", "warm", "incremental", "bulk", "crowd")


@click.command()
@click.argument("digests", nargs=-1)
@click.option("--only", type=click.Choice(PARTS), multiple=True, default=PARTS)
@click.option("--rounds", default=15, show_default=True, help="Runs of each command.")
@click.option("--papers", default=200, show_default=True, help="Papers to index in bulk.")
@click.option(
    "--index",
    "folder",
    default=OWN,
    type=click.Path(path_type=Path),
    help="An index to measure as it is, in place of one over DIGESTS.",
)
@click.option(
    "--source",
    type=click.Path(path_type=Path),
    help="The index that the synthetic --index was made from: days may be added to it.",
)
def main(
    digests: tuple[str, ...],
    only: tuple[str, ...],
    rounds: int,
    papers: int,
    folder: Path,
    source: Path | None,
) -> None:
    """Measure papersearch over DIGESTS, the sample digests by default."""
    if folder != OWN and source is None:
        only = tuple(part for part in only if part != "incremental")  # it adds papers
    paths = list(digests) or [str(HERE.parent / "examples" / "digests")]
    click.echo(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    with PaperIndex.open(folder, create=folder == OWN) as index:
        if folder == OWN:
            index.index(paths, prune=True)
        click.echo(f"{len(index):,} papers")
    if "cold" in only:
        click.echo(f"\ncold, median of {rounds}; peak resident memory")
        click.echo("\n".join(cold(folder, rounds)))
    if "warm" in only:
        click.echo("\nwarm, embedding excluded, median and 95th percentile")
        click.echo("\n".join(warm(folder, 3)))
    if "incremental" in only:
        click.echo("\na new day, embedding excluded")
        click.echo("\n".join(incremental(source or folder, folder, rounds)))
    if "crowd" in only:
        click.echo(
            "\n64 clients of a server, beside 2,000 half-open and 1,000 dripping connections"
        )
        click.echo("\n".join(crowd(folder)))
    if "bulk" in only:
        click.echo("\nbulk, best of 3")
        click.echo("\n".join(bulk(paths, papers, 3)))


if __name__ == "__main__":
    main()
