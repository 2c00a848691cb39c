from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papersearch.bulk import records
from papersearch.bulk.spill import Spill, bits_of
from papersearch.types.paper import Entry


def cut(folder: Path, ids: list[str], most: int, in_memory: int) -> dict[str, list[str]]:
    with closing(Spill(folder, in_memory)) as spill:
        for id_ in ids:
            spill.add(records.line("a.md", Entry(id_, f"{id_}\t\n")))
        return {bits: sorted(lines) for bits, lines in spill.pieces(most)}


@settings(max_examples=30)
@given(st.lists(st.text("abc한\0", max_size=4), max_size=60), st.integers(1, 9))
def test_every_paper_is_in_one_piece(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str], most: int
) -> None:
    folder = tmp_path_factory.mktemp("spills")
    pieces = cut(folder / "memory", ids, most, 1000)
    assert sorted(id_ for own in pieces.values() for id_ in own) == sorted(set(ids))
    assert all(0 < len(own) <= most for own in pieces.values())
    assert all(bits_of(id_).startswith(bits) for bits, own in pieces.items() for id_ in own)
    assert cut(folder / "again", ids[::-1], most, 1000) == pieces
    assert not (folder / "memory").exists()


def test_what_does_not_fit_into_memory_is_cut_on_disk(tmp_path: Path) -> None:
    ids = [f"2401.{n:05}" for n in range(3000)]
    pieces = cut(tmp_path / "disk", ids, 100, in_memory=150)
    assert sorted(id_ for own in pieces.values() for id_ in own) == ids
    assert all(len(own) <= 100 for own in pieces.values())
    assert min(map(len, pieces)) >= 8  # two cuts into sixteen files
    assert not (tmp_path / "disk").exists()


def test_many_entries_of_one_paper_stay_together(tmp_path: Path) -> None:
    assert list(cut(tmp_path / "one", ["2401.00001"] * 50, 1, in_memory=10).values()) == [
        ["2401.00001"]
    ]
