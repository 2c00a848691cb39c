"""Who may ask, and what answers may do: hosts, tokens, sizes and headers."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qs, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from papersearch.server.hosts import Names
from papersearch.web.cookies import Cookie
from papersearch.web.problems import body, http_problem

MAX_BODY = 64 * 1024
_LONGEST = 8_000
MAX_NOTE_BODY = 512 * 1024
"""Bytes of a form with a note, in which a letter may take twelve."""

OPEN = ("/api/health", "/token", "/favicon.ico", "/opensearch.xml")
"""What needs no token: whether the server is alive, the page that asks for the token, and what
browsers ask for without a cookie."""

FEED = "/feed.atom"
"""What programs ask for, with a key of its own in the address."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Access:
    """Which names a server answers to, and the token that it asks for, "" for none.

    ``secret`` makes the keys that the forms of its pages bear.
    """

    token: str = field(default="", repr=False)
    names: Names = field(default_factory=Names)
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @classmethod
    def on(cls, host: str, token: str = "", more: Iterable[str] = ()) -> Access:
        """Return the access for a server that listens on ``host``."""
        return cls(token, Names.on(host, more))

    def lets_in(self, headers: Headers, path: str = "", query: str = "") -> bool:
        """Whether a request bears the token, its cookie, or the key of the feed it asks for."""
        if not self.token:
            return True
        if path == FEED and parse_qs(query).get("key") == [self.feed_key()]:
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.is_token(given.strip()):
            return True
        return self.cookie(headers) is not None

    def is_token(self, given: str) -> bool:
        """Whether ``given`` is the token, in the same time whatever it is."""
        return hmac.compare_digest(given.encode(), self.token.encode())

    def feed_key(self) -> str:
        """Return what stands in the address of the feed, for programs that know no token, or ""."""
        if not self.token:
            return ""
        return hmac.new(self.token.encode(), b"papersearch feed", hashlib.sha256).hexdigest()[:32]

    def form_key(self) -> str:
        """Return a key for a form: what changes something is done only for who was shown one.

        No two are alike, so that a compressed page tells nothing of them by its length.
        """
        drawn = secrets.token_hex(8)
        return f"{drawn}.{self._mac(drawn)}"

    def is_form_key(self, given: str) -> bool:
        """Whether this server made a key."""
        drawn, _, mac = given.partition(".")
        return hmac.compare_digest(self._mac(drawn).encode(), mac.encode())

    def _mac(self, drawn: str) -> str:
        said = f"papersearch form {drawn}".encode()
        return hmac.new(self.secret, said, hashlib.sha256).hexdigest()

    def cookie(self, headers: Headers) -> Cookie | None:
        """Return the cookie of a request, None unless it is of this token and still holds."""
        return Cookie.read(headers.get("cookie", ""), self.token, time.time())

    def new_cookie(self, headers: Headers) -> str:
        """Return the Set-Cookie header for a page that has shown the token.

        It is for https alone where the page came by that, through a proxy: its origin tells.
        """
        secure = headers.get("origin", "").startswith("https://")
        return Cookie.new(time.time(), secure=secure).header(self.token)

    def renewed_cookie(self, headers: Headers) -> str | None:
        """Return the Set-Cookie header for a request whose cookie is old, else None."""
        cookie, now = self.token and self.cookie(headers), time.time()
        if not cookie or not cookie.is_old(now):
            return None
        return Cookie.new(now, secure=cookie.secure).header(self.token)


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
        open_to_all = _is_open(scope["path"])
        renewed = None if open_to_all else self.access.renewed_cookie(Headers(scope=scope))
        bounded = _bounded(receive, most_of(scope["path"]))
        await self.app(scope, bounded, _protected(send, renewed))

    def _refused(self, scope: Scope) -> Response | None:
        headers, path = Headers(scope=scope), scope["path"]
        refusal = self.access.names.refusal(scope["method"], scope["headers"])
        if refusal is not None:
            return _problem(*refusal)
        if _too_long(headers.get("content-length", "0"), most_of(path)):
            return too_large(path)
        query = scope["query_string"].decode("latin-1")
        if _is_open(path) or self.access.lets_in(headers, path, query):
            return None
        if path.startswith("/api/") or path == FEED:
            return _problem(
                HTTPStatus.UNAUTHORIZED,
                "send the server's token as Authorization: Bearer TOKEN",
                {"WWW-Authenticate": "Bearer"},
            )
        return RedirectResponse(_door(scope), HTTPStatus.SEE_OTHER)


def most_of(path: str) -> int:
    """Return how many bytes a body may have that is sent to ``path``."""
    return MAX_NOTE_BODY if path == "/note" else MAX_BODY


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith("/static/")


def inside(address: str) -> str:
    """Return an address that leads to a page of this server and nowhere else, else ""."""
    begins = address.startswith("/") and not address.startswith(("//", "/api/", "/token"))
    safe = begins and "\\" not in address and address.isascii() and address.isprintable()
    return address if safe and len(address) <= _LONGEST else ""


def _door(scope: Scope) -> str:
    """Return where the token is asked for, with the page that was wanted."""
    if scope["method"] not in ("GET", "HEAD"):  # what was to be done is not done later, unasked
        return "/token"
    query = scope["query_string"].decode("ascii", "replace")
    wanted = inside(quote(scope["path"]) + (f"?{query}" if query else ""))
    return f"/token?{urlencode({'next': wanted})}" if wanted not in ("", "/") else "/token"


class BodyTooLarge(Exception):
    """A body turned out to be longer than it may be."""


def too_large(path: str) -> Response:
    """Return the answer to a body that is longer than it may be."""
    message = f"the body has more than {most_of(path):,} bytes"
    return _problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message, {"Connection": "close"})


def _problem(status: HTTPStatus, message: str, headers: dict[str, str] | None = None) -> Response:
    _, payload = http_problem(status, message)
    return Response(body(payload), status, headers, media_type="application/json")


def _protected(send: Send, cookie: str | None = None) -> Send:
    async def send_protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if cookie is not None:
                headers.append("Set-Cookie", cookie)
        await send(message)

    return send_protected


def _bounded(receive: Receive, most: int) -> Receive:
    """Return ``receive`` that raises BodyTooLarge where a body without length goes on too long."""
    received = 0

    async def receive_bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise BodyTooLarge
        return message

    return receive_bounded


def _too_long(length: str, most: int) -> bool:
    return not length.isdecimal() or len(length) > 9 or int(length) > most
