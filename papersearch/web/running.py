"""Running the server: its socket, its signals, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import signal
import socket
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from papersearch.errors import MissingExtra, ServerError, UsageError
from papersearch.web.engine import Engine

if TYPE_CHECKING:
    from papersearch.web.security import Access

CONNECTIONS = 1000
BACKLOG = 1024
GRACE = 10
"""Seconds that requests which are under way have to finish."""


def check_access(host: str, token: str) -> None:
    """See that a server which others can reach asks for a token.

    Raises:
        UsageError: it would not, or the token is easily guessed.
    """
    from papersearch.web.security import LOOPBACK, MIN_TOKEN

    if host not in LOOPBACK and not token:
        raise UsageError(
            f"others can reach {host}: give a token, with --token or in PAPERSEARCH_TOKEN; "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe())'` makes one"
        )
    if token and (len(token) < MIN_TOKEN or not token.isascii() or not token.isprintable()):
        raise UsageError(f"the token must have at least {MIN_TOKEN} ASCII characters")


def check_installed() -> None:
    """See that the server's libraries are there.

    Raises:
        MissingExtra: they are not.
    """
    try:
        import jinja2  # noqa: F401
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise MissingExtra(
            f"the server needs {error.name}: pip install 'papersearch[web]'"
        ) from None


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on a host's address.

    Raises:
        ServerError: the address is taken, not ours, or not allowed.
    """
    listener = None
    try:
        place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(place[0], socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place[4])
        listener.listen(BACKLOG)
    except OSError as error:
        if listener is not None:
            listener.close()
        raise ServerError(
            f"cannot listen on {host}, port {port} ({(error.strerror or str(error)).lower()}): "
            "choose another with --host or --port"
        ) from None
    return listener


def address_of(listener: socket.socket, host: str) -> str:
    """Return the address at which the page is opened."""
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_unspecified:
            host = socket.gethostname()
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}/"


def serve(
    engine: Engine, access: Access, listener: socket.socket, ready: Callable[[], None]
) -> None:
    """Serve until SIGINT or SIGTERM, which let requests that are under way finish."""
    import uvicorn

    from papersearch.web.app import create_app
    from papersearch.web.nearby import Nearby

    class Server(uvicorn.Server):
        """A server that ends by our signals, and says when it has begun."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            """Handle signals on the event loop; the process then ends as any other command."""
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self._end)
            yield

        def _end(self) -> None:
            self.force_exit = self.should_exit  # the second time without waiting
            self.should_exit = True

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready()

    nearby = Nearby(engine)
    settings = uvicorn.Config(
        create_app(engine, access, nearby.open),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        ws="none",
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=GRACE,
    )
    asyncio.run(Server(settings).serve([listener]))
