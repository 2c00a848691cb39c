"""Which names a server goes by, and whether a request calls it by one of them.

A web page can point a name of its own at this machine (DNS rebinding), and can send requests to
any address (cross-site requests); a browser says so in Host, Origin and Sec-Fetch-Site. These
headers are read here, for every server, and strictly: what is not understood is refused.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple, TypeVar

_T = TypeVar("_T")

LOOPBACK = ("127.0.0.1", "localhost", "::1")

_AUTHORITY = (
    r"(?:\[(?P<v6>[0-9A-Fa-f:.]{2,45})(?:%[A-Za-z0-9._~%-]{1,64})?\]"
    r"|(?P<name>[A-Za-z0-9._-]{1,253}))(?::(?P<port>[0-9]{1,5}))?"
)
_HOST = re.compile(_AUTHORITY)
_ORIGIN = re.compile(rf"(?P<scheme>https?)://{_AUTHORITY}")
_PORTS = {"http": 80, "https": 443}
_OURS = (b"same-origin", b"none")


class Refusal(NamedTuple):
    """Why a request is not heeded."""

    status: HTTPStatus
    message: str


class Place(NamedTuple):
    """A host in canonical form, and a port, None for that of the scheme."""

    host: str
    port: int | None


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a server answers to.

    ``given`` are those that the user gave besides; ``any_address`` also lets any IP address in,
    which no name server can point elsewhere.
    """

    own: frozenset[str] = frozenset(LOOPBACK)
    given: frozenset[str] = frozenset()
    any_address: bool = False

    @classmethod
    def on(cls, host: str, more: Iterable[str] = ()) -> Names:
        """Return the names of a server that listens on ``host``: all by which it can be called."""
        given = frozenset(map(canonical, more))
        if is_loopback(host):
            return cls(frozenset(LOOPBACK) | {canonical(host)}, given)
        own = {*LOOPBACK, canonical(host), canonical(socket.gethostname())}
        return cls(frozenset(own), given, any_address=True)

    def knows(self, host: str) -> bool:
        """Whether a host in canonical form is this server."""
        if host in self.own or host in self.given or _is_loopback(host):
            return True
        return self.any_address and _address(host) is not None

    def refusal(self, method: str, headers: Iterable[tuple[bytes, bytes]]) -> Refusal | None:
        """Return why a request is not heeded, None where it is.

        Not for this server is one that calls it by another name; not wanted is one that another
        site's page sends, save that its visitor may follow a link to here.
        """
        found = _of_interest(headers)
        place = _only(found[b"host"], read_host)
        if place is None or not self.knows(place.host):
            return Refusal(
                HTTPStatus.MISDIRECTED_REQUEST,
                "this server does not go by that name: open it by the address that it printed, "
                "or start it with --allow-host NAME",
            )
        if found[b"origin"] and not self._is_ours(_only(found[b"origin"], read_origin), place):
            return _FOREIGN
        if all(value in _OURS for value in found[b"sec-fetch-site"]) or _is_link(method, found):
            return None
        return _FOREIGN

    def _is_ours(self, origin: tuple[str, Place] | None, called: Place) -> bool:
        """Whether a page is one of this server, which was ``called`` by the request."""
        if origin is None:
            return False
        scheme, place = origin
        if place.host in self.given:
            return True
        default = _PORTS[scheme]
        return place.host == called.host and (place.port or default) == (called.port or default)


_FOREIGN = Refusal(HTTPStatus.FORBIDDEN, "the page of another site cannot ask this server")


def canonical(host: str) -> str:
    """Return a host as it is compared: without brackets, zone, last dot, case or spelling."""
    bare = host.strip("[]").lower().removesuffix(".")
    address = _address(bare)
    if address is not None:
        return str(address)
    if bare.isascii():
        return bare
    try:
        return bare.encode("idna").decode()
    except UnicodeError:
        return bare


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    return _is_loopback(canonical(host))


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return host in LOOPBACK or (address is not None and address.is_loopback)


def is_wildcard(host: str) -> bool:
    """Whether ``host`` stands for all addresses of this machine, and is none to call it by."""
    address = _address(canonical(host))
    return not host or (address is not None and address.is_unspecified)


def url_host(host: str) -> str:
    """Return ``host`` as it is written in a URL."""
    bare = host.strip("[]")
    return f"[{bare.replace('%', '%25')}]" if ":" in bare else bare


def read_host(header: str) -> Place | None:
    """Return what a Host header says, None where it says nothing of sense."""
    found = _HOST.fullmatch(header)
    return _place(found) if found else None


def read_origin(header: str) -> tuple[str, Place] | None:
    """Return scheme and place of an Origin header, None where it has none ("null")."""
    found = _ORIGIN.fullmatch(header)
    place = _place(found) if found else None
    return (found["scheme"], place) if found and place else None


def _place(found: re.Match[str]) -> Place | None:
    port = found["port"] and int(found["port"])
    if port and port > 65_535:
        return None
    if found["v6"] and not isinstance(_address(found["v6"], mapped=False), ipaddress.IPv6Address):
        return None
    return Place(canonical(found["v6"] or found["name"]), port or None)


def _address(
    host: str, *, mapped: bool = True
) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return an IP address; one of IPv4 in IPv6's clothes is that of IPv4 if ``mapped``."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return (mapped and getattr(address, "ipv4_mapped", None)) or address


_INTERESTING = (b"host", b"origin", b"sec-fetch-site", b"sec-fetch-mode", b"sec-fetch-dest")


def _of_interest(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {name: [] for name in _INTERESTING}
    for name, value in headers:
        if name in found:
            found[name].append(value)
    return found


def _only(values: list[bytes], read: Callable[[str], _T | None]) -> _T | None:
    """Return what the one header of its name says, None where there are several or none."""
    return read(values[0].decode("latin-1")) if len(values) == 1 else None


def _is_link(method: str, found: dict[bytes, list[bytes]]) -> bool:
    """Whether a visitor comes from another site by a link, which shows nothing to that site."""
    return (
        method in ("GET", "HEAD")
        and found[b"sec-fetch-mode"] == [b"navigate"]
        and found[b"sec-fetch-dest"] == [b"document"]
    )
