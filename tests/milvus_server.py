"""A real Milvus server for tests: the standalone one that ``pip install milvus`` brings.

It is old (2.3) and needs an environment of its own: ``make build/milvus``. A machine bears but one
of them, parts of which always listen at the same ports: ``python -m tests.milvus_server COMMAND``
starts one for all processes of a command.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import filelock
import pytest

GIVEN = os.environ.get("PAPERSEARCH_TEST_MILVUS", "").rstrip("/")
"""The address of another server for the tests that need but one: milvus://host:19530."""

_PROGRAM = os.environ.get("PAPERSEARCH_MILVUS_SERVER") or shutil.which("milvus-server")
_NEEDED = (
    "needs a Milvus server: `make build/milvus`, then PAPERSEARCH_MILVUS_SERVER=build/milvus/bin/"
    "milvus-server (or PAPERSEARCH_TEST_MILVUS=milvus://HOST:PORT of another)"
)
_LOCK = Path(tempfile.gettempdir()) / "papersearch-tests-milvus.lock"
_LOG = "data/logs/milvus-stderr.log"
_PATIENCE = 60.0
_ATTEMPTS = 3  # it crashes where it is asked for its health too early, as its own program does
# It would take another port than the one that connections of the server before still linger at;
# and it ends with whoever started it, however that ends.
_START = """
import os, signal, socket, threading, time, milvus
def end_with(parent):
    while os.getppid() == parent:
        time.sleep(0.5)
    os.killpg(0, signal.SIGKILL)
threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
class Again(socket.socket):
    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        self.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
socket.socket = Again
milvus.main()
"""
# What was written is heard of every 20 ms, not every 200: a test reads what it has just written.
_SETTINGS = ("--extra-config", "proxy.timeTickInterval=20")


class Server:
    """One server, with its data in a folder, that can be stopped, killed and started again."""

    def __init__(self, program: str, folder: Path) -> None:
        self._python = str(Path(program).absolute().with_name("python"))
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()

    @property
    def address(self) -> str:
        """The address without a collection."""
        return f"milvus://127.0.0.1:{self.port}"

    @property
    def running(self) -> bool:
        """Whether it has been started and not stopped."""
        return self._process is not None

    def start(self, *options: str) -> None:
        """Start it, and wait until it answers.

        Raises:
            RuntimeError: it does not, however often it is tried.
        """
        for _ in range(_ATTEMPTS):
            if self._start([*_SETTINGS, *options]):
                return
        raise RuntimeError(f"the Milvus server does not start: see {self._folder}")

    def _start(self, options: Sequence[str]) -> bool:
        said = self._folder / "said.txt"
        (self._folder / _LOG).unlink(missing_ok=True)
        with said.open("wb") as out:
            self._process = subprocess.Popen(
                [
                    *(self._python, "-c", _START),
                    *("--data", "data", "--proxy-port", str(self.port), *options),
                ],
                cwd=self._folder,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},  # to be heard saying Welcome
            )
        ends = time.monotonic() + _PATIENCE
        while time.monotonic() < ends and self._process.poll() is None:
            if b"Welcome" in said.read_bytes():
                return True
            if b"\npanic: " in _read(self._folder / _LOG):
                break
            time.sleep(0.1)
        self.kill()
        return False

    def stop(self) -> None:
        """Let its own program end it, which gives it a second to do so as it likes."""
        self._end(lambda process: process.send_signal(signal.SIGINT))

    def kill(self) -> None:
        """End it at once."""
        self._end(lambda process: os.killpg(process.pid, signal.SIGKILL))

    def _end(self, ending: Callable[[subprocess.Popen[bytes]], None]) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            ending(process)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
        with contextlib.suppress(ProcessLookupError):  # a program that dies leaves it behind
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self._await_end()

    def _await_end(self) -> None:
        ends = time.monotonic() + _PATIENCE
        while time.monotonic() < ends:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", self.port)):
                    return
            time.sleep(0.05)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Start the machine's server, with its data in ``folder``; skip where there is none."""
    if not _PROGRAM:
        pytest.skip(_NEEDED)
    with filelock.FileLock(_LOCK):
        server = Server(_PROGRAM, folder)
        server.start()
        try:
            yield server
        finally:
            server.kill()
            shutil.rmtree(folder, ignore_errors=True)


def main(command: Sequence[str]) -> int:
    """Run a command that is told of a server, which is there for as long as it takes."""
    if not _PROGRAM:
        sys.exit(_NEEDED)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and the server with it
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server:
        told = {**os.environ, "PAPERSEARCH_TEST_MILVUS": server.address}
        return subprocess.run(command, env=told).returncode


def collection() -> str:
    """Return a name that nobody has."""
    return f"test_{uuid.uuid4().hex[:12]}"


def _free_port() -> int:
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return int(own.getsockname()[1])


def _read(path: Path) -> bytes:
    with contextlib.suppress(OSError):
        return path.read_bytes()
    return b""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
