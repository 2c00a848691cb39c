from __future__ import annotations

import pytest

from papersearch.digest.pages import evidence


@pytest.mark.parametrize(
    "text",
    "PDF|Read the paper on arXiv|论文链接|2503.00001|arXiv: 2503.00001v2|https://example.org/a|"
    "10.1145/1.2|[2025-03-04]|doi:10.1145/12.3|openreview:aBcDeFgHiJ|  | - ".split("|"),
)
def test_a_text_that_only_says_where_a_link_leads(text: str) -> None:
    assert evidence.is_generic(text)
    assert not evidence.is_titled(text)


@pytest.mark.parametrize(
    "text", ["Attention", "Paged Attention", "深度学习", "GPT-4 at last", "Paper X2"]
)
def test_a_text_that_says_more(text: str) -> None:
    assert not evidence.is_generic(text)


@pytest.mark.parametrize("text", ["Authors", "摘要", "ab", "a1"])
def test_the_name_of_a_field_and_a_short_word_are_no_title(text: str) -> None:
    assert not evidence.is_titled(text)


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("Attention", False),
        ("Paged Attention", False),
        ("Paged Attention Again", True),
        ("面向小型设备的分页", True),
        ("Read this paper", False),
        ("word " * 200, True),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_long_title(text: str, long: bool) -> None:
    assert evidence.is_long_title(text) is long


def test_one_paper_has_an_id_of_each_kind() -> None:
    assert evidence.papers([]) == 0
    assert evidence.papers(["2503.00001", "doi:10.1145/1.2", "openreview:aBcD"]) == 1
    assert evidence.papers(["2503.00001", "doi:10.1145/1.2", "doi:10.1145/1.3"]) == 2


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://github.com/example/first", True),
        ("https://github.com/example/first/tree/main/code", True),
        ("https://github.com/example", False),
        ("https://github.com/example/first/blob/main/README.md", False),
        ("https://example.org/example/first", False),
    ],
)
def test_repositories(url: str, is_one: bool) -> None:
    assert evidence.is_repository(url) is is_one
