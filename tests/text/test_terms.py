"""The terms that are shipped: known in each of four languages, as whole words."""

from __future__ import annotations

import pytest

from papersearch.text.mentions import mentions_of
from papersearch.text.terms import rows, standing_for
from papersearch.text.tokens import query_terms
from papersearch.types.paper import Paper, Section

SAID = {
    "en": "Compression of visual tokens",
    "ko": "시각 토큰을 압축하는 방법을 제안합니다.",
    "ja": "視覚トークンを圧縮する。",
    "zh": "视觉标记压缩",
}
ASKED = (
    "visual token compression",
    "시각 토큰 압축",
    "시각토큰을 압축하는",
    "視覚トークン圧縮",
    "視覚トークンの圧縮",
    "视觉标记压缩",
)


def share(asked: str, said: str) -> float:
    """Return which share of what is asked a summary says."""
    terms, glossary = standing_for(tuple(query_terms(asked)))
    paper = Paper("2407.00001", "A title", (Section("New", said),))
    return mentions_of(paper, terms, glossary).share(lambda _: 1.0)


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("asked", ASKED)
def test_each_language_is_found_in_each(asked: str, language: str) -> None:
    assert share(asked, SAID[language]) == 1.0


@pytest.mark.parametrize("row", rows(), ids=" ".join)
def test_every_form_stands_for_every_other(row: list[str]) -> None:
    lacking = [
        (asked, said)
        for asked in row
        for said in row
        if share(asked, said) < 1.0 and share(said, asked) < 1.0
    ]
    assert not lacking


def test_a_form_is_said_whole() -> None:
    """Two characters of one may be part of another word."""
    assert share("token", "ネットワークの学習") == 0.0
    assert share("quantization", "양자 컴퓨팅") == 0.0
    assert share("time series", "time, and a series") == 1.0
    assert share("시계열", "time without the other") == 0.0


def test_what_is_not_known_stays_as_it_is() -> None:
    for text in ("김치찌개 끓이는 법", "kimchi stew", "レシピ"):
        terms = tuple(query_terms(text))
        assert standing_for(terms) == (terms, {})
    parts, _ = standing_for(tuple(query_terms("양자화된 초거대모델")))
    assert [part.word for part in parts] == ["양자화", "초거대", "모델"]
