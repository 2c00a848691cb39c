"""Shards made by the actors of a Ray cluster, each of which holds the model once.

Jobs and shards travel through Ray's object store: workers need no storage in common with the
process that plans, and it alone writes. An actor that dies is started again, and its job done
again; since nothing was written, nothing is done twice.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Generator, Iterator, Mapping
from itertools import islice
from typing import Any

from papersearch.bulk.making import make
from papersearch.bulk.ray_cluster import LOCAL, Cluster, connected, explained, quiet
from papersearch.bulk.types import Job, Load, Made, Tick
from papersearch.embedding import Embedder
from papersearch.errors import EmbeddingError, PapersearchError
from papersearch.shards.types import HASH_BYTES, arrow
from papersearch.types.model_identity import ModelIdentity

WAVE = 64
"""Jobs for each worker that are handed over at a time; models are loaded once a wave."""

RESTARTS = 8
"""How often an actor may die before the run gives up."""

_MADE = ("name", "data", "embedded", "taken", "error")


def make_on_ray(
    load: Load,
    jobs: Iterator[Job],
    tick: Tick,
    *,
    address: str = LOCAL,
    workers: int | None = None,
    patience: float = 30.0,
) -> Generator[Made]:
    """Yield the shards of ``jobs`` as they are made.

    ``address`` is Ray's: "local" starts a cluster on this machine for as long as it takes, "auto"
    finds a running one. There are as many ``workers`` as GPUs, or cores where there are none. The
    cluster's head may be silent for ``patience`` seconds: below the 60 after which Ray itself would
    end this process without a word.

    Raises:
        MissingExtra: Ray is not installed.
        UsageError: ``address`` is one of Ray Client.
        EmbeddingError: the cluster cannot be reached, or not any more, or workers died again and
            again.
    """
    with connected(address, workers, patience) as cluster:
        while wave := list(islice(jobs, cluster.pool.workers * WAVE)):
            for made in _made(cluster, load, wave):
                tick(made.embedded + made.taken)
                yield made


class Worker:
    """What an actor does: it loads the model once, and makes shards of tables of jobs.

    What goes wrong on purpose is a column of its answer: what an actor raises, Ray tries again.
    """

    def __init__(self, load: Load) -> None:
        self._load = load
        self._embedder: Embedder | None = None

    def __call__(self, jobs: Any) -> Any:
        """Return a table of shards for one of jobs."""
        columns: dict[str, list[Any]] = {name: [] for name in _MADE}
        for fields in jobs.to_pylist():
            try:
                self._embedder = self._embedder or self._load()
                made, error = make(_job(fields), self._embedder, lambda _count: None), ""
            except PapersearchError as wrong:
                made, error = Made(fields["name"], b"", 0, 0), str(wrong)
            for name, value in zip(_MADE, (*_values(made), error), strict=True):
                columns[name].append(value)
        return _table(columns)


def _made(cluster: Cluster, load: Load, wave: list[Job]) -> Iterator[Made]:
    ray, pool = cluster.ray, cluster.pool
    workers = min(pool.workers, len(wave))
    with explained(ray):
        with quiet():
            made = ray.data.from_arrow([_table(_fields(job)) for job in wave]).map_batches(
                Worker,
                fn_constructor_args=(load,),
                batch_size=None,
                batch_format="pyarrow",
                compute=ray.data.ActorPoolStrategy(size=workers, max_tasks_in_flight_per_actor=2),
                num_cpus=pool.cpus,
                num_gpus=pool.gpus,
                max_restarts=RESTARTS,
                max_task_retries=RESTARTS,
            )
        batches = made.iter_batches(batch_size=None, batch_format="pyarrow")
        with contextlib.closing(cluster.watched(batches)) as found:
            for batch in found:
                for fields in batch.to_pylist():
                    if error := fields.pop("error"):
                        raise EmbeddingError(f"a worker stopped: {error}")
                    yield Made(**fields)


def _values(made: Made) -> tuple[str, bytes, int, int]:
    return made.name, made.data, made.embedded, made.taken


def _fields(job: Job) -> dict[str, list[Any]]:
    model = json.dumps(job.model.to_json()) if job.model else ""
    return {
        "name": [job.name],
        "plan": [job.plan],
        "model": [model],
        "work": [job.work],
        "hashes": [b"".join(job.known)],
        "vectors": [b"".join(job.known.values())],
    }


def _job(fields: Mapping[str, Any]) -> Job:
    hashes, vectors = fields["hashes"], fields["vectors"]
    count = len(hashes) // HASH_BYTES
    width = len(vectors) // max(count, 1)
    known = {
        hashes[n * HASH_BYTES : (n + 1) * HASH_BYTES]: vectors[n * width : (n + 1) * width]
        for n in range(count)
    }
    model = ModelIdentity.from_json(json.loads(fields["model"])) if fields["model"] else None
    return Job(fields["name"], fields["plan"], fields["work"], known, model)


def _table(columns: Mapping[str, list[Any]]) -> Any:
    pa = arrow()
    long = {"work", "data", "vectors"}  # which may have more than two gigabytes
    return pa.table(
        {
            name: pa.array(values, pa.large_binary()) if name in long else pa.array(values)
            for name, values in columns.items()
        }
    )
