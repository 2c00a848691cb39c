"""A server asks nobody anything: each page and each answer with every way out shut."""

from __future__ import annotations

import socket

import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=tokens",
        "/?day=2024-07-04",
        "/papers/2407.00001",
        "/similar/2407.00001",
        "/bibtex/2407.00001",
        "/api/query?q=tokens",
        "/api/day",
        "/api/similar/2407.00001",
        "/api/papers/2407.00001",
        "/api/status",
        "/nonsense",
    ],
)
def test_nothing_is_asked_elsewhere(
    client: TestClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    class NoWayOut(socket.socket):
        def connect(self, address: object, /) -> None:
            asked.append(address)
            raise OSError("no network")

    client.get("/api/health")  # begins the loop of the test's own client
    monkeypatch.setattr(socket, "socket", NoWayOut)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *own, **_: asked.append(own))
    answer = client.get(path)
    assert answer.status_code == (404 if path == "/nonsense" else 200)
    assert asked == []
