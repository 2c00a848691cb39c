"""The index behind a server: a few threads, each with an index of its own, kept open."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Generic, TypeVar

from papersearch.api.folder_access import place_of
from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.reranker import Reranker
from papersearch.errors import PaperIndexError, PaperNotFound, ServerBusy, ServerSlow
from papersearch.server.drawings import Drawings
from papersearch.types import limits

_T = TypeVar("_T")

THREADS = min(4, os.cpu_count() or 1)


class Engine:
    """Runs work on an index outside of the event loop.

    ``open_index`` opens the index in ``folder``; each thread calls it when it first has work, and
    again where another index has taken the folder's place. ``waiting`` requests may be under way
    or wait; more are refused at once rather than late. Each has so many ``seconds``, with its
    waiting. ``reranker`` is the model that reranks what is asked, which all threads share. What
    writes has a thread of its own: where it waits for another writer, nothing else waits for it.
    ``drawings`` is for what takes longer, beside these threads.
    """

    def __init__(
        self,
        folder: Path,
        open_index: Callable[[], PaperIndex],
        *,
        threads: int = THREADS,
        waiting: int = limits.QUERIES_WAITING,
        seconds: float = limits.QUERY_SECONDS,
        reranker: Reranker | None = None,
    ) -> None:
        self.folder = folder
        self.reranker = reranker
        self._open_index = open_index
        self._waiting = waiting
        self._seconds = seconds
        self._under_way = 0
        self._check: asyncio.Future[int] | None = None
        self._own = threading.local()
        self._opened: list[PaperIndex] = []
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="papersearch")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="papersearch-writer")
        self.drawings = Drawings(open_index)

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def run(self, work: Callable[[PaperIndex], _T]) -> _T:
        """Return what ``work``, which only reads, makes of an index that no other thread uses.

        Work that nobody waits for any more, because its time is up or its client gone, is not
        begun. What has begun by then is not waited for: what it reads from the catalog is
        interrupted, what it computes goes on to its end, which the limits of a query bound.

        Raises:
            ServerBusy: too many requests wait already.
            ServerSlow: there was no answer in time.
        """
        return await self._run(self._threads, work)

    async def write(self, work: Callable[[PaperIndex], _T]) -> _T:
        """Return what ``work``, which writes, returns; one such work is done at a time.

        ``work`` waits for other writers less long than there is time.

        Raises:
            ServerBusy, ServerSlow: as for :meth:`run`; what was too slow may have been written.
        """
        return await self._run(self._writer, work)

    async def _run(self, threads: ThreadPoolExecutor, work: Callable[[PaperIndex], _T]) -> _T:
        if self._under_way >= self._waiting:
            raise ServerBusy(f"{self._waiting} requests wait already: ask again in a moment")
        self._under_way += 1
        turn = _Turn(work)
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.get_running_loop().run_in_executor(threads, self._do, turn)
        except TimeoutError:
            turn.interrupt()
            raise ServerSlow(
                f"there was no answer within {self._seconds:g} seconds: ask for less, or again "
                "when the server has less to do"
            ) from None
        finally:
            self._under_way -= 1

    async def check(self) -> None:
        """See that the index can be read: one look for all who ask at a time.

        Raises:
            PapersearchError: it cannot.
        """
        if self._check is None or self._check.done():
            self._check = asyncio.ensure_future(self.run(len))
            self._check.add_done_callback(_seen)
        await asyncio.shield(self._check)

    def close(self) -> None:
        """Wait for what is under way, and release everything."""
        self.drawings.close()
        for threads in (self._threads, self._writer):
            threads.shutdown(wait=True, cancel_futures=True)
        for index in self._opened:
            index.close()

    def _do(self, turn: _Turn[_T]) -> _T:
        index = self._index()
        try:
            return turn.take(index)
        except PaperNotFound:
            raise
        except PaperIndexError:
            self._drop(index)  # what it had open may be why
            raise

    def _index(self) -> PaperIndex:
        """Return this thread's index, opened anew where the folder holds another one."""
        place = place_of(self.folder)
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


def _seen(done: asyncio.Future[int]) -> None:
    """Take note of an error even where everyone who asked is gone."""
    if not done.cancelled():
        done.exception()


class _Turn(Generic[_T]):
    """Work that can be interrupted while it has the index, and only then."""

    def __init__(self, work: Callable[[PaperIndex], _T]) -> None:
        self._work = work
        self._index: PaperIndex | None = None
        self._lock = threading.Lock()

    def take(self, index: PaperIndex) -> _T:
        """Return what the work returns."""
        with self._lock:
            self._index = index
        try:
            return self._work(index)
        finally:
            with self._lock:
                self._index = None

    def interrupt(self) -> None:
        """End what the work reads from the catalog, if it is under way."""
        with self._lock:
            if self._index is not None:
                self._index.interrupt()
