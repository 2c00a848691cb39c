"""A Ray cluster: one that runs somewhere, or one of this machine's own for a while."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import socket
import threading
import time
import warnings
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from papersearch.errors import EmbeddingError, MissingExtra, UsageError, extra
from papersearch.files import nowhere, temporary_folder

LOCAL = "local"
PATIENCE = 10.0

_HERE = {"include_dashboard": False, "_node_ip_address": "127.0.0.1"}
_ASKED_EVERY = 2.0
_T = TypeVar("_T")


def library() -> Any:
    """Return Ray with its Data library.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        with quiet():
            import ray
            import ray.data
    except ImportError:
        raise MissingExtra(f"--engine ray needs Ray: {extra('ray')}") from None
    return ray


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


class Cluster:
    """A cluster that this process is part of. ``ray`` is the library, ``pool`` its workers."""

    def __init__(self, ray: Any, workers: int | None, patience: float) -> None:
        self.ray = ray
        self.pool = pool_of(ray.cluster_resources(), workers)
        host, _, port = ray.get_runtime_context().gcs_address.rpartition(":")
        self._head = host.strip("[]"), int(port)
        self._patience = patience

    def watched(self, items: Iterable[_T]) -> Generator[_T]:
        """Yield what the cluster makes, for as long as its head answers.

        Raises:
            EmbeddingError: it does not, for as long as it may be silent.
        """
        made: queue.Queue[_T | _End] = queue.Queue(maxsize=2)
        closed = threading.Event()
        threading.Thread(target=_pass_on, args=(items, made, closed), daemon=True).start()
        answered = time.monotonic()
        try:
            while True:
                try:
                    found = made.get(timeout=_ASKED_EVERY)
                except queue.Empty:
                    answered = self._asked(answered)
                    continue
                if isinstance(found, _End):
                    break
                yield found
                answered = time.monotonic()
        finally:
            closed.set()
        if found.error is not None:
            raise found.error

    def _asked(self, answered: float) -> float:
        """Return when the head has answered for the last time."""
        with contextlib.suppress(OSError):
            socket.create_connection(self._head, timeout=PATIENCE).close()
            return time.monotonic()
        if time.monotonic() - answered > self._patience:
            raise EmbeddingError(
                f"the head of the Ray cluster ({':'.join(map(str, self._head))}) does not answer "
                "any more: what is made stays; start the cluster, and run the same command again"
            )
        return answered


@dataclass(frozen=True, slots=True)
class _End:
    """What comes after all that was made: what went wrong, if anything."""

    error: BaseException | None = None


def _pass_on(items: Iterable[_T], made: queue.Queue[_T | _End], closed: threading.Event) -> None:
    """Put ``items`` and an end into a queue, until nobody takes them any more."""
    error: BaseException | None = None
    try:
        for item in items:
            if not _put(item, made, closed):
                return
    except BaseException as wrong:  # whatever it is, it is raised where it is waited for
        error = wrong
    _put(_End(error), made, closed)


def _put(item: _T | _End, made: queue.Queue[_T | _End], closed: threading.Event) -> bool:
    while not closed.is_set():
        with contextlib.suppress(queue.Full):
            made.put(item, timeout=_ASKED_EVERY)
            return True
    return False


@contextlib.contextmanager
def connected(address: str, workers: int | None, patience: float) -> Iterator[Cluster]:
    """Be part of a cluster for as long as it takes; see :func:`make_on_ray`."""
    ray = library()
    folder = temporary_folder("papersearch-ray-") if address == LOCAL else None
    here = {**_HERE, "_temp_dir": folder.name, "num_cpus": workers} if folder else {}
    try:
        _start(ray, address, here)
        with explained(ray), _silenced(ray):
            yield Cluster(ray, workers, patience)
    finally:
        ray.shutdown()
        if folder:
            folder.cleanup()


def _start(ray: Any, address: str, options: Mapping[str, Any]) -> None:
    try:
        _knock(address)
        with quiet(), _mute():
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
def quiet() -> Iterator[None]:
    """Keep Ray's warnings to itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def explained(ray: Any) -> Iterator[None]:
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
