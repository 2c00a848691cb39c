"""``python -m benchmarks.million SOURCE FOLDER``: an index of a million synthetic papers.

Made of those of the index in SOURCE, streamed through the same commits as any other; an
interrupted run goes on where it was.
"""

from __future__ import annotations

import itertools
import resource
import time
from pathlib import Path

import click

from benchmarks.synthetic import Source, papers
from papersearch.api.paper_index import PaperIndex
from papersearch.embedding import Embedder, load_embedder
from papersearch.indexing.learning import learn
from papersearch.store.local.index_store import IndexStore

GROUP = 2_000


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--papers", "count", default=1_000_000, show_default=True)
def main(source: Path, folder: Path, count: int) -> None:
    """Make an index of synthetic papers."""
    embedder = load_embedder(characters=0)
    with PaperIndex.open(source) as index:
        parts = Source.of(index._reader())
    started = time.perf_counter()
    with IndexStore.create(folder) as store:
        if store.catalog.meta("model") is None:
            store.adopt(embedder.identity.to_json())
        grow(store, parts, count)
        click.echo(f"{time.perf_counter() - started:,.0f} s for {len(store.facets):,} papers")

        def load(_characters: int) -> Embedder:
            return embedder

        learn(store, load)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    click.echo(f"{time.perf_counter() - started:,.0f} s, at most {peak:,} MiB")


def grow(store: IndexStore, source: Source, count: int) -> None:
    """Add synthetic papers until there are ``count``."""
    first = len(store.facets)
    stream = papers(source, count - first, first=first)
    while some := list(itertools.islice(stream, GROUP)):
        with store.commit():
            store.put_embedded([embedded for _, embedded in some])
            store.entries.put([("synthetic", entry) for entry, _ in some])


if __name__ == "__main__":
    main()
