"""Shards made by the actors of a Ray cluster, each of which holds the model once.

Jobs and shards travel through Ray's object store: workers need no storage in common with the
process that plans, and it alone writes. An actor that dies is started again, and its job done
again; since nothing was written, nothing is done twice.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import socket
import warnings
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from papersearch.bulk.making import make
from papersearch.bulk.types import Job, Load, Made, Tick
from papersearch.embedding import Embedder
from papersearch.errors import EmbeddingError, MissingExtra, PapersearchError, UsageError, extra
from papersearch.files import nowhere, temporary_folder
from papersearch.shards.types import HASH_BYTES, arrow
from papersearch.types.model_identity import ModelIdentity

LOCAL = "local"

WAVE = 64
"""Jobs for each worker that are handed over at a time; models are loaded once a wave."""

PATIENCE = 10.0
RESTARTS = 8
"""How often an actor may die before the run gives up."""

_MADE = ("name", "data", "embedded", "taken", "error")
_HERE = {"include_dashboard": False, "_node_ip_address": "127.0.0.1"}


def make_on_ray(
    load: Load,
    jobs: Iterator[Job],
    tick: Tick,
    *,
    address: str = LOCAL,
    workers: int | None = None,
) -> Generator[Made]:
    """Yield the shards of ``jobs`` as they are made.

    ``address`` is Ray's: "local" starts a cluster on this machine for as long as it takes, "auto"
    finds a running one. There are as many ``workers`` as GPUs, or cores where there are none.

    Raises:
        MissingExtra: Ray is not installed.
        UsageError: ``address`` is one of Ray Client.
        EmbeddingError: the cluster cannot be reached, or workers died again and again.
    """
    ray = library()
    with _connected(ray, address, workers) as pool:
        while wave := list(islice(jobs, pool.workers * WAVE)):
            for made in _made(ray, load, wave, pool):
                tick(made.embedded + made.taken)
                yield made


def library() -> Any:
    """Return Ray with its Data library.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        with _quiet():
            import ray
            import ray.data
    except ImportError:
        raise MissingExtra(f"--engine ray needs Ray: {extra('ray')}") from None
    return ray


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


def _made(ray: Any, load: Load, wave: list[Job], pool: Pool) -> Iterator[Made]:
    workers = min(pool.workers, len(wave))
    with _explained(ray):
        with _quiet():
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
        for batch in made.iter_batches(batch_size=None, batch_format="pyarrow"):
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


@dataclass(frozen=True, slots=True)
class Pool:
    """How many workers there are, and what each has."""

    workers: int
    cpus: float
    gpus: float


def pool_of(resources: Mapping[str, float], workers: int | None) -> Pool:
    """Return one worker a GPU, or a core where there are none, or ``workers`` that share them."""
    cpus, gpus = resources.get("CPU", 1.0), int(resources.get("GPU", 0))
    count = workers or gpus or int(cpus) or 1
    return Pool(count, _share(cpus, count), _share(gpus, count))


def _share(of: float, count: int) -> float:
    return min(1.0, int(1e4 * of / count) / 1e4)  # Ray counts in ten thousandths


@contextlib.contextmanager
def _connected(ray: Any, address: str, workers: int | None) -> Iterator[Pool]:
    """Yield what workers there are to be."""
    folder = temporary_folder("papersearch-ray-") if address == LOCAL else None
    here = {**_HERE, "_temp_dir": folder.name, "num_cpus": workers} if folder else {}
    try:
        _start(ray, address, here)
        with _explained(ray), _silenced(ray):
            yield pool_of(ray.cluster_resources(), workers)
    finally:
        ray.shutdown()
        if folder:
            folder.cleanup()


def _start(ray: Any, address: str, options: Mapping[str, Any]) -> None:
    try:
        _knock(address)
        with _quiet(), _mute():
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **options)
            _calm(ray)
    except (ConnectionError, OSError, ValueError, RuntimeError, ImportError) as error:
        raise EmbeddingError(
            f"no Ray cluster at {address!r} ({_reason(error)}): start one with `ray start --head`, "
            "set RAY_AUTH_MODE=token where it asks for a token, or leave --address out"
        ) from error


def _knock(address: str) -> None:
    """See that something listens at ``HOST:PORT``, for which Ray itself would wait for minutes."""
    if "://" in address:
        raise UsageError(
            f"Ray Data does not run through Ray Client ({address}): run this on a node of the "
            "cluster with --address auto, or submit it with `ray job submit`"
        )
    host, colon, port = address.rpartition(":")
    if colon:
        socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE).close()


def _calm(ray: Any) -> None:
    """Keep Ray Data's progress and reports to itself."""
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextlib.contextmanager
def _silenced(ray: Any) -> Iterator[None]:
    """Keep Ray from writing to standard output that a worker has died and is started again."""
    module = ray._private.worker
    before = getattr(module, "print_to_stdstream", None)
    module.print_to_stdstream = lambda *_args, **_options: None
    try:
        yield
    finally:
        module.print_to_stdstream = before


@contextlib.contextmanager
def _mute() -> Iterator[None]:
    """Drop what C++ writes to standard error, such as which level of logging it was given."""
    with nowhere() as nothing:
        kept = os.dup(2)
        os.dup2(nothing.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _explained(ray: Any) -> Iterator[None]:
    """Turn what goes wrong in a cluster into one line."""
    try:
        yield
    except ray.exceptions.RayError as error:
        raise EmbeddingError(f"Ray could not finish ({_reason(error)}): run it again") from error


def _reason(error: BaseException) -> str:
    """Return what lies at the bottom of what Ray says, in one line."""
    cause = getattr(error, "cause", None) or error
    lines = [line.strip() for line in str(cause).splitlines() if line.strip()]
    return lines[0] if lines else type(cause).__name__
