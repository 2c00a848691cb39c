"""The server over streamable HTTP, for this machine unless others are let in on purpose."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from papersearch.mcp_server.server import build, need_sdk
from papersearch.server.hosts import Names
from papersearch.server.listening import address_of, check_access, listen
from papersearch.server.log import logging_once

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from papersearch.server.engine import Engine

PATH = "/mcp"
MAX_BODY = 1 << 20


def serve_http(
    engine: Engine,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    token: str = "",
    names: Sequence[str] = (),
    announce: Callable[[str], None] = lambda _url: None,
) -> None:
    """Serve clients over HTTP until interrupted; ``announce`` is told the address.

    ``token``, if given, is what every request must bear. Requests must call this machine by a
    loopback name, ``host`` or one of ``names``, so that no web page can reach it under a name
    of its own (DNS rebinding). Port 0 takes a free one.

    Raises:
        UsageError: other machines could reach it without a token.
        MissingExtra: the SDK is not installed.
        ServerError: the address cannot be listened on.
    """
    check_access(host, token)
    need_sdk()
    from papersearch.server.http_server import HttpServer

    with engine, listen(host, port) as listener, logging_once():
        address = address_of(listener, host, PATH)
        door = Door(application(engine), Names.on(host, names), token)
        asyncio.run(HttpServer(door, lambda: announce(address)).serve([listener]))


def application(engine: Engine) -> ASGIApp:
    """Return the SDK's application; who may ask is not its business but the door's."""
    from mcp.server.transport_security import TransportSecuritySettings

    return build(engine).streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,  # a restart of the server ends nobody's session
        max_request_body_size=MAX_BODY,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )


class Door:
    """Lets only requests through that call this server by its name and bear its token."""

    def __init__(self, app: ASGIApp, names: Names, token: str = "") -> None:
        self._app = app
        self._names = names
        self._wanted = f"Bearer {token}".encode() if token else b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or anything else that the server asks of an application."""
        refused = self._refused(scope) if scope["type"] == "http" else None
        await (refused or self._app)(scope, receive, send)

    def _refused(self, scope: Scope) -> Response | None:
        from starlette.responses import PlainTextResponse

        refusal = self._names.refusal(scope["method"], scope["headers"])
        if refusal is not None:
            return PlainTextResponse(f"{refusal.message}\n", refusal.status)
        if self._wanted and not self._knows(scope):
            line = "a token is needed: Authorization: Bearer TOKEN\n"
            return PlainTextResponse(line, 401, {"WWW-Authenticate": "Bearer"})
        if scope["method"] != "POST":
            # Nothing happens between calls that a client could be told of.
            return PlainTextResponse("only POST is answered\n", 405, {"Allow": "POST"})
        return None

    def _knows(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        return len(given) == 1 and hmac.compare_digest(given[0], self._wanted)
