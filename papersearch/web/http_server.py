"""The HTTP server: uvicorn's, which ends as our commands do."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

CONNECTIONS = 1000
GRACE = 10
"""Seconds that requests which are under way have to finish."""

KEPT = 75
"""Seconds that a connection may be idle: one that is closed while a client writes is an error."""


class HttpServer(uvicorn.Server):
    """Serves an application until SIGINT or SIGTERM; calls ``ready`` when it has begun."""

    def __init__(self, app: ASGIApp, ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                lifespan="on",
                ws="none",
                limit_concurrency=CONNECTIONS,
                timeout_graceful_shutdown=GRACE,
                timeout_keep_alive=KEPT,
            )
        )
        self._ready = ready

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take signals as the wish to end, which is success."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._end)
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    def _end(self) -> None:
        self.force_exit = self.should_exit  # the second time without waiting
        self.should_exit = True
