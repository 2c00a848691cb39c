"""Files of FAISS, as anybody may make them: an index that fits, or an error; never more memory."""

from __future__ import annotations

import resource
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest

from papersearch.store.local.vectors import engine
from papersearch.store.local.vectors.engine import nearest, read_codes, read_exact
from papersearch.types.arrays import Embeddings
from tests.store.local.vectors.test_contract import DIMENSION, unit

COUNT = 300
Read = Callable[[Path, int, int], Any]


def written(path: Path, index: Any) -> Path:
    with path.open("wb") as file:
        engine.write(index, file.write)
    return path


@pytest.fixture
def rows() -> Embeddings:
    return unit(COUNT)


def exact(folder: Path, rows: Embeddings) -> Path:
    index = engine.build_exact(np.arange(len(rows)), rows.shape[1], [rows[:100], rows[100:]])
    return written(folder / "some.faiss", index)


def codes(folder: Path, rows: Embeddings) -> Path:
    return written(folder / "some.codes", engine.build_codes(rows, [rows[:100], rows[100:]]))


def read_rows(path: Path, dimension: int, passages: int) -> Any:
    outer, index = read_exact(path, dimension, passages)
    assert len(faiss.vector_to_array(outer.id_map)) == passages
    assert index.reconstruct_batch(np.arange(passages)).shape == (passages, dimension)
    read_rows.kept = outer  # type: ignore[attr-defined]  # which owns the index
    return index


BOTH = pytest.mark.parametrize(("make", "read"), [(exact, read_rows), (codes, read_codes)])
Make = Callable[[Path, Embeddings], Path]


@BOTH
def test_what_is_written_is_read(tmp_path: Path, rows: Embeddings, make: Make, read: Read) -> None:
    index = read(make(tmp_path, rows), DIMENSION, COUNT)
    places, similarities = nearest(index, rows[7], 5, None)
    assert places[0] == 7
    assert similarities.tolist() == sorted(similarities.tolist(), reverse=True)
    mask = np.arange(COUNT) % 3 == 0
    assert (nearest(index, rows[7], COUNT, mask)[0] % 3 == 0).all()
    assert len(nearest(index, rows[7], COUNT, mask)[0]) == COUNT // 3


@BOTH
@pytest.mark.parametrize(("dimension", "count"), [(DIMENSION, 299), (DIMENSION, 301), (8, COUNT)])
def test_of_another_size_it_is_refused(
    tmp_path: Path, rows: Embeddings, make: Make, read: Read, dimension: int, count: int
) -> None:
    with pytest.raises(ValueError, match="another size"):
        read(make(tmp_path, rows), dimension, count)


def test_of_another_kind_it_is_refused(tmp_path: Path, rows: Embeddings) -> None:
    with pytest.raises(ValueError, match="has no codes"):
        read_codes(exact(tmp_path, rows), DIMENSION, COUNT)
    with pytest.raises(ValueError, match="has no ids"):
        read_exact(codes(tmp_path, rows), DIMENSION, COUNT)
    for factory in ("IDMap,SQ8", "IDMap,Flat", "IDMap,SQbf16"):
        index = faiss.index_factory(DIMENSION, factory, faiss.METRIC_INNER_PRODUCT)
        index.train(rows)
        index.add_with_ids(rows, np.arange(COUNT))
        with pytest.raises(ValueError, match=r"has no rows|another size or kind"):
            read_exact(written(tmp_path / "other", index), DIMENSION, COUNT)
    index = faiss.index_factory(DIMENSION, "IDMap,SQfp16", faiss.METRIC_L2)
    index.add_with_ids(rows, np.arange(COUNT))
    with pytest.raises(ValueError, match="another size or kind"):
        read_exact(written(tmp_path / "other", index), DIMENSION, COUNT)


def crafted(data: bytes) -> Iterator[bytes]:
    """Yield files that differ in one number, wherever lengths may be, and files that are cut."""
    ends = (*range(0, 260), *range(len(data) - 120, len(data) - 8, 4))
    for at in ends:
        for value in (0, -1, 1 << 40, 1 << 62, 3 * len(data)):
            yield data[:at] + struct.pack("<q", value) + data[at + 8 :]
    for end in range(0, len(data), len(data) // 40):
        yield data[:end]


@pytest.mark.slow
@BOTH
def test_lengths_that_do_not_fit_are_refused_or_do_no_harm(
    tmp_path: Path, rows: Embeddings, make: Make, read: Read
) -> None:
    path = make(tmp_path, rows)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused = 0
    for data in crafted(path.read_bytes()):
        path.unlink()  # what is mapped is not written to
        path.write_bytes(data)
        try:
            index = read(path, DIMENSION, COUNT)
        except ValueError:
            refused += 1
            continue
        places, _ = nearest(index, rows[7], COUNT, None)
        assert ((places >= 0) & (places < COUNT)).all()
    assert refused > 300
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10  # KiB


def test_the_limit_of_faiss_is_as_before(tmp_path: Path, rows: Embeddings) -> None:
    before = faiss.get_deserialization_vector_byte_limit()
    read_exact(exact(tmp_path, rows), DIMENSION, COUNT)
    assert faiss.get_deserialization_vector_byte_limit() == before
