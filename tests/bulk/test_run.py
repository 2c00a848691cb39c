"""Bulk embedding: each paper once, each text once, and nothing again that is there."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from papersearch.bulk import records
from papersearch.bulk.making import make
from papersearch.bulk.types import Job
from papersearch.embedding import DEFAULT_MODEL
from papersearch.embedding.fake import FakeEmbedder
from papersearch.errors import EmbeddingError, IndexUnwritable, ModelMismatch
from papersearch.shards import encode
from papersearch.shards.types import vector_key
from papersearch.text.passages import passages, text_hash
from papersearch.types import limits
from papersearch.types.arrays import Embeddings
from papersearch.types.merging import merge
from papersearch.types.paper import Entry, Section
from tests.bulk.conftest import Run, digest, ids_of, shards_of

ALL = [f"2401.{n:05}" for n in range(40)]


def never(*_args: object, **_options: object) -> FakeEmbedder:
    raise AssertionError("no model is needed")


def state_of(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("*.parquet")}


@pytest.fixture(autouse=True)
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Embed nothing again to compare, so that what is embedded can be counted."""
    monkeypatch.setattr(limits, "SHARD_SAMPLE", 0)


def test_every_paper_is_embedded_once(run: Run, tmp_path: Path, embedder: FakeEmbedder) -> None:
    report = run()
    shards = shards_of(tmp_path / "out")
    assert ids_of(tmp_path / "out") == ALL
    assert (report.papers, report.shards, report.kept) == (40, len(shards), 0)
    assert (report.embedded, report.taken) == (80, 0)
    assert len(embedder.embedded) == len(set(embedder.embedded)) == 80
    assert all(len(shard.rows) <= 10 for shard in shards.values())


def test_a_paper_of_two_days_is_one_row(run: Run, tmp_path: Path) -> None:
    run()
    rows = {row.id: row for shard in shards_of(tmp_path / "out").values() for row in shard.rows}
    assert [entry.day for _, entry in rows["2401.00021"].entries] == ["2024-01-01", "2024-01-02"]
    assert [entry.day for _, entry in rows["2401.00001"].entries] == ["2024-01-01"]


def test_running_again_makes_nothing(run: Run, tmp_path: Path, embedder: FakeEmbedder) -> None:
    run()
    embedder.embedded.clear()
    before = state_of(tmp_path / "out")
    report = run(load=never)
    assert (report.papers, report.kept, report.embedded) == (40, len(before), 0)
    assert state_of(tmp_path / "out") == before
    assert sorted(path.name for path in (tmp_path / "out" / ".papersearch").iterdir()) == [
        "manifest.json",
        "writer.lock",
    ]


def test_a_shard_that_is_lost_is_made_again(run: Run, tmp_path: Path) -> None:
    run()
    before = state_of(tmp_path / "out")
    name, shard = next(iter(shards_of(tmp_path / "out").items()))
    data = (tmp_path / "out" / name).read_bytes()
    (tmp_path / "out" / name).unlink()
    report = run()
    assert (report.kept, report.embedded) == (len(before) - 1, len(shard.embeddings))
    assert (tmp_path / "out" / name).read_bytes() == data
    after = state_of(tmp_path / "out")
    assert {n: after[n] for n in before if n != name} == {n: before[n] for n in before if n != name}


def test_a_shard_that_is_cut_off_is_made_again(run: Run, tmp_path: Path) -> None:
    run()
    path = next((tmp_path / "out").glob("*.parquet"))
    data = path.read_bytes()
    path.write_bytes(data[:-100])
    [problem] = run().problems
    assert str(problem) == (
        f"{path}:1: damaged: made again of the sources; what only it held is lost"
    )
    assert path.read_bytes() == data
    assert ids_of(tmp_path / "out") == ALL


