"""Running the server: what must be so before it begins, and where it listens."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from papersearch.errors import MissingExtra, ServerError, UsageError
from papersearch.web.engine import Engine

if TYPE_CHECKING:
    from papersearch.web.security import Access

BACKLOG = 1024


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
    from papersearch.web.app import create_app
    from papersearch.web.http_server import HttpServer
    from papersearch.web.nearby import Nearby

    app = create_app(engine, access, Nearby(engine).open)
    asyncio.run(HttpServer(app, ready).serve([listener]))
