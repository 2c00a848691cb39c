"""A server of a small application, with bounds so narrow that one need not wait for them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from starlette.types import Message, Receive, Scope, Send

from papersearch.server.bounds import Bounds
from papersearch.server.http_server import HttpServer
from papersearch.server.listening import listen

GET = b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"
CHUNKED = b"POST %s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
SOON = 0.1
NEVER = 3600.0
LONG = 64 << 20
"""Bytes of an answer that no buffer between server and client holds."""


class Application:
    """Answers by path; ``/wait`` only once it may, ``/unread`` without its body."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.begun = threading.Semaphore(0)
        self.stopped = threading.Semaphore(0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["path"] == "/fail":
            raise RuntimeError("a fault of ours")
        if scope["path"] == "/wait":
            await self._wait()
        elif scope["path"] != "/unread":
            while (message := await receive())["type"] == "http.request" and message["more_body"]:
                pass
        size = LONG if scope["path"] == "/long" else 2
        headers = [(b"content-length", b"%d" % size)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"x" * size})

    async def _wait(self) -> None:
        self.begun.release()
        try:
            while not self.may_go_on.is_set():
                await asyncio.sleep(0.001)
        except asyncio.CancelledError:
            self.stopped.release()
            raise


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message: Message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


class Running:
    """A server on a port of this machine, in a thread."""

    def __init__(self, bounds: Bounds) -> None:
        self.app = Application()
        self._listener = listen("127.0.0.1", 0)
        self.port = self._listener.getsockname()[1]
        self.server = HttpServer(self.app, bounds=bounds)
        self._thread = threading.Thread(target=self.server.run, args=([self._listener],))
        self._opened: list[socket.socket] = []

    def start(self) -> None:
        self._thread.start()
        while not self.server.started:
            assert self._thread.is_alive()
            time.sleep(0.001)

    def stop(self) -> None:
        for connection in self._opened:
            connection.close()
        self.app.may_go_on.set()
        self.server.should_exit = True
        self._thread.join()

    def open(self, sent: bytes = b"") -> socket.socket:
        """Return a new connection, over which something was sent."""
        connection = socket.create_connection(("127.0.0.1", self.port))
        self._opened.append(connection)
        connection.sendall(sent)
        return connection

    def holds(self, count: int) -> None:
        """Wait until the server has so many connections."""
        while len(self.server.crowd) != count:
            time.sleep(0.001)


def answer(connection: socket.socket) -> bytes:
    """Return one short answer, b"" where the server hangs up instead."""
    whole = b""
    while not whole.endswith(b"\r\n\r\nxx"):
        try:
            part = connection.recv(1 << 16)
        except ConnectionError:
            part = b""
        if not part:
            return whole
        whole += part
    return whole


def is_hung_up(connection: socket.socket) -> bool:
    """Wait until the server hangs up; what it says before that is passed over."""
    with contextlib.suppress(ConnectionError):
        while connection.recv(1 << 16):
            pass
    return True


def drip(connection: socket.socket, piece: bytes) -> None:
    """Send a piece every moment until the server hangs up."""
    connection.settimeout(0.002)
    with contextlib.suppress(ConnectionError):
        while True:
            connection.sendall(piece)
            with contextlib.suppress(TimeoutError):
                if not connection.recv(1 << 16):
                    return


Serve = Callable[..., Running]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A function that starts a server whose bounds are wide, but for those that are given."""
    started: list[Running] = []

    def start(**narrow: float) -> Running:
        wide = dict.fromkeys(("header", "body", "work", "answer", "idle"), NEVER)
        running = Running(Bounds(**{**wide, **narrow}))  # type: ignore[arg-type]
        started.append(running)
        running.start()
        return running

    yield start
    for running in started:
        running.stop()
