"""The sockets of a fetch: no address of the local network unasked, and a deadline for all of it.

It stands below HTTP, so that names are looked up once: what was checked is what is connected to.
"""

from __future__ import annotations

import ipaddress
import math
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore2

_LOCAL_NAMES = (".local", ".localhost", ".internal", ".lan", ".home.arpa")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Refused(Exception):
    """A connection that is not made; the message says why."""


def is_local_name(host: str) -> bool:
    """Whether a host, by its name alone, is one of this machine's or its network's."""
    plain = host.lower().rstrip(".")
    is_number = ":" in plain or plain.replace(".", "").isdecimal()
    return is_number or "." not in plain or plain.endswith(_LOCAL_NAMES)


def is_public(address: str) -> bool:
    """Whether an IP address, as the system writes it, is one of the whole internet's."""
    own = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(own, ipaddress.IPv6Address):
        inner = own.ipv4_mapped or own.sixtofour
        if inner is None and own in _NAT64:
            inner = ipaddress.IPv4Address(int(own) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return own.is_global and not own.is_multicast


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects to public addresses, and to what is ``named``; ends at ``deadline``.

    ``named`` are hosts with their ports, as "localhost:8000"; ``deadline`` is of
    :func:`time.monotonic`.
    """

    def __init__(self) -> None:
        self._inner = httpcore2.SyncBackend()
        self.named: frozenset[str] = frozenset()
        self.deadline = math.inf

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address of a host that answers.

        Raises:
            Refused: the host has none but local addresses, and nobody named it.
            httpcore2.ConnectError: none answers.
        """
        failed: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port):
            try:
                stream = self._inner.connect_tcp(
                    address, port, self.left(timeout), local_address, socket_options or ()
                )
                return _GuardedStream(stream, self)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
        raise failed

    def left(self, timeout: float | None) -> float:
        """Return how many seconds an operation may take.

        Raises:
            httpcore2.ReadTimeout: none is left.
        """
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("it took too long")
        return left if timeout is None else min(timeout, left)

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else None
            raise httpcore2.ConnectError(reason or "no such host") from error
        addresses = list(dict.fromkeys(str(own[4][0]) for own in found))
        if f"{host.lower()}:{port}" in self.named:
            return addresses
        public = [own for own in addresses if is_public(own)]
        if addresses and not public:
            raise Refused(f"{host} is {addresses[0]}, an address of the local network")
        return public


class _GuardedStream(httpcore2.NetworkStream):
    """A connection whose every step ends at the deadline of its backend."""

    def __init__(self, inner: httpcore2.NetworkStream, backend: GuardedBackend) -> None:
        self._inner = inner
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._backend.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._backend.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = self._backend.left(timeout)
        return _GuardedStream(
            self._inner.start_tls(ssl_context, server_hostname, left), self._backend
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
