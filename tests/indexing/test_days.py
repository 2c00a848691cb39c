"""Days that are kept for long: whatever is done to them, an index is what its files say."""

from __future__ import annotations

import pytest

from torture.days import Days, DaysOnMilvus, live


def test_a_pruned_index_is_that_of_its_files() -> None:
    assert live(Days, 15, 30) > 100


def test_a_pruned_store_is_that_of_its_files() -> None:
    pytest.importorskip("milvus_lite")
    assert live(DaysOnMilvus, 2, 15) > 10
