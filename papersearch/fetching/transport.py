"""HTTP over guarded sockets, through the proxies that the environment names."""

from __future__ import annotations

import functools
import importlib.util
import ssl
from collections.abc import Iterable, Iterator
from urllib.request import getproxies, proxy_bypass

import httpcore2
import httpx2

from papersearch.errors import MissingExtra, UsageError, redacted
from papersearch.fetching.guard import GuardedBackend

_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}

BROKEN = (
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.TimeoutException,
)
"""What goes wrong on the way, and may go right when it is tried again."""


class _Body(httpx2.SyncByteStream):
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks

    def close(self) -> None:
        getattr(self._chunks, "close", lambda: None)()


class GuardedTransport(httpx2.BaseTransport):
    """Answers requests over connections of ``guard``, and keeps these open for the next ones."""

    def __init__(self, guard: GuardedBackend) -> None:
        self._guard = guard
        self._pools: dict[str, httpcore2.ConnectionPool] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer to a request; its body is read by whoever reads it.

        Raises:
            Refused, or one of BROKEN.
        """
        asked = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        answer = self._pool(proxy_of(request.url)).handle_request(asked)
        if not isinstance(answer.stream, Iterable):
            raise TypeError("an answer for a program that waits for several at once")
        return httpx2.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    def _pool(self, proxy: str) -> httpcore2.ConnectionPool:
        if proxy not in self._pools:
            self._pools[proxy] = self._through(proxy) if proxy else self._direct()
        return self._pools[proxy]

    def _direct(self) -> httpcore2.ConnectionPool:
        return httpcore2.ConnectionPool(_trusted(), network_backend=self._guard)

    def _through(self, proxy: str) -> httpcore2.ConnectionPool:
        url = httpx2.Proxy(proxy)
        own = httpcore2.URL(
            scheme=url.url.raw_scheme,
            host=url.url.raw_host,
            port=url.url.port,
            target=url.url.raw_path,
        )
        self._guard.named |= {server_of(url.url)}
        if url.url.scheme in ("http", "https"):
            return httpcore2.HTTPProxy(
                own,
                url.raw_auth,
                url.headers.raw,
                ssl_context=_trusted(),
                network_backend=self._guard,
            )
        if importlib.util.find_spec("socksio") is None:
            raise MissingExtra("a proxy of SOCKS needs `pip install socksio`")
        return httpcore2.SOCKSProxy(
            own, url.raw_auth, ssl_context=_trusted(), network_backend=self._guard
        )


def server_of(url: httpx2.URL) -> str:
    """Return the host and the port of an address, as "localhost:8000"."""
    return f"{url.host.lower()}:{url.port or _PORTS.get(url.scheme, 0)}"


def proxy_of(url: httpx2.URL) -> str:
    """Return the address of the proxy for a request, "" for none.

    Raises:
        UsageError: what the environment names is none.
    """
    named = getproxies()
    found = named.get(url.scheme) or named.get("all") or ""
    if not found or proxy_bypass(url.host):
        return ""
    address = found if "://" in found else f"http://{found}"
    try:
        scheme = httpx2.URL(address).scheme
    except httpx2.InvalidURL:
        scheme = ""
    if scheme not in ("http", "https", "socks5", "socks5h"):
        raise UsageError(
            f"{redacted(address)} is no proxy: set {url.scheme.upper()}_PROXY to "
            "http://host:port, or to nothing"
        )
    return address


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Return whom to trust: the authorities of the system, or those that SSL_CERT_FILE names."""
    return httpx2.create_ssl_context()
