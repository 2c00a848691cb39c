"""A Ray cluster of two nodes that see each other through a network alone.

Each has namespaces of its own: for network, processes, mounts and its name. So neither finds
anything of the other by its files, sockets or processes, and killing the first process of one is
what pulling its plug would be.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import filelock
import pytest

HEAD, SECOND = "10.77.0.1", "10.77.0.2"
_PORT = 6379
_PATIENCE = 60.0
_LOCK = Path(tempfile.gettempdir()) / "papersearch-tests-ray.lock"
_RAY = Path(sys.executable).with_name("ray")
_STARTED = ("--num-cpus=1", "--disable-usage-stats", "--object-store-memory=80000000")


@dataclass(frozen=True, slots=True)
class Node:
    """One node: the first of its processes, and what all processes of it begin with."""

    first: int
    environment: dict[str, str]

    def popen(self, command: Sequence[str | Path], cwd: Path) -> subprocess.Popen[str]:
        """Begin a command on it."""
        return subprocess.Popen(
            [*_enter(self.first, "--all"), f"--wdns={cwd}", *map(str, command)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
        )

    def kill(self) -> None:
        """Kill all of it at once: processes do not survive the first one of their namespace."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.first, signal.SIGKILL)


@contextlib.contextmanager
def two_nodes() -> Iterator[tuple[Node, Node]]:
    """Start a cluster, and yield its head and its other node; skip where there cannot be one."""
    if os.geteuid() or not all(map(shutil.which, ("ip", "nsenter", "unshare"))):
        pytest.skip("needs root and ip, nsenter and unshare, to make namespaces")
    # Ray's sockets lie in here, and the paths of sockets are short. Two clusters at once are too
    # much for small machines: their nodes take each other for dead.
    with (
        filelock.FileLock(_LOCK),
        tempfile.TemporaryDirectory(prefix="ps") as folder,
        contextlib.ExitStack() as stack,
    ):
        head, second = (stack.enter_context(_node(name, folder)) for name in ("head", "second"))
        _wire(head.first, second.first)
        port = f"--port={_PORT}"
        _ray(head, "--head", f"--node-ip-address={HEAD}", port, "--include-dashboard=false")
        _ray(second, f"--address={HEAD}:{_PORT}", f"--node-ip-address={SECOND}")
        _await(head, "2.0 CPU")
        yield head, second


@contextlib.contextmanager
def _node(name: str, folder: str) -> Iterator[Node]:
    alone = ("--net", "--pid", "--mount", "--uts", "--fork", "--mount-proc")
    named = f"echo {name} > /proc/sys/kernel/hostname"
    script = f"mount -t tmpfs none {folder} && {named} && echo && exec sleep infinity"
    made = subprocess.Popen(
        ["unshare", *alone, "sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert made.stdout is not None
        if not made.stdout.readline():
            pytest.skip(f"no namespaces can be made here: {made.communicate()[1].decode()}")
        children = Path(f"/proc/{made.pid}/task/{made.pid}/children").read_text().split()
        first = int(children[0])
        yield Node(first, {**os.environ, "RAY_TMPDIR": folder, "PYTHONUNBUFFERED": "1"})
        with contextlib.suppress(ProcessLookupError):
            os.kill(first, signal.SIGKILL)
    finally:
        made.kill()
        made.communicate()


def _wire(head: int, second: int) -> None:
    """Lay a cable between two nodes.

    When the second one goes, so does the cable; the head's address stays, which is not its end's.
    """
    _run("ip", "link", "add", "ps-head", "type", "veth", "peer", "name", "ps-second")
    for name, first in (("ps-head", head), ("ps-second", second)):
        _run("ip", "link", "set", name, "netns", str(first))
        for link in ("lo", name):
            _run(*_enter(first, "--net"), "ip", "link", "set", link, "up")
    _run(*_enter(head, "--net"), "ip", "address", "add", f"{HEAD}/32", "dev", "lo")
    _run(*_enter(head, "--net"), "ip", "route", "add", SECOND, "dev", "ps-head", "src", HEAD)
    _run(*_enter(second, "--net"), "ip", "address", "add", f"{SECOND}/24", "dev", "ps-second")


def _ray(node: Node, *options: str) -> None:
    """Start Ray on a node; its processes end with the node."""
    process = node.popen([_RAY, "start", *options, *_STARTED], Path("/"))
    printed, said = process.communicate()
    assert process.returncode == 0, printed + said


def _await(head: Node, wanted: str) -> None:
    """Wait until the cluster has all that it is to have."""
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        asked = head.popen([_RAY, "status", f"--address={HEAD}:{_PORT}"], Path("/"))
        if wanted in (printed := asked.communicate()[0]):
            return
        time.sleep(0.5)
    raise AssertionError(printed)


def _enter(first: int, *spaces: str) -> list[str]:
    return ["nsenter", f"--target={first}", *spaces]


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
