"""The server over HTTP: who may reach it, and that it answers those."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from papersearch.server.descriptors import room_for
from tests.cli.test_commands import invoke
from tests.mcp_server.conftest import COMMAND, finish

TOKEN = "0123456789abcdef0123"
PING = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"})
Serve = Callable[..., str]


@pytest.fixture
def serve(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """A function that starts a server on a free port and returns its address."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str, token: str = "") -> str:
        monkeypatch.setenv("PAPERSEARCH_TOKEN", token)
        process = subprocess.Popen(
            [*COMMAND, "--http", "--port", "0", "--index", str(folder / "index"), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stderr
        line = process.stderr.readline()
        assert line.startswith("serving http://"), line + process.stderr.read()
        return line.split()[1].rstrip(",")

    yield start
    for process in started:
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate()
        assert process.returncode == 0, errors
        assert out == ""
        assert "Traceback" not in errors


def post(url: str, body: str = PING, **headers: str) -> tuple[int, str]:
    """Return status and text of one request, whatever its headers."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", place.port)
    sent = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    try:
        connection.request("POST", place.path, body.encode(), sent)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_tools_over_http(serve: Serve, mode: Any) -> None:
    url = serve()

    async def session() -> None:
        async with Client(url, mode=mode) as client:
            found = await client.call_tool("search_papers", {"query": "visual token compression"})
            assert found.structured_content["hits"][0]["id"] == "2407.00001"
            refused = await client.call_tool("get_paper", {"paper_id": "9999.99999"})
            assert refused.is_error

    assert urlsplit(url).hostname == "127.0.0.1"
    finish(session())


def test_a_web_page_cannot_reach_it(serve: Serve) -> None:
    url = serve()
    assert post(url)[0] == 200
    assert post(url, Host=f"localhost:{urlsplit(url).port}")[0] == 200
    assert post(url, Host="evil.example")[0] == 421
    assert post(url, Host=f"evil.example:{urlsplit(url).port}")[0] == 421
    assert post(url, Origin="http://evil.example")[0] == 403
    assert post(url, MCP_Protocol_Version="2026-07-28", Host="evil.example")[0] == 421
    assert post(url, Content_Type="text/plain")[0] == 400
    for host in ("127.0.0.1:80@evil.com", "127.0.0.1:x", "localhost.evil.example"):
        assert post(url, Host=host)[0] == 421
    for origin in ("null", "http://127.0.0.1:80@evil.com", "http://localhost:1"):
        assert post(url, Origin=origin)[0] == 403
    assert post(url, Origin=url.removesuffix("/mcp"))[0] == 200
    assert post(url, Sec_Fetch_Site="cross-site")[0] == 403


def test_nothing_keeps_a_connection_that_is_not_a_call(serve: Serve) -> None:
    place = urlsplit(serve())
    connection = http.client.HTTPConnection("127.0.0.1", place.port)
    for method in ("GET", "DELETE", "PUT"):
        connection.request(method, place.path, headers={"Accept": "text/event-stream"})
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Allow"]) == (405, "POST")
        answer.read()
    connection.close()


@pytest.mark.parametrize("host", ["127.0.0.2", "localhost", "::1"])
def test_the_address_that_it_says_is_its_own(serve: Serve, host: str) -> None:
    place = urlsplit(serve("--host", host))
    connection = http.client.HTTPConnection(host, place.port)
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    connection.request("POST", place.path, PING, {**headers, "Host": place.netloc})
    assert connection.getresponse().status == 200
    connection.close()


def test_a_crowd_keeps_nobody_out(serve: Serve) -> None:
    room_for(2000)  # of this process, too
    url = serve()
    waiting = [socket.create_connection(("127.0.0.1", urlsplit(url).port)) for _ in range(1100)]
    waiting[-1].sendall(b"POST /mcp HTTP/1.1\r\n")
    assert post(url)[0] == 200
    assert waiting[0].recv(1) == b""
    for connection in waiting:
        connection.close()


def test_a_body_without_end_is_refused(serve: Serve) -> None:
    assert post(serve(), body=" " * (1 << 20) + PING)[0] == 413


def test_others_need_a_token_and_a_name(serve: Serve) -> None:
    url = serve("--host", "0.0.0.0", "--allow-host", "papers.example", token=TOKEN)
    bearer = f"Bearer {TOKEN}"
    assert post(url)[0] == 401
    assert post(url, Authorization="Bearer wrong")[0] == 401
    assert post(url, Authorization=f"Basic {TOKEN}")[0] == 401
    assert post(url, Authorization=bearer)[0] == 200
    assert post(url, Authorization=bearer, Host="papers.example")[0] == 200
    assert post(url, Authorization=bearer, Host="papers.example:8765")[0] == 200
    assert post(url, Authorization=bearer, Host="192.0.2.7:1")[0] == 200
    assert post(url, Authorization=bearer, Host="evil.example")[0] == 421


def test_the_sdk_s_client_bears_the_token(serve: Serve) -> None:
    import httpx2

    url = serve(token=TOKEN)

    async def session() -> Any:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with (
            httpx2.AsyncClient(headers=headers) as http_client,
            Client(streamable_http_client(url, http_client=http_client)) as client,
        ):
            return (await client.call_tool("corpus_status", {})).structured_content

    assert finish(session())["papers"] == 2


def test_a_taken_port_is_one_line(serve: Serve, folder: Path) -> None:
    port = str(urlsplit(serve()).port)
    result = invoke("mcp", "--http", "--port", port, "--index", str(folder / "index"))
    assert result.exit_code == 1
    assert f"cannot listen on 127.0.0.1, port {port}" in result.stderr
    assert result.stderr.count("\n") == 1


def test_wrong_usage(folder: Path) -> None:
    result = invoke("mcp", "--http", "--host", "0.0.0.0", "--index", str(folder / "index"))
    assert result.exit_code == 2
    assert "PAPERSEARCH_TOKEN" in result.stderr
