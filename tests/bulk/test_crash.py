"""A real process, killed."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.bulk.conftest import ids_of, shards_of, start
from tests.bulk.test_run import ALL, state_of


@pytest.mark.slow
def test_a_killed_run_goes_on_where_it_was(corpus: Path, tmp_path: Path) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    with start(corpus, out, log) as process:
        while not list(out.glob("papers-*.parquet")):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    before = state_of(out)
    kept = sum(len(shard.embeddings) for shard in shards_of(out).values())
    assert 0 < len(ids_of(out)) < 40
    with start(corpus, out, log) as process:
        printed, _ = process.communicate()
    assert process.returncode == 0
    assert printed.split() == [str(80 - kept), "0", str(len(before))]
    assert ids_of(out) == ALL
    assert before.items() <= state_of(out).items()
