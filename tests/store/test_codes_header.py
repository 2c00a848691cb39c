"""FAISS reads its part of a file of codes only where nothing but numbers can be another's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from papersearch.errors import DerivedFileDamaged
from papersearch.files import sha256
from papersearch.store.codes import build_codes, like, train
from papersearch.store.codes_file import _HEAD, write_codes
from papersearch.store.codes_header import is_expected
from papersearch.store.segment import OpenSegment, Segment
from papersearch.store.shape import Ids, Matrix, Shape, build_rows, write

COUNT, DIMENSION = 600, 32


@pytest.fixture(scope="module")
def rows() -> Matrix:
    made = np.random.default_rng(0).normal(size=(COUNT, DIMENSION)).astype(np.float32)
    unit: Matrix = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


@pytest.fixture(scope="module")
def data(rows: Matrix) -> bytes:
    shape = Shape.of(COUNT, DIMENSION, 100)
    written = bytearray()
    write_codes(build_codes(shape, train(shape, rows), [rows]), written.extend)
    return bytes(written)


@pytest.fixture
def opened(rows: Matrix, data: bytes, tmp_path: Path) -> tuple[Segment, Path]:
    """A segment whose codes are as they should be."""
    path = tmp_path / f"{'0' * 16}.faiss"
    write_rows(path, np.arange(COUNT) << 16, rows)
    factory = Shape.of(COUNT, DIMENSION, 100).factory
    segment = Segment(path.name, factory, COUNT, path.stat().st_size, sha256(path), 1.0)
    path.with_suffix(".codes").write_bytes(data)
    return segment, path


def write_rows(path: Path, ids: Ids, rows: Matrix) -> None:
    data = bytearray()
    write(build_rows(ids, DIMENSION, [rows]), data.extend)
    path.write_bytes(data)


def part_of(data: bytes) -> bytes:
    length = _HEAD.unpack_from(data)[1]
    return data[_HEAD.size : _HEAD.size + length]


def test_every_byte_that_is_no_number_counts(data: bytes) -> None:
    factory = Shape.of(COUNT, DIMENSION, 100).factory
    part = part_of(data)
    assert is_expected(part, factory, DIMENSION)
    one, other = (
        np.frombuffer(like(Shape(factory), DIMENSION, bits), np.uint8) for bits in (0, 0x01010101)
    )
    structure = np.flatnonzero(one == other)
    assert 100 < len(structure) < 1000
    for place in structure.tolist():
        changed = bytearray(part)
        changed[place] ^= 1
        assert not is_expected(bytes(changed), factory, DIMENSION)
    assert not is_expected(part[:-1], factory, DIMENSION)
    assert not is_expected(part + b"\0", factory, DIMENSION)
    assert not is_expected(part, factory, DIMENSION - 1)


@pytest.mark.parametrize(
    "codes",
    ["PCAR99999,IVF8x2,PQ8x4fs", "PCAR8,IVF99999x2,PQ8x4fs", "PCAR9,IVF8x2,PQ2x4fs", "HNSW32", ""],
)
def test_other_shapes_are_not_even_made(codes: str) -> None:
    assert not is_expected(b"", f"IDMap,SQfp16 behind mapped {codes}", DIMENSION)


def test_lists_that_name_other_passages_are_told(
    opened: tuple[Segment, Path], rows: Matrix, data: bytes
) -> None:
    segment, path = opened
    sound = OpenSegment(segment, path, DIMENSION)
    assert len(sound.search(rows[7], 50, None)[0]) >= 50
    ids = np.arange(COUNT, dtype="<i8")
    changed = data
    for number in ids:  # wherever it stands in a list
        changed = changed.replace(number.tobytes(), (number + (1 << 40)).tobytes())
    path.with_suffix(".codes").write_bytes(changed)
    with pytest.raises(DerivedFileDamaged, match=r"\.codes (names passages|cannot be read)"):
        OpenSegment(segment, path, DIMENSION).search(rows[7], 50, None)


@pytest.mark.parametrize("sizes", [1 << 62, -1, 1 << 33, COUNT])
def test_lists_of_other_lengths_are_told(
    opened: tuple[Segment, Path], rows: Matrix, data: bytes, sizes: int
) -> None:
    segment, path = opened
    start = _HEAD.size + len(part_of(data))
    lists = np.frombuffer(data, "<i8", _HEAD.unpack_from(data)[2], start).copy()
    lists[0] = sizes
    changed = data[:start] + lists.tobytes() + data[start + lists.nbytes :]
    path.with_suffix(".codes").write_bytes(changed)
    with pytest.raises(DerivedFileDamaged, match=r"\.codes cannot be read"):
        OpenSegment(segment, path, DIMENSION).search(rows[7], 50, None)


@pytest.mark.parametrize(
    "ids",
    [
        np.arange(COUNT)[::-1] << 16,
        np.full(COUNT, 3 << 16),
        (np.arange(COUNT) - 5) << 16,
        np.arange(COUNT) << 50,
    ],
)
def test_rows_of_passages_that_cannot_be_are_told(tmp_path: Path, rows: Matrix, ids: Ids) -> None:
    path = tmp_path / f"{'0' * 16}.faiss"
    write_rows(path, ids, rows)
    segment = Segment(path.name, "IDMap,SQfp16", COUNT, 1, b"", 1.0)
    with pytest.raises(DerivedFileDamaged, match="passages in another order"):
        OpenSegment(segment, path, DIMENSION)
