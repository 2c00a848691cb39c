"""Who may reach a server, and where it listens."""

from __future__ import annotations

import pytest

from papersearch.errors import ServerError, UsageError
from papersearch.server.listening import check_access, listen

TOKEN = "a-token-of-many-characters"


@pytest.mark.parametrize(
    ("host", "token", "message"),
    [
        ("0.0.0.0", "", r"others can reach 0\.0\.0\.0: give a token"),
        ("::", "", "others can reach"),
        ("192.0.2.1", "", "others can reach"),
        ("papers.example", "", "others can reach"),
        ("127.0.0.1", "short", "at least 16 ASCII characters"),
        ("127.0.0.1", "with spaces in it, long enough", "no space"),
        ("127.0.0.1", "é" * 20, "ASCII"),
        ("192.0.2.1", "a\nb" * 10, "ASCII"),
    ],
)
def test_others_are_let_in_on_purpose_alone(host: str, token: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        check_access(host, token)


@pytest.mark.parametrize(
    ("host", "token"),
    [("127.0.0.1", ""), ("::1", ""), ("localhost", ""), ("127.0.0.1", TOKEN), ("0.0.0.0", TOKEN)],
)
def test_who_may_listen(host: str, token: str) -> None:
    check_access(host, token)


def test_a_port_is_taken_once() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(ServerError, match=rf"cannot listen on 127\.0\.0\.1, port {port}"):
            listen("127.0.0.1", port)
    with pytest.raises(ServerError, match="choose another with --host or --port"):
        listen("no.such.host.invalid", 0)
