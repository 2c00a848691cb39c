"""One writer at a time: a lock file that says who holds it and that a dead process cannot keep."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from papersearch import files
from papersearch.errors import IndexLocked
from papersearch.store.local.layout import HOLDER, LOCK

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
        NotOurs: it is a link or the like.
    """
    import filelock

    holder = folder / HOLDER
    with files.writing(folder):
        files.make_folder(folder, linked=True)
        files.see(holder)
        files.create(folder / LOCK)
        lock = filelock.FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=wait if wait < 0 else max(wait, grace))
        except filelock.Timeout:
            raise IndexLocked(
                f"{_holder(holder)} is writing to {folder}: wait until it is done, or give --wait"
            ) from None
    try:
        started = time.strftime("%Y-%m-%d %H:%M:%S")
        told = f"process {os.getpid()} on {socket.gethostname()} since {started}"
        with files.writing(holder):
            files.remove(holder)  # of a process that died
            with files.new_file(holder, linked=True) as file:
                file.write(told.encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            files.remove(holder)
        lock.release()


def _holder(path: Path) -> str:
    try:
        return files.read(path).decode(errors="replace").strip() or "another process"
    except OSError:
        return "another process"
