"""The server over streamable HTTP, for this machine unless others are let in on purpose."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from papersearch.errors import UsageError
from papersearch.listening import LOOPBACK, check_access, is_wildcard, listen, url_host
from papersearch.mcp_server.server import Open, build, log_safely, need_sdk
from papersearch.one_thread import OneThread

if TYPE_CHECKING:
    from mcp.server.transport_security import TransportSecuritySettings
    from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/mcp"
_MAX_BODY = 1 << 20


def serve_http(
    open_index: Open,
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
        UsageError: other machines could reach it without a token or under no known name.
        MissingExtra: the SDK is not installed.
        ServerError: the address cannot be listened on.
    """
    check_access(host, token)
    check_names(host, names)
    need_sdk()
    log_safely()
    import uvicorn

    with OneThread(open_index) as index, listen(host, port) as listener:
        app: ASGIApp = build(index).streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,  # a restart of the server ends nobody's session
            max_request_body_size=_MAX_BODY,
            transport_security=security([host, *names]),
        )
        if token:
            app = Bearer(app, token)
        options = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
        )
        announce(f"http://{url_host(host)}:{listener.getsockname()[1]}{PATH}")
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(uvicorn.Server(options).serve(sockets=[listener]))


def check_names(host: str, names: Sequence[str]) -> None:
    """Raise UsageError where clients have no name to call this machine by."""
    if not names and is_wildcard(host):
        raise UsageError(
            f"{host} is no name that clients can use: say with --allow-host NAME what they call "
            "this machine"
        )


def security(names: Sequence[str]) -> TransportSecuritySettings:
    """Return the SDK's protection against DNS rebinding, for these names and loopback ones."""
    from mcp.server.transport_security import TransportSecuritySettings

    hosts = list(map(url_host, [*LOOPBACK, *names]))
    origins = [f"{scheme}://{host}" for scheme in ("http", "https") for host in hosts]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=[host + port for host in hosts for port in ("", ":*")],
        allowed_origins=[origin + port for origin in origins for port in ("", ":*")],
    )


class Bearer:
    """Lets only requests through that bear the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._wanted = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or anything else that the server asks of an application."""
        from starlette.responses import PlainTextResponse

        if scope["type"] == "http" and not self._knows(scope):
            refusal = PlainTextResponse(
                "a token is needed: Authorization: Bearer TOKEN\n",
                401,
                {"WWW-Authenticate": "Bearer"},
            )
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _knows(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        return len(given) == 1 and hmac.compare_digest(given[0], self._wanted)
