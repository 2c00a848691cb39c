"""Where a server listens, and when it has to ask for a token; for all of papersearch's servers."""

from __future__ import annotations

import ipaddress
import socket

from papersearch.errors import ServerError, UsageError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MIN_TOKEN = 16
_BACKLOG = 1024
_MAKE_ONE = "`python3 -c 'import secrets; print(secrets.token_urlsafe())'` makes one"


def check_access(host: str, token: str) -> None:
    """See that a server which others can reach asks for a token, "" for none.

    Raises:
        UsageError: it would not, or the token is easily guessed.
    """
    if not token and not is_loopback(host):
        raise UsageError(f"others can reach {host}: give a token in PAPERSEARCH_TOKEN; {_MAKE_ONE}")
    fits = len(token) >= MIN_TOKEN and token.isascii() and token.isprintable() and " " not in token
    if token and not fits:
        raise UsageError(
            f"the token must have at least {MIN_TOKEN} ASCII characters and no space: {_MAKE_ONE}"
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``."""
    if host in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_wildcard(host: str) -> bool:
    """Whether ``host`` stands for all addresses of this machine, and is none to call it by."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return not host


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on a host's address; port 0 takes a free one.

    Raises:
        ServerError: the address is taken, not ours, or not allowed.
    """
    listener = None
    try:
        place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(place[0], socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place[4])
        listener.listen(_BACKLOG)
    except OSError as error:
        if listener is not None:
            listener.close()
        raise ServerError(
            f"cannot listen on {host}, port {port} ({(error.strerror or str(error)).lower()}): "
            "choose another with --host or --port"
        ) from None
    return listener


def url_host(host: str) -> str:
    """Return ``host`` as it is written in a URL."""
    return f"[{host}]" if ":" in host else host
