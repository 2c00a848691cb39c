"""``papersearch embed``."""

from __future__ import annotations

import functools
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from papersearch import config
from papersearch.cli.input import read_digest
from papersearch.cli.options import complete_paths, model_options, wait_option
from papersearch.cli.output import tell
from papersearch.cli.progress import ProgressShown
from papersearch.cli.telling import tell_passed, tell_problems
from papersearch.errors import NoDigests, UsageError

if TYPE_CHECKING:
    from papersearch.bulk.types import BulkReport, Engine
    from papersearch.indexing.reading import Source


@click.command()
@click.argument(
    "sources", metavar="SOURCE...", nargs=-1, required=True, shell_complete=complete_paths
)
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where to write the shards.",
)
@click.option(
    "--engine",
    type=click.Choice(("local", "ray")),
    default="local",
    show_default=True,
    help="What computes: this process, or the workers of a Ray cluster.",
)
@click.option(
    "--address",
    metavar="ADDRESS",
    help="The Ray cluster: auto for the one that this machine is in, HOST:PORT, or local, one on "
    "this machine for as long as it takes; by default local.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 100_000),
    metavar="N",
    help="How many workers of a Ray cluster; by default one a GPU, or one a core without any.",
)
@click.option(
    "--shard-papers",
    type=click.IntRange(1, 20_000),
    default=2_000,
    show_default=True,
    metavar="N",
    help="How many papers a shard has at most. A run that is stopped loses the shards in hand.",
)
@click.option("--prune", is_flag=True, help="Drop papers that are gone from the given sources.")
@wait_option
@click.option("--revision", metavar="COMMIT", help="The revision of a model from a hub.")
@model_options
def embed(
    sources: tuple[str, ...],
    out: Path,
    engine: str,
    address: str | None,
    workers: int | None,
    shard_papers: int,
    prune: bool,
    wait: float,
    revision: str | None,
    model: str | None,
    device: str | None,
) -> None:
    """Embed digests into Parquet files, without an index.

    SOURCE is what `papersearch index` reads. The files, shards, hold papers and embeddings;
    `papersearch index FOLDER` loads them without embedding anything. Run again, it makes only the
    shards that are missing or have changed, and embeds only texts that are new. Needs
    `pip install 'papersearch[parquet]'`, or 'papersearch[ray]' for --engine ray.

    \b
    papersearch embed digests/ --out shards
    papersearch embed "corpus/*.jsonl" --out shards --engine ray --address auto
    papersearch index shards/*.parquet
    """
    made_by = _engine(engine, address, workers)
    found = _sources(sources)
    from papersearch.bulk import embed

    started = time.monotonic()
    with (
        ProgressShown(sys.stderr) as progress,
        progress.stoppable("complete shards are kept"),
    ):
        report = embed(
            found,
            out,
            engine=made_by,
            model=config.model_name(model),
            revision=revision,
            device=device,
            cache=config.cache_folder(),
            models=config.models_file(),
            shard_papers=shard_papers,
            prune=prune,
            wait=wait,
            progress=progress,
        )
    tell_problems(report.problems, report.notes)
    tell_passed(len(report.seen), report.seen, any_read=report.papers > 0)
    tell(_summary(report, time.monotonic() - started))
    if report.is_wrong:
        sys.exit(1)


def _engine(name: str, address: str | None, workers: int | None) -> Engine:
    if name == "ray":
        config.keep_ray_quiet(alone=address in (None, "local"))
        from papersearch.bulk.on_ray import make_on_ray
        from papersearch.bulk.ray_cluster import LOCAL, library

        library()  # before anything is read
        patience = config.ray_patience()
        return functools.partial(
            make_on_ray, address=address or LOCAL, workers=workers, patience=patience
        )
    if address or workers:
        raise UsageError("--address and --workers are of a Ray cluster: add --engine ray")
    from papersearch.bulk.local import make_here

    return make_here


def _sources(paths: tuple[str, ...]) -> list[Source]:
    from papersearch.indexing.sources import is_shard, sources

    found = [s for s in sources(paths, read_digest) if not is_shard(s)]
    if not found:
        raise NoDigests("these are Parquet files already: load them with `papersearch index`")
    return found


def _summary(report: BulkReport, seconds: float) -> str:
    shards = f"{report.shards:,} shard{'' if report.shards == 1 else 's'}"
    kept = f", {report.kept:,} kept" if report.kept else ""
    taken = f", {report.taken:,} taken over" if report.taken else ""
    rate = f", {report.embedded / max(seconds, 1e-9):.1f}/s" if report.embedded else ""
    return (
        f"{report.papers:,} paper{'' if report.papers == 1 else 's'} in {shards}{kept} "
        f"({report.embedded:,} passage{'' if report.embedded == 1 else 's'} embedded{taken}, "
        f"{seconds:.1f} s{rate})"
    )
