"""Running the server: what must be there before it begins, and how it is run."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from papersearch.errors import MissingExtra
from papersearch.listening import is_wildcard, url_host
from papersearch.web.engine import Engine

if TYPE_CHECKING:
    from papersearch.web.security import Access


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


def address_of(listener: socket.socket, host: str) -> str:
    """Return the address at which the page is opened."""
    if is_wildcard(host):
        host = socket.gethostname()
    return f"http://{url_host(host)}:{listener.getsockname()[1]}/"


def serve(
    engine: Engine, access: Access, listener: socket.socket, ready: Callable[[], None]
) -> None:
    """Serve until SIGINT or SIGTERM, which let requests that are under way finish."""
    from papersearch.web.app import create_app
    from papersearch.web.http_server import HttpServer
    from papersearch.web.nearby import Nearby

    app = create_app(engine, access, Nearby(engine).open)
    asyncio.run(HttpServer(app, ready).serve([listener]))
