"""What codes are made with: the same for segments that are alike, unless it serves them badly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from papersearch.store import segment_files, segment_writer, shape
from papersearch.store.coded import Coded
from papersearch.store.codes import build_codes, train
from papersearch.store.codes_file import in_lists, write_codes
from papersearch.store.engine import nearest
from papersearch.store.proposals import recall
from papersearch.store.segment import OpenSegment
from papersearch.store.shape import Shape
from papersearch.store.training import Training
from papersearch.store.vectors import Vectors
from tests.store.test_contract import FaissHarness, unit

COUNT = 3000


def made(path: Path, rows: Vectors, training: Training | None = None) -> Coded:
    own = Shape.of(COUNT, rows.shape[1], 1)
    with path.open("wb") as file:
        write_codes(build_codes(own, training or train(own, rows), [rows]), file.write)
    return Coded(path)


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[FaissHarness]:
    found = FaissHarness(tmp_path, exact_up_to=400)
    yield found
    found.catalog.close()


def add(harness: FaissHarness, begin: int, vectors: Vectors) -> None:
    harness.add(np.arange(begin, begin + len(vectors), dtype=np.int64) << 16, vectors)


def test_what_is_read_is_what_was_trained(tmp_path: Path) -> None:
    rows = unit(COUNT)
    training = train(Shape.of(COUNT, rows.shape[1], 1), rows)
    read = made(tmp_path / "a.codes", rows, training).training
    np.testing.assert_array_equal(read.matrix, training.matrix)
    np.testing.assert_array_equal(read.middles, training.middles)
    np.testing.assert_array_equal(read.parts, training.parts)


def test_segments_made_alike_share_one_training(tmp_path: Path) -> None:
    first = made(tmp_path / "a.codes", unit(COUNT))
    alike = made(tmp_path / "b.codes", unit(COUNT, seed=2), first.training)
    other = made(tmp_path / "c.codes", unit(COUNT, seed=3))
    assert alike.training is first.training
    assert other.training is not first.training
    query = unit(1, seed=4)[0]
    assert alike.training.near(query, 8) is first.training.near(query, 8)
    assert alike.training.near(query, 9) is not first.training.near(query, 8)
    assert alike.training.near(query.copy(), 8) is not first.training.near(query, 8)


def test_lists_and_projections_are_those_that_faiss_chooses(tmp_path: Path) -> None:
    coded = made(tmp_path / "a.codes", unit(COUNT))
    query = unit(1, seed=4)[0]
    near = coded.training.near(query, 8)
    projected = coded._index.chain.at(0).apply(query[None, :])
    np.testing.assert_allclose(near.vector, projected[0], atol=1e-6)
    similarities, lists = in_lists(coded._index).quantizer.search(near.vector[None, :], 8)
    np.testing.assert_array_equal(near.lists, lists[0])
    np.testing.assert_allclose(near.similarities, similarities[0], atol=1e-6)
    found = coded._within(near, 50)
    expected = nearest(in_lists(coded._index), near.vector, 50, None, probed=8)
    np.testing.assert_array_equal(np.sort(found[0]), np.sort(expected[0]))


def test_a_bias_counts() -> None:
    added = np.array([0.0, 1.0], np.float32)
    training = Training(np.eye(2, 3, dtype=np.float32), added, np.eye(2, dtype=np.float32), added)
    assert training.projected(np.array([3, 4, 5], np.float32)).tolist() == [3, 5]


@pytest.fixture
def few_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let segments of 300 passages on have as many lists as there may be."""
    monkeypatch.setattr(shape, "_MOST_LISTS", 32)


@pytest.mark.usefixtures("few_lists")
def test_large_segments_are_coded_alike(harness: FaissHarness) -> None:
    add(harness, 0, unit(900))
    add(harness, 900, unit(800, seed=2))
    first, second = harness.opened()
    assert first.training is second.training


def test_smaller_ones_are_not_for_others_would_serve_them_badly(harness: FaissHarness) -> None:
    add(harness, 0, unit(900))
    add(harness, 900, unit(800, seed=2))
    first, second = harness.opened()
    assert first.training is not second.training


@pytest.mark.usefixtures("few_lists")
def test_what_others_serve_badly_is_trained_anew(
    harness: FaissHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(harness, 0, unit(900))
    measured: list[float] = []

    def poor_first(segment: OpenSegment, asked: Vectors) -> float:
        measured.append(recall(segment, asked))
        return measured[-1] if len(measured) > 1 else 0.2

    monkeypatch.setattr(segment_writer, "recall", poor_first)
    add(harness, 900, unit(800, seed=2))
    assert len(measured) == 2
    assert [segment.recall for segment in harness.store.files.segments()][1] == measured[1]
    first, second = harness.opened()
    assert first.training is not second.training
    harness.store.files.check(whole=True)


@pytest.mark.usefixtures("few_lists")
def test_damaged_codes_keep_no_segment_from_being_written(
    harness: FaissHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment_files, "_CHECKED", 0)
    add(harness, 0, unit(900))
    (path,) = harness.store.folder.glob("*.codes")
    path.write_bytes(b"x" * path.stat().st_size)
    harness.store.files._open.clear()
    add(harness, 900, unit(800, seed=2))
    assert [segment.passages for segment in harness.store.files.segments()] == [900, 800]
