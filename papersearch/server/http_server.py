"""The HTTP server of every front: uvicorn's, bounded, which ends as our commands do."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp

from papersearch.server.bounds import Bounds
from papersearch.server.connection import Connection
from papersearch.server.crowd import Crowd
from papersearch.server.descriptors import room_for
from papersearch.server.listening import BACKLOG

GRACE = 10
"""Seconds that requests which are under way have to finish."""

_AT_ONCE = 32
"""Connections that are accepted before the next look at the others: so many may be beyond the bound
for a moment, and need descriptors."""


class HttpServer(uvicorn.Server):
    """Serves an application until SIGINT or SIGTERM; calls ``ready`` when it has begun."""

    def __init__(
        self, app: ASGIApp, ready: Callable[[], None] = lambda: None, bounds: Bounds | None = None
    ) -> None:
        self.bounds = bounds or Bounds()
        room = room_for(self.bounds.connections)
        self.crowd = Crowd(room)
        super().__init__(
            uvicorn.Config(
                app,
                http=cast(Any, functools.partial(Connection, self.crowd, self.bounds)),
                log_config=None,
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                lifespan="on",
                ws="none",
                backlog=max(1, min(_AT_ONCE, room // 8)),
                h11_max_incomplete_event_size=self.bounds.header_bytes,
                timeout_graceful_shutdown=GRACE,
                timeout_keep_alive=cast(int, self.bounds.idle),
            )
        )
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take signals as the wish to end, which is success."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(RuntimeError):  # only the main thread has signals
                loop.add_signal_handler(number, self._end)
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(BACKLOG)  # few are accepted at once, more may wait for it
        if self.started:
            self._ready()

    def _end(self) -> None:
        self.force_exit = self.should_exit  # the second time without waiting
        self.should_exit = True
