from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.types import limits
from papersearch.types.sources import is_shard, names, seen_on, series


@pytest.mark.parametrize(
    "paths",
    [
        ("/d/2024/07/04.md", "/d/2024/07/05.md", "/d/2025/01/31.md"),
        ("/d/2024-07-04.md", "/d/2025-01-31.md", "/d/20240705.md", "/d/2024_07_05.md"),
        ("/d/api-2024-07-04.json", "/d/api-2024-07-05.JSON"),
        ("/d/2026-w32.md", "/d/2026-W01.md", "/d/2026w3.md"),
        ("/d/0212-0216.md", "/d/0219-0223.md"),
        ("/d/2025年03月04日.md", "/d/2025年03月05日.md", "/d/2025년 3월 4일.md"),
        ("/d/July-2024.md", "/d/March 2025.md", "/d/2025-Mar-3.md"),
        ("/d/week-3/list.md", "/d/week-12/list.md"),
        (r"C:\d\2024\07\04.md", r"C:\d\2024\07\05.md"),
    ],
)
def test_the_days_of_one_digest_are_one_series(paths: tuple[str, ...]) -> None:
    assert len(set(map(series, paths))) == 1


@pytest.mark.parametrize(
    "paths",
    [
        ("/ko/2024-07-04.md", "/ja/2024-07-04.md"),
        ("/d/2024-07-04.md", "/d/2024-07-04.json"),
        ("/d/2024-07-04-ko.md", "/d/2024-07-04-en.md"),
        ("/d/notes1.md", "/d/notes2.md"),
        ("/d/markdown.md", "/d/august.md"),
    ],
)
def test_other_digests_are_other_series(paths: tuple[str, ...]) -> None:
    assert len(set(map(series, paths))) == len(paths)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["/x/digests/2024/07/04.md"], ["digests"]),
        (["/x/api-2024-07-04.json"], ["api"]),
        (["/x/ko/2024-07-04.md", "/x/ja/2024-07-04.md"], ["ko", "ja"]),
        (["/x/daily/04.md", "/x/daily.json"], ["daily", "daily.json"]),
        (["/a/data.json", "/a/data.md"], ["data.json", "data.md"]),
        (["/a/data.json", "/b/data.json"], ["a/data.json", "b/data.json"]),
        (["<standard input>"], ["<standard input>"]),
        (["/2024/07.md"], ["md"]),
    ],
)
def test_names_are_short_and_tell_series_apart(paths: list[str], expected: list[str]) -> None:
    found = names([series(path) for path in paths])
    said = list(found.values())
    assert said == expected or len(set(said)) == len(said) > 1


@given(st.lists(st.text(max_size=300), max_size=5))
def test_any_name_is_bounded(paths: list[str]) -> None:
    found = names(list(dict.fromkeys(map(series, paths))))
    assert all(0 < len(said) <= limits.SOURCE_CHARACTERS for said in found.values())


def test_shards_are_known_by_their_ending() -> None:
    assert is_shard("/a/b.PARQUET")
    assert not is_shard("/a/parquet.md")


def test_when_a_list_was_seen() -> None:
    assert seen_on("/a/seen-2025-03-04.md") == "2025-03-04"
    assert seen_on("seen-2025-03-04-2.xml") == "2025-03-04"
    assert seen_on("C:\\a\\seen-2025-03-04.json") == "2025-03-04"
    for other in (
        "2025-03-04.md",
        "unseen-2025-03-04.md",
        "seen-2025-03.md",
        "seen-2025-03-041.md",
    ):
        assert seen_on(other) == ""
    assert series("/a/seen-2025-03-04.md") == series("/a/seen-2025-03-05-2.md")
