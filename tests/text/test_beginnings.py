from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from papersearch.text.beginnings import Beginnings
from papersearch.text.tokens import fold_name

NAMES = st.lists(st.text("ab -.'=(한글\u00e9_1\0\n", max_size=8).map(fold_name), max_size=8)


@given(NAMES, st.text("ab -.한é_1(", max_size=4).map(fold_name), st.booleans())
def test_words_begin_as_what_is_typed(names: list[str], typed: str, whole: bool) -> None:
    end = r"(?!\w)" if whole else ""
    begins = re.compile(rf"(?<![^\W_]){re.escape(typed)}{end}")
    if not typed or not typed[0].isalnum() or typed.endswith("_") or "_" in "".join(names):
        assert set(Beginnings(names).continuing(typed, whole=whole)) <= set(range(len(names)))
        return
    expected = [at for at, name in enumerate(names) if begins.search(name)]
    assert Beginnings(names).continuing(typed, whole=whole).tolist() == expected


def test_nothing_continues_nothing() -> None:
    assert Beginnings(["ana"]).continuing("").tolist() == []
    assert Beginnings([]).continuing("ana").tolist() == []
    assert Beginnings(["o'brien", "ana b", "bana"]).continuing("b").tolist() == [0, 1, 2]
