"""One writer at a time: a lock file that says who holds it and that a dead process cannot keep."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from papersearch.errors import IndexLocked
from papersearch.store.files import writing

FILE = "writer.lock"

GRACE = 2.0
"""Seconds that a writer waits in any case: readers that mend something hold it for a moment."""


@contextlib.contextmanager
def writer_lock(folder: Path, wait: float = 0.0, grace: float = 0.0) -> Iterator[None]:
    """Hold the writer's lock of an index folder during the body.

    The operating system frees the lock of a process that dies. ``wait`` is in seconds,
    negative for as long as it takes, and no less than ``grace``.

    Raises:
        IndexLocked: another process holds it; the message names the process.
        IndexUnwritable: the lock file cannot be written.
    """
    import filelock

    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / FILE)
        holder = folder / f"{FILE}.holder"
        try:
            lock.acquire(timeout=wait if wait < 0 else max(wait, grace))
        except filelock.Timeout:
            raise IndexLocked(
                f"{_holder(holder)} is writing to {folder}: wait until it is done, or give --wait"
            ) from None
    try:
        with writing(holder):
            started = time.strftime("%Y-%m-%d %H:%M:%S")
            holder.write_text(f"process {os.getpid()} on {socket.gethostname()} since {started}")
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _holder(path: Path) -> str:
    try:
        return path.read_text().strip() or "another process"
    except OSError:
        return "another process"
