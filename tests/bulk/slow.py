"""A model that takes its time, and a process that embeds with it, so that both can be killed."""

from __future__ import annotations

import functools
import os
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from papersearch import config
from papersearch.bulk import embed
from papersearch.bulk.local import make_here
from papersearch.bulk.on_ray import make_on_ray
from papersearch.bulk.ray_cluster import LOCAL
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import PapersearchError
from papersearch.indexing.sources import sources
from papersearch.types.arrays import Embeddings


class SlowEmbedder(FakeEmbedder):
    """Notes in the folder ``log`` which process embedded how much, and takes ``seconds`` for it.

    A file of it is named after the process, and behind a dot after the machine.
    """

    def __init__(self, log: Path, seconds: float, dimension: int) -> None:
        super().__init__(dimension)
        self._log = log
        self._seconds = seconds

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        with (self._log / f"{os.getpid()}.{socket.gethostname()}").open("a") as file:
            file.write(f"{len(texts)}\n")
        time.sleep(self._seconds)
        return super().embed_passages(texts)


def load(_name: str, *, log: Path, seconds: float, size: int, **_options: object) -> SlowEmbedder:
    return SlowEmbedder(log, seconds, size)


def main(corpus: str, out: str, log: str, engine: str, seconds: str, size: str) -> None:
    slow = functools.partial(load, log=Path(log), seconds=float(seconds), size=int(size))
    config.keep_ray_quiet(alone=engine == LOCAL)
    made_by = functools.partial(make_on_ray, address=engine, workers=2) if engine else make_here
    try:
        report = embed(sources([corpus]), Path(out), engine=made_by, shard_papers=10, load=slow)
    except PapersearchError as error:
        sys.exit(f"error: {error}")
    sys.stdout.write(f"{report.embedded} {report.taken} {report.kept}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