def test_a_changed_text_is_all_that_is_embedded(
    run: Run, corpus: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    run()
    embedder.embedded.clear()
    path = corpus / "2024-01-01.md"
    path.write_text(path.read_text().replace("Number 3 counts tokens", "Number 3 is other"))
    report = run()
    assert embedder.embedded == ["Paper 3\nNumber 3 is other."]
    assert (report.embedded, report.kept) == (1, report.shards - 1)
    assert report.taken == next(
        len(shard.embeddings) - 1
        for shard in shards_of(tmp_path / "out").values()
        if any(row.id == "2401.00003" for row in shard.rows)
    )
    assert ids_of(tmp_path / "out") == ALL


def test_another_size_of_shards_embeds_nothing(
    run: Run, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    run()
    embedder.embedded.clear()
    report = run(shard_papers=3)
    kept = 80 - report.taken
    assert 0 < report.kept < kept < 30  # of shards that were small before
    assert ids_of(tmp_path / "out") == ALL
    assert all(len(shard.rows) <= 3 for shard in shards_of(tmp_path / "out").values())
    assert run(shard_papers=100).taken == 80
    assert [path.name for path in (tmp_path / "out").glob("*.parquet")] == ["papers-all.parquet"]
    assert ids_of(tmp_path / "out") == ALL
    assert embedder.embedded == []


def test_other_sources_are_added(
    run: Run, corpus: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    run(corpus / "2024-01-01.md")
    embedder.embedded.clear()
    report = run(corpus / "2024-01-02.md")
    assert (report.papers, report.embedded) == (40, 32)
    assert ids_of(tmp_path / "out") == ALL
    whole = {row for shard in shards_of(tmp_path / "out").values() for row in shard.rows}
    run(prune=True)
    assert {row for shard in shards_of(tmp_path / "out").values() for row in shard.rows} == whole
    assert len(embedder.embedded) == 32


def test_pruning_drops_what_is_gone(run: Run, corpus: Path, tmp_path: Path) -> None:
    run()
    (corpus / "2024-01-02.md").unlink()
    assert run().papers == 40
    assert run(prune=True).papers == 24
    assert ids_of(tmp_path / "out") == ALL[:24]


def test_pruning_leaves_what_cannot_be_read(run: Run, corpus: Path, tmp_path: Path) -> None:
    run()
    (corpus / "2024-01-01.md").write_bytes(b"\xff\xfe\x00")
    manifest = tmp_path / "out" / ".papersearch" / "manifest.json"
    plan = json.loads(manifest.read_bytes())
    plan["pieces"].append({**plan["pieces"][0], "name": "1111"})
    manifest.write_text(json.dumps(plan))
    (tmp_path / "out" / "papers-1111.parquet").write_bytes(b"PAR1")
    report = run(prune=True)
    assert report.problems.pop().message.startswith("damaged")
    assert [problem.source for problem in report.problems] == [str(corpus / "2024-01-01.md")]
    assert ids_of(tmp_path / "out") == ALL
    assert len(run(prune=True).problems) == 1  # it is tried again


def test_escaped_surrogates_and_controls_are_no_part_of_a_paper(run: Run, corpus: Path) -> None:
    path = corpus / "odd.jsonl"
    path.write_text(
        '{"id": "x-1", "title": "ODD \\ud800"}\n{"id": "x-2", "title": "NUL \\u0000"}\n'
    )
    report = run()
    assert report.problems == []
    assert report.papers == 42


class Other(FakeEmbedder):
    """The same model of another revision."""

    def __init__(self) -> None:
        super().__init__(dimension=16)


def test_another_model_is_refused(run: Run, tmp_path: Path, corpus: Path) -> None:
    run()
    before = state_of(tmp_path / "out")
    with pytest.raises(ModelMismatch, match="holds embeddings of fake, not of other: leave"):
        run(model="other")
    (corpus / "3.md").write_text(digest("2024-01-03", range(50, 52)))
    with pytest.raises(ModelMismatch, match=r"the shards are of fake .64 dim.* is fake .16 dim"):
        run(load=lambda *_args, **_options: Other())
    assert not set(state_of(tmp_path / "out").items()) - set(before.items())
    assert run().papers == 42
    assert run(model="fake").embedded == 0


class Broken(FakeEmbedder):
    """A model that gives no numbers."""

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        return np.full((len(texts), 64), np.nan, np.float32)


def test_vectors_that_are_no_numbers_are_not_written(run: Run, tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match="vectors that are no numbers"):
        run(load=lambda *_args, **_options: Broken())
    assert not list((tmp_path / "out").glob("*.parquet"))


class Stopped(FakeEmbedder):
    """Stops after so many calls, as Ctrl-C would."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self._calls = calls

    def embed_passages(self, texts: Sequence[str]) -> Embeddings:
        self._calls -= 1
        if self._calls < 0:
            raise KeyboardInterrupt
        return super().embed_passages(texts)


@pytest.mark.parametrize("calls", [0, 1, 5])
def test_an_interruption_keeps_complete_shards(
    run: Run, tmp_path: Path, embedder: FakeEmbedder, calls: int
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(load=lambda *_args, **_options: Stopped(calls))
    before = state_of(tmp_path / "out")
    assert len(before) == calls
    report = run()
    assert report.kept == calls
    assert ids_of(tmp_path / "out") == ALL
    assert len(embedder.embedded) == 80 - sum(
        len(shard.embeddings)
        for name, shard in shards_of(tmp_path / "out").items()
        if name in before
    )
    assert before.items() <= state_of(tmp_path / "out").items()


def test_interrupted_changes_lose_no_vector(
    run: Run, corpus: Path, tmp_path: Path, embedder: FakeEmbedder
) -> None:
    run()
    embedder.embedded.clear()
    (corpus / "3.md").write_text(digest("2024-01-03", range(40, 60)))
    with pytest.raises(KeyboardInterrupt):
        run(load=lambda *_args, **_options: Stopped(2))
    assert len(ids_of(tmp_path / "out")) == len(set(ids_of(tmp_path / "out"))) < 60
    (corpus / "4.md").write_text(digest("2024-01-04", range(60, 70)))
    report = run()
    assert ids_of(tmp_path / "out") == [f"2401.{n:05}" for n in range(70)]
    assert all(int(text.split()[1]) >= 40 for text in embedder.embedded)
    assert report.papers == 70


@pytest.mark.parametrize("step", ["write_atomic", "save_plan", "begin_plan"])
def test_a_plan_that_fails_halfway_loses_nothing(
    run: Run, corpus: Path, tmp_path: Path, embedder: FakeEmbedder, step: str
) -> None:
    run(corpus / "2024-01-01.md")
    embedder.embedded.clear()

    def fails(*_args: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    place = "planning" if step == "write_atomic" else "folder.Folder"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(f"papersearch.bulk.{place}.{step}", fails)
        with pytest.raises((IndexUnwritable, OSError), match=r"disk is full|No space"):
            run(corpus / "2024-01-02.md")
    run(corpus / "2024-01-02.md")
    assert ids_of(tmp_path / "out") == ALL
    assert len(embedder.embedded) == 32


def test_a_folder_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(IndexUnwritable, match=r"a part of the path is a file: use --out|--out to"):
        run()


def test_what_a_killed_run_left_is_swept(run: Run, tmp_path: Path) -> None:
    run()
    left = tmp_path / "out" / ".papers-0.parquet.0123abcd.tmp"
    left.write_text("half")
    run()
    assert not left.exists()


def test_progress_reaches_the_total(run: Run) -> None:
    seen: list[tuple[str, int, int]] = []
    run(progress=lambda *told: seen.append(told))
    assert seen.pop(0) == ("loading", 0, 1)
    assert seen[0] == ("embedding", 0, 80)
    assert seen[-1] == ("embedding", 80, 80)
    assert seen == sorted(seen)


def test_the_model_is_told_how_much_there_is(run: Run, embedder: FakeEmbedder) -> None:
    asked: list[dict[str, object]] = []

    def load(name: str, **options: object) -> FakeEmbedder:
        asked.append({"name": name, **options})
        return embedder

    run(load=load, device="cpu")
    characters = sum(map(len, embedder.embedded))
    assert asked == [
        {
            "name": DEFAULT_MODEL,
            "device": "cpu",
            "characters": characters,
            "cache": None,
        }
    ]


def test_times_tell_that_sources_changed(run: Run, corpus: Path, embedder: FakeEmbedder) -> None:
    run()
    path = corpus / "2024-01-01.md"
    state = path.stat()
    path.write_text(path.read_text().replace("Vote: 3\n", "Vote: 4\n"))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert run().taken == 0  # as make would have it: size and time are the same
    os.utime(path)
    embedder.embedded.clear()
    assert run().taken > 0
    assert embedder.embedded == []


def test_vectors_that_are_not_of_their_texts_are_not_taken_over(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a folder holds may be of somebody else."""
    run()
    for name, shard in shards_of(tmp_path / "out").items():
        rolled, header = np.roll(shard.embeddings, 7, axis=1), shard.header
        data = encode(shard.rows, rolled, header.model, header.plan)
        (tmp_path / "out" / name).write_bytes(data)
    monkeypatch.setattr(limits, "SHARD_SAMPLE", 4)
    before = state_of(tmp_path / "out")
    report = run(shard_papers=3)
    assert (report.taken, report.kept) == (
        0,
        len(before.items() & state_of(tmp_path / "out").items()),
    )
    assert report.embedded == 80 - sum(
        len(shard.embeddings)
        for name, shard in shards_of(tmp_path / "out").items()
        if name in before.keys() & state_of(tmp_path / "out").keys()
        and before[name] == state_of(tmp_path / "out")[name]
    )


def test_vectors_are_taken_over_for_their_own_paper_alone(embedder: FakeEmbedder) -> None:
    entry = Entry("2401.00001", "Tokens", (Section("", "Fewer tokens."),), "2024-01-01")
    work = records.write([[("a.md", entry)]])
    [text] = [passage.text for passage in passages(merge([entry]))]
    poison = np.eye(1, 64, dtype="<f2").tobytes()
    for paper, taken in (("2401.00002", 0), ("2401.00001", 1)):
        known = {vector_key(paper, text_hash(text)): poison}
        made = make(Job("", "plan", work, known, embedder.identity), embedder, lambda _n: None)
        assert (made.taken, made.embedded) == (taken, 1 - taken)
