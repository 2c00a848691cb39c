"""What takes long to compute of an index, in a thread of its own, and kept when it is done."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from typing import Any

from papersearch.api.paper_index import PaperIndex
from papersearch.errors import ServerBusy
from papersearch.types import limits

Work = Callable[[PaperIndex], Any]

_PATIENCE = 5.0  # seconds that closing waits for work under way


class Drawings:
    """Does work that no request can wait for, one piece after the other, and keeps what it returns.

    A key says all that the work depends on, the state of the index among it: what is kept is what
    would be computed again. ``kept`` results are, of which those that nobody asks for go first;
    ``waiting`` pieces of work may wait.
    """

    def __init__(
        self,
        open_index: Callable[[], PaperIndex],
        *,
        kept: int = limits.DRAWINGS_KEPT,
        waiting: int = limits.DRAWINGS_WAITING,
    ) -> None:
        self._open_index = open_index
        self._kept = kept
        self._waiting = waiting
        self._done: OrderedDict[Hashable, Any] = OrderedDict()
        self._queue: deque[tuple[Hashable, Work]] = deque()
        self._under_way: set[Hashable] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def get(self, key: Hashable, work: Work) -> Any | None:
        """Return what ``work`` returns; None while it is not done, which asking makes it begin.

        Raises:
            ServerBusy: too much waits already.
            Exception: what the work raised, once; asked for again, it is tried again.
        """
        with self._lock:
            if key in self._done:
                self._done.move_to_end(key)
                found = self._done[key]
                if isinstance(found, Exception):
                    del self._done[key]
                    raise found
                return found
            if key not in self._under_way:
                self._add(key, work)
            return None

    def part(self, key: Hashable, index: PaperIndex, work: Work) -> Any:
        """Return what ``work`` returns of an index, as a part of other work: now, and then kept."""
        with self._lock:
            if key in self._done and not isinstance(self._done[key], Exception):
                return self._done[key]
        found = work(index)
        with self._lock:
            self._keep(key, found)
        return found

    def close(self) -> None:
        """Begin nothing more, and wait a little for what is under way."""
        with self._lock:
            self._closed = True
            self._queue.clear()
            thread = self._thread
        if thread is not None:
            thread.join(_PATIENCE)

    def _add(self, key: Hashable, work: Work) -> None:
        if self._closed or len(self._queue) >= self._waiting:
            raise ServerBusy(f"{len(self._queue)} pages wait to be drawn: ask again in a moment")
        self._under_way.add(key)
        self._queue.append((key, work))
        if self._thread is None:
            # Where it is not done when the process ends, nobody waits for it.
            self._thread = threading.Thread(target=self._draw, name="drawings", daemon=True)
            self._thread.start()

    def _draw(self) -> None:
        while (turn := self._next()) is not None:
            key, work = turn
            try:
                with self._open_index() as index:
                    found = work(index)
            except Exception as error:  # whoever asks is told
                found = error
            with self._lock:
                self._under_way.discard(key)
                self._keep(key, found)

    def _keep(self, key: Hashable, found: Any) -> None:
        self._done[key] = found
        while len(self._done) > self._kept:
            self._done.popitem(last=False)

    def _next(self) -> tuple[Hashable, Work] | None:
        with self._lock:
            if not self._queue:
                self._thread = None
                return None
            return self._queue.popleft()
