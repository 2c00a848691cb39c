"""Real clusters, of two workers and of two nodes: each is killed, and no paper is lost."""

from __future__ import annotations

import dataclasses
import functools
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from papersearch.errors import EmbeddingError, MissingExtra, UsageError
from papersearch.shards.reading import decode
from papersearch.types.paper import Entry
from tests.bulk.cluster import HEAD, two_nodes
from tests.bulk.conftest import ROOT, Run, ids_of, slowly, start
from tests.bulk.test_run import ALL

pytest.importorskip("ray", reason="needs pip install 'papersearch[ray]'")

from papersearch.bulk import on_ray, records
from papersearch.bulk.ray_cluster import LOCAL, Pool, pool_of
from papersearch.bulk.types import Job
from papersearch.embedding.fake import FakeEmbedder


def kill_one(log: Path, process: subprocess.Popen[str]) -> int:
    """Kill the first worker that begins a second shard, and return its number."""
    while process.poll() is None:
        for path in log.iterdir():
            if len(path.read_text().split()) > 1:
                os.kill(int(path.stem), signal.SIGKILL)
                return int(path.stem)
        time.sleep(0.01)
    return 0


@pytest.mark.slow
def test_a_killed_worker_costs_no_paper(corpus: Path, run: Run, tmp_path: Path) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    run(corpus / "2024-01-01.md")  # whose vectors are taken over
    with start(corpus, out, log, LOCAL, seconds=0.5) as process:
        killed = kill_one(log, process)
        printed = process.communicate()
    workers = {int(path.stem) for path in log.iterdir()}
    assert (killed in workers, len(workers)) == (True, 3)  # two, and one for the killed one
    assert printed == ("32 48 0\n", "")
    assert ids_of(out) == ALL
    assert not list(out.glob(".papers-*"))
    files = {path.name: path.read_bytes() for path in out.glob("*.parquet")}
    out.rename(tmp_path / "on ray")
    run()
    assert {path.name: path.read_bytes() for path in out.glob("*.parquet")} == files


def await_second(log: Path, process: subprocess.Popen[str]) -> None:
    """Wait until the cluster's other node is at its second shard."""
    while process.poll() is None:
        for path in log.glob("*.second"):
            if len(path.read_text().split()) > 1:
                return
        time.sleep(0.01)
    raise AssertionError(f"the other node did nothing: {process.communicate()}")


@pytest.mark.slow
def test_a_node_that_dies_costs_no_paper(corpus: Path, run: Run, tmp_path: Path) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    with two_nodes() as (head, second):
        process = head.popen(slowly(corpus, out, log, "auto", 0.5), ROOT)
        await_second(log, process)
        second.kill()
        printed = process.communicate()
    assert printed == ("80 0 0\n", "")
    assert {path.suffix for path in log.iterdir()} == {".head", ".second"}
    files = {path.name: path.read_bytes() for path in out.glob("*.parquet")}
    assert ids_of(out) == ALL
    out.rename(tmp_path / "on ray")
    run()
    assert {path.name: path.read_bytes() for path in out.glob("*.parquet")} == files


@pytest.mark.slow
def test_a_head_that_dies_is_one_line_and_the_next_run_goes_on(
    corpus: Path, run: Run, tmp_path: Path
) -> None:
    out, log = tmp_path / "out", tmp_path / "log"
    with two_nodes() as (head, second):
        process = second.popen(slowly(corpus, out, log, f"{HEAD}:6379", 1.0), ROOT)
        while process.poll() is None and not any(out.glob("*.parquet")):
            time.sleep(0.01)
        head.kill()
        printed, said = process.communicate()
    assert (printed, process.returncode) == ("", 1)
    assert re.fullmatch(r"error: the head of the Ray cluster .* any more: what is made .*\n", said)
    report = run()
    assert 0 < report.kept < report.shards
    assert ids_of(out) == ALL


def test_a_worker_answers_with_what_went_wrong() -> None:
    entry = Entry("2407.00001", "Tokens")
    jobs = [Job("0", "plan", records.line("a.md", entry), {}, FakeEmbedder(16).identity)]
    jobs.append(dataclasses.replace(jobs[0], name="1", model=None))
    worker = on_ray.Worker(FakeEmbedder)
    first, second = (worker(on_ray._table(on_ray._fields(job))).to_pylist()[0] for job in jobs)
    assert first["error"].startswith("the shards are of fake (16 dim")
    assert (second["name"], second["embedded"], second["error"]) == ("1", 1, "")
    assert decode(second["data"], "1").rows[0].entries == (("a.md", entry),)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nonsense"])
def test_an_address_where_nothing_is(run: Run, address: str) -> None:
    with pytest.raises(EmbeddingError, match=f"no Ray cluster at '{address}' .*: start one with"):
        run(engine=functools.partial(on_ray.make_on_ray, address=address))


@pytest.mark.parametrize(
    ("resources", "workers", "pool"),
    [
        ({"CPU": 4.0}, None, Pool(4, 1, 0)),
        ({"CPU": 4.0}, 8, Pool(8, 0.5, 0)),
        ({"CPU": 4.0}, 2, Pool(2, 1, 0)),
        ({"CPU": 64.0, "GPU": 8.0}, None, Pool(8, 1, 1)),
        ({"CPU": 64.0, "GPU": 2.0}, 3, Pool(3, 1, 0.6666)),
        ({"CPU": 0.0}, None, Pool(1, 0, 0)),
    ],
)
def test_workers_share_what_there_is(
    resources: dict[str, float], workers: int | None, pool: Pool
) -> None:
    assert pool_of(resources, workers) == pool


def test_ray_client_is_refused(run: Run) -> None:
    with pytest.raises(UsageError, match=r"through Ray Client \(ray://a:10001\): run this on a"):
        run(engine=functools.partial(on_ray.make_on_ray, address="ray://a:10001"))


def test_without_ray_the_extra_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(MissingExtra, match=r"pip install 'papersearch\[ray\]'"):
        run(engine=on_ray.make_on_ray)


def test_a_job_survives_the_way_to_a_worker() -> None:
    known = {bytes([n]) * 16: bytes([n]) * 128 for n in range(5)}
    for job in (
        Job("01", "plan", b"work", known, FakeEmbedder().identity),
        Job("", "plan", b"work"),
    ):
        [fields] = on_ray._table(on_ray._fields(job)).to_pylist()
        assert on_ray._job(fields) == job
