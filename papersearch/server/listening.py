"""Where a server listens, and when it has to ask for a token; for all of papersearch's servers."""

from __future__ import annotations

import socket

from papersearch.errors import ServerError, UsageError
from papersearch.server.hosts import is_loopback, is_wildcard, url_host

MIN_TOKEN = 16
BACKLOG = 1024
"""Connections that the system holds until they are accepted."""

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


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on a host's address; port 0 takes a free one.

    Raises:
        ServerError: the address is taken, not ours, or not allowed.
    """
    listener = None
    try:
        name = host.strip("[]").removesuffix(".") or None
        kind, flags = socket.SOCK_STREAM, socket.AI_PASSIVE
        place = socket.getaddrinfo(name, port, type=kind, flags=flags)[0]
        listener = socket.socket(place[0], socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place[4])
        listener.listen(BACKLOG)
    except (OSError, UnicodeError) as error:  # a label that is too long is no name either
        if listener is not None:
            listener.close()
        why = getattr(error, "strerror", None) or str(error)
        raise ServerError(
            f"cannot listen on {host}, port {port} ({why.lower()}): "
            "choose another with --host or --port"
        ) from None
    return listener


def address_of(listener: socket.socket, host: str, path: str = "/") -> str:
    """Return the address by which a server that listens on ``host`` is called."""
    if is_wildcard(host):
        host = socket.gethostname()
    return f"http://{url_host(host)}:{listener.getsockname()[1]}{path}"
