"""Milvus Lite: no port, no other user."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from papersearch.errors import StoreUnreachable
from papersearch.store.milvus import lite
from papersearch.store.milvus.address import parse
from papersearch.store.milvus.client import line_of
from papersearch.store.milvus.connection import Connection

pytest.importorskip("milvus_lite")


def listening() -> set[str]:
    """Return the inodes of all TCP sockets that listen."""
    found = set()
    for name in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/self/net/{name}").read_text().splitlines()[1:]
            found |= {line.split()[9] for line in lines if line.split()[3] == "0A"}
    return found


def own_sockets() -> set[str]:
    """Return the inodes of this process's sockets."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found.add(str(entry.readlink()).removeprefix("socket:[").removesuffix("]"))
    return found


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="needs Linux's /proc")
def test_it_listens_on_no_port(tmp_path: Path) -> None:
    connection = Connection.open(parse(f"milvus://{tmp_path}/papers.db/papers"))
    try:
        assert connection.has("papers") is False
        assert not own_sockets() & listening()
    finally:
        connection.close()


def test_its_socket_is_in_a_folder_of_the_users_own(tmp_path: Path) -> None:
    address = parse(f"milvus://{tmp_path}/papers.db/papers")
    connection = Connection.open(address)
    [running] = [own for path, own in lite._running.items() if path.name == "papers.db"]
    found = os.lstat(running.folder)
    assert stat.S_IMODE(found.st_mode) == 0o700
    assert found.st_uid == os.geteuid()
    assert stat.S_ISSOCK(os.lstat(f"{running.folder}/lite").st_mode)
    connection.close()
    assert not Path(running.folder).exists()


def test_connections_share_a_server_until_the_last_one_closes(tmp_path: Path) -> None:
    one = Connection.open(parse(f"milvus://{tmp_path}/papers.db/one"))
    two = Connection.open(parse(f"milvus://{tmp_path}/papers.db/two"))
    one.close()
    assert two.has("two") is False
    two.close()
    assert not lite._running
    lite.stop(f"{tmp_path}/papers.db")  # is none any more


def test_a_path_too_long_for_a_socket_is_said(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    script = (
        "import sys\n"
        "from papersearch.store.milvus.address import parse\n"
        "from papersearch.store.milvus.connection import Connection\n"
        "from papersearch.errors import StoreUnreachable\n"
        "try:\n    Connection.open(parse(sys.argv[1]))\n"
        "except StoreUnreachable as error:\n    print(error)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, f"milvus://{tmp_path}/papers.db/papers"],
        env={**os.environ, "TMPDIR": str(long)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "TMPDIR" in ran.stdout


def test_a_file_that_another_holds_is_said(tmp_path: Path) -> None:
    (tmp_path / "papers.db").write_text("not a folder")
    with pytest.raises(StoreUnreachable, match="cannot open milvus"):
        Connection.open(parse(f"milvus://{tmp_path}/papers.db/papers"))
    assert not lite._running


@pytest.mark.parametrize("said", ["root:s3cret", "cm9vdDpzM2NyZXQ=", "denied to s3cret"])
def test_what_a_client_says_bears_no_token(said: str) -> None:
    line = line_of(ValueError(f"metadata was invalid: {said}"), "root:s3cret")
    assert "***" in line
    assert said.split()[-1] not in line


def test_a_token_that_cannot_be_sent_is_not_repeated() -> None:
    with socket.socket() as nobody:  # bound, and never answers
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        with pytest.raises(StoreUnreachable, match="cannot open") as caught:
            Connection.open(parse(f"milvus://127.0.0.1:{port}/papers"), "root:s3cr\nét")
    assert "s3cr" not in str(caught.value)
