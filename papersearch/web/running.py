"""Running the server: what must be there before it begins, and how it is run."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from papersearch.errors import MissingExtra, extra
from papersearch.server.engine import Engine

if TYPE_CHECKING:
    from papersearch.web.security import Access


def check_installed() -> None:
    """See that the server's libraries are there.

    Raises:
        MissingExtra: they are not.
    """
    try:
        import jinja2  # noqa: F401
        import latex2mathml  # noqa: F401
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise MissingExtra(f"the server needs {error.name}: {extra('web')}") from None


def serve(
    engine: Engine,
    access: Access,
    listener: socket.socket,
    runtime: Path,
    ready: Callable[[], None],
) -> None:
    """Serve until SIGINT or SIGTERM, which let requests that are under way finish.

    Commands of the same user look for a socket in the folder ``runtime``.
    """
    from papersearch.server.http_server import HttpServer
    from papersearch.server.log import logging_once
    from papersearch.web.app import create_app
    from papersearch.web.nearby import Nearby

    app = create_app(engine, access, Nearby(engine, runtime).open)
    with logging_once():
        asyncio.run(HttpServer(app, ready).serve([listener]))
