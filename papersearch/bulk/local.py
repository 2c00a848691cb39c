"""Shards made in this process, by the project's own engines on one device or several."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from papersearch.bulk.making import make
from papersearch.bulk.types import Job, Load, Made, Tick


def make_here(load: Load, jobs: Iterator[Job], tick: Tick) -> Generator[Made]:
    """Yield the shards of ``jobs``, one after the other.

    Raises:
        EmbeddingError, ModelMismatch: see :func:`make`.
    """
    embedder = load()
    for job in jobs:
        yield make(job, embedder, tick)
