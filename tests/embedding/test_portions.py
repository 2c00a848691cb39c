from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from papersearch.embedding.portions import portions

TEXTS = st.lists(st.text(max_size=30), max_size=40)


@given(TEXTS, st.integers(1, 50), st.integers(1, 10))
def test_portions_are_all_and_bounded(texts: list[str], characters: int, most: int) -> None:
    found = list(portions(texts, [*map(len, texts)], characters, most))
    assert [text for some in found for text in some] == texts
    for some in found:
        assert 1 <= len(some) <= most
        assert len(some) == 1 or sum(map(len, some)) <= characters


def test_as_many_as_there_is_room_for() -> None:
    assert list(portions("abcd", [2, 2, 5, 1], 4)) == ["ab", "c", "d"]
