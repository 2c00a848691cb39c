from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from papersearch.errors import IndexLocked
from papersearch.store.local.lock import writer_lock

HOLD = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from papersearch.store.local.lock import writer_lock
    with writer_lock(Path(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.read()
    """
)


def hold(folder: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    with hold(tmp_path) as process:
        with (
            pytest.raises(IndexLocked, match=f"process {process.pid} on .* is writing to"),
            writer_lock(tmp_path),
        ):
            pass
        process.communicate(b"")
    with writer_lock(tmp_path):
        pass


def test_a_dead_process_holds_nothing(tmp_path: Path) -> None:
    with hold(tmp_path) as process:
        process.kill()
        process.communicate()
    with writer_lock(tmp_path):
        assert "process" in (tmp_path / "writer.lock.holder").read_text()


def test_waiting_gets_the_lock_when_it_is_free(tmp_path: Path) -> None:
    with hold(tmp_path) as process:
        assert process.stdin is not None
        process.stdin.close()
        with writer_lock(tmp_path, wait=-1):
            pass
