"""Who may ask, and what answers may do: hosts, tokens, sizes and headers."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from papersearch.listening import LOOPBACK, is_loopback
from papersearch.web.problems import body, http_problem

COOKIE = "papersearch"
MAX_BODY = 64 * 1024
OPEN = ("/api/health", "/token", "/static/")
"""What needs no token: whether the server is alive, and the page that asks for the token."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:/@\s]+)(?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Access:
    """Which names a server answers to, and the token that it asks for, "" for none.

    ``any_address`` also lets IP addresses in, which no name server can point elsewhere.
    """

    token: str = field(default="", repr=False)
    names: frozenset[str] = frozenset(LOOPBACK)
    any_address: bool = False

    @classmethod
    def on(cls, host: str, token: str = "", more: Iterable[str] = ()) -> Access:
        """Return the access for a server that listens on ``host``."""
        names = {name.lower().strip("[]") for name in (*LOOPBACK, *more)}
        if is_loopback(host):
            return cls(token, frozenset(names))
        own = {host.lower(), socket.gethostname().lower()}
        return cls(token, frozenset(names | own), any_address=True)

    def knows_host(self, header: str) -> bool:
        """Whether a Host header names this server: a page that rebinds its own name does not."""
        found = _HOST.fullmatch(header)
        if not found:
            return False
        name = found.group(1).strip("[]").lower().rstrip(".")
        return name in self.names or (self.any_address and _is_address(name))

    def lets_in(self, headers: Headers) -> bool:
        """Whether a request bears the token, or its cookie."""
        if not self.token:
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.is_token(given.strip()):
            return True
        return hmac.compare_digest(_cookie(headers).encode(), self.cookie.encode())

    def is_token(self, given: str) -> bool:
        """Whether ``given`` is the token, in the same time whatever it is."""
        return hmac.compare_digest(given.encode(), self.token.encode())

    @property
    def cookie(self) -> str:
        """What the cookie holds: not the token itself."""
        return hmac.new(self.token.encode(), b"papersearch page", hashlib.sha256).hexdigest()


class Guard:
    """ASGI middleware: refuses who may not ask, bounds bodies, and sends the security headers."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, _protected(send))
            return
        await self.app(scope, _bounded(receive), _protected(send))

    def _refused(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), scope["path"]
        if not self.access.knows_host(headers.get("host", "")):
            return _problem(
                HTTPStatus.MISDIRECTED_REQUEST,
                "this server does not go by that name: open it by the address that it printed, "
                "or start it with --allow-host NAME",
            )
        if _too_long(headers.get("content-length", "0")):
            return too_large()
        if path.startswith(OPEN) or self.access.lets_in(headers):
            return None
        if path.startswith("/api/"):
            return _problem(
                HTTPStatus.UNAUTHORIZED,
                "send the server's token as Authorization: Bearer TOKEN",
                {"WWW-Authenticate": "Bearer"},
            )
        return RedirectResponse("/token", HTTPStatus.SEE_OTHER)


class BodyTooLarge(Exception):
    """A body turned out to be longer than it may be."""


def too_large() -> Response:
    """Return the answer to a body that is longer than it may be."""
    message = f"the body has more than {MAX_BODY:,} bytes"
    return _problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message, {"Connection": "close"})


def _problem(status: HTTPStatus, message: str, headers: dict[str, str] | None = None) -> Response:
    _, payload = http_problem(status, message)
    return Response(body(payload), status, headers, media_type="application/json")


def _protected(send: Send) -> Send:
    async def send_protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_protected


def _bounded(receive: Receive) -> Receive:
    """Return ``receive`` that raises BodyTooLarge where a body without length goes on too long."""
    received = 0

    async def receive_bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MAX_BODY:
            raise BodyTooLarge
        return message

    return receive_bounded


def _too_long(length: str) -> bool:
    return not length.isdecimal() or len(length) > 9 or int(length) > MAX_BODY


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _cookie(headers: Headers) -> str:
    cookies = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[COOKIE].value if COOKIE in cookies else ""
