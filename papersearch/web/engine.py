"""The index behind the server: a few threads, each with an index of its own, kept open."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from papersearch.errors import PaperIndexError, PaperNotFound, ServerBusy
from papersearch.paper_index import PaperIndex
from papersearch.store.layout import CATALOG

_T = TypeVar("_T")

THREADS = min(4, os.cpu_count() or 1)
WAITING = 256
"""Requests that may be under way or wait; more are refused at once rather than late."""


class Engine:
    """Runs work on an index outside of the event loop.

    ``open_index`` opens the index in ``folder``; each thread calls it when it first has work, and
    again where another index has taken the folder's place.
    """

    def __init__(
        self,
        folder: Path,
        open_index: Callable[[], PaperIndex],
        *,
        threads: int = THREADS,
        waiting: int = WAITING,
    ) -> None:
        self.folder = folder
        self._open_index = open_index
        self._waiting = waiting
        self._under_way = 0
        self._own = threading.local()
        self._opened: list[PaperIndex] = []
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="papersearch")

    async def run(self, work: Callable[[PaperIndex], _T]) -> _T:
        """Return what ``work`` returns, given an index that no other thread uses.

        Raises:
            ServerBusy: too many requests wait already.
        """
        if self._under_way >= self._waiting:
            raise ServerBusy(f"{self._waiting} requests wait already: ask again in a moment")
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._do, work)
        finally:
            self._under_way -= 1

    def close(self) -> None:
        """Wait for what is under way, and release everything."""
        self._threads.shutdown(wait=True)
        for index in self._opened:
            index.close()

    def _do(self, work: Callable[[PaperIndex], _T]) -> _T:
        index = self._index()
        try:
            return work(index)
        except PaperNotFound:
            raise
        except PaperIndexError:
            self._drop(index)  # what it had open may be why
            raise

    def _index(self) -> PaperIndex:
        """Return this thread's index, opened anew where the folder holds another one."""
        place = _place(self.folder)
        index: PaperIndex | None = getattr(self._own, "index", None)
        if index is not None and self._own.place != place:
            self._drop(index)
            index = None
        if index is None:
            index = self._own.index = self._open_index()
            self._own.place = place
            self._opened.append(index)
        return index

    def _drop(self, index: PaperIndex) -> None:
        index.close()
        self._opened.remove(index)
        self._own.index = None


def _place(folder: Path) -> tuple[int, int] | None:
    """Return what tells a catalog from another one at the same path."""
    try:
        found = (folder / CATALOG).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
