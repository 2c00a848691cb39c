"""The server as its clients see it: the SDK's own client, in process and over standard streams."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp_types import CallToolResult, TextContent

from papersearch.api.paper_index import PaperIndex
from papersearch.mcp_server.schemas import INSTRUCTIONS, TOOLS
from papersearch.mcp_server.server import build
from papersearch.render.payload import answer_payload
from papersearch.server.engine import Engine
from tests.cli.test_commands import invoke
from tests.mcp_server.conftest import COMMAND, finish


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def stdio(index: Path) -> StdioServerParameters:
    return StdioServerParameters(command=COMMAND[0], args=[*COMMAND[1:], "--index", str(index)])


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_tools_over_standard_streams(folder: Path, mode: Any) -> None:
    async def session() -> None:
        async with Client(stdio(folder / "index"), mode=mode) as client:
            assert client.server_info
            assert client.server_info.name == "papersearch"
            assert client.instructions == INSTRUCTIONS
            listed = (await client.list_tools()).tools
            assert [tool.name for tool in listed] == [tool.name for tool in TOOLS]
            assert [tool.input_schema for tool in listed] == [tool.takes for tool in TOOLS]
            assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed)
            # The client compares what it gets with the schemas of the outputs.
            found = await client.call_tool("search_papers", {"query": "visual token compression"})
            assert not found.is_error
            assert found.structured_content["hits"][0]["id"] == "2407.00001"
            assert json.loads(text_of(found)) == found.structured_content
            refused = await client.call_tool("search_papers", {"query": "x", "k": 0})
            assert (refused.is_error, text_of(refused)) == (True, "k: must be at least 1")
            with pytest.raises(MCPError, match="no tool dance"):
                await client.call_tool("dance", {})

    finish(session())


def test_the_payload_is_that_of_the_command_line(folder: Path) -> None:
    index = str(folder / "index")
    printed = invoke("query", "음성 합성", "--format", "json", "--index", index).stdout

    async def ask() -> Any:
        async with Client(stdio(folder / "index")) as client:
            return (
                await client.call_tool("search_papers", {"query": "음성 합성"})
            ).structured_content

    assert finish(ask()) == json.loads(printed)


@pytest.mark.slow
def test_standard_output_holds_the_protocol_alone(folder: Path) -> None:
    """Also where the index has something to tell, and the input is rubbish."""
    index = folder / "damaged"
    assert invoke("index", str(folder / "04.md"), "--index", str(index)).exit_code == 0
    for segment in (index / "vectors").iterdir():
        segment.write_bytes(b"rubbish")
    messages: list[dict[str, Any] | str] = [
        {
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"},
            },
        },
        {"method": "notifications/initialized"},
        "no JSON",
        '{"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "search_papers", '
        '"arguments": {"query": "\\ud800 alone"}}}',
        {
            "id": 2,
            "method": "tools/call",
            "params": {"name": "search_papers", "arguments": {"query": "시각 토큰 압축"}},
        },
    ]
    process = subprocess.Popen(
        [*COMMAND, "--index", str(index)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin
    assert process.stdout
    for message in messages:
        line = message if isinstance(message, str) else json.dumps({"jsonrpc": "2.0", **message})
        process.stdin.write(line + "\n")
        process.stdin.flush()
    answers: list[dict[str, Any]] = []
    while not any(answer.get("id") == 2 for answer in answers):
        answers.append(json.loads(process.stdout.readline()))
    rest, errors = process.communicate()
    assert rest == ""
    assert process.returncode == 0
    assert all(answer["jsonrpc"] == "2.0" for answer in answers)
    (found,) = (answer["result"] for answer in answers if answer.get("id") == 2)
    assert found["structuredContent"]["hits"][0]["id"] == "2407.00001"
    assert "rebuilt from the catalog" in errors


def test_ctrl_c_ends_it_quietly(folder: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--index", str(folder / "index")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    request = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    process.stdout.readline()  # it is up
    process.send_signal(signal.SIGINT)
    process.wait()
    assert process.stderr
    assert process.stderr.read() == ""
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()


def test_new_digests_are_seen_without_a_restart(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert invoke("index", str(folder / "04.md"), "--index", str(index)).exit_code == 0

    async def session() -> tuple[Any, Any, CallToolResult]:
        async with Client(stdio(index)) as client:
            before = await client.call_tool("corpus_status", {})
            assert invoke("index", str(folder / "05.md"), "--index", str(index)).exit_code == 0
            after = await client.call_tool("corpus_status", {})
            found = await client.call_tool("search_papers", {"query": "selective state spaces"})
            return before.structured_content, after.structured_content, found

    before, after, found = finish(session())
    assert (before["papers"], after["papers"]) == (2, 3)
    assert found.structured_content["hits"][0]["id"] == "2407.00003"


def test_calls_run_in_one_thread_and_the_model_stays(
    papers: PaperIndex, make_index: Callable[..., PaperIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[str] = []
    threads: list[threading.Thread] = []
    served = make_index()
    load, ask = served._models.loading.own, served.ask
    assert load

    def loaded(name: str, **options: Any) -> Any:
        loads.append(name)
        return load(name, **options)

    def asked(*arguments: Any) -> Any:
        threads.append(threading.current_thread())
        return ask(*arguments)

    monkeypatch.setattr(served._models.loading, "own", loaded)
    monkeypatch.setattr(served, "ask", asked)

    async def session() -> list[Any]:
        async with Client(build(opened)) as client:
            results = await asyncio.gather(
                *(client.call_tool("search_papers", {"query": "토큰"}) for _ in range(8))
            )
        return [result.structured_content for result in results]

    with Engine(served.folder, lambda: served, threads=1) as opened:
        answers = finish(session())
    assert len(loads) == 1
    assert len(threads) == 8
    assert len(set(threads)) == 1
    assert threads[0] is not threading.current_thread()
    expected = answer_payload(papers.query("토큰"))["hits"]
    assert [answer["hits"] for answer in answers] == [expected] * 8


def test_what_should_not_happen_is_logged_and_told_in_one_line(
    papers: PaperIndex, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError("secret\nplace")

    monkeypatch.setattr(papers, "ask", fail)

    async def session() -> CallToolResult:
        async with Client(build(opened)) as client:
            return await client.call_tool("search_papers", {"query": "토큰"})

    with Engine(papers.folder, lambda: papers, threads=1) as opened:
        result = finish(session())
    assert result.is_error
    assert text_of(result) == (
        "search_papers failed in a way that it should not: the server's log says how"
    )
    assert "secret" in caplog.text


def test_an_index_that_is_not_there(tmp_path: Path) -> None:
    result = invoke("mcp", "--index", str(tmp_path / "none"))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("error: there is no index in")


@pytest.mark.parametrize("options", [(), ("--http",)])
def test_without_the_sdk_one_line_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp_types", None)
    result = invoke("mcp", *options, "--index", str(folder / "index"))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "pip install 'papersearch[mcp]'" in result.stderr
