from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.text import (
    fold,
    fold_name,
    marks,
    query_tokens,
    sentences,
    stem,
    token_spans,
    tokens,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Compressing tokens", ["compress", "token"]),
        ("토큰을 압축", ["토큰", "큰을", "압축"]),
        ("시각토큰압축", ["시각", "각토", "토큰", "큰압", "압축"]),
        ("맵", ["맵"]),
        ("LLM을", ["llm", "을"]),
        ("视觉压缩", ["视觉", "觉压", "压缩"]),
        ("トークン圧縮", ["トー", "ーク", "クン", "ン圧", "圧縮"]),
        ("BitNet b1.58", ["bitnet", "b1.58"]),
        ("Poincaré ＬＬＭ", ["poincar", "llm"]),
        ("GPT-4o's", ["gpt", "4o", "s"]),
        ("$\\times$ — !?", ["time"]),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_composed_and_decomposed_hangul_are_one() -> None:
    assert tokens("\u1110\u1169\u110f\u1173\u11ab") == tokens("토큰") == ["토큰"]


def test_voiced_kana_keep_their_marks() -> None:
    assert fold("ガ") != fold("カ")


def test_query_tokens_drop_stop_words_and_repetitions() -> None:
    assert query_tokens("the compression of the tokens, compressed") == ["compress", "token"]


def test_a_query_of_stop_words_keeps_them() -> None:
    assert query_tokens("who are we") == ["who", "are", "we"]


def test_folded_names_ignore_case_accents_apostrophes_and_spaces() -> None:
    assert fold_name("  Zoltán  O’Brien ") == fold_name("zoltan obrien")


def test_stem_joins_forms_of_a_word() -> None:
    assert stem("quantization") == stem("quantized") == "quantiz"


def test_marks_cover_the_matching_words_and_merge_neighbours() -> None:
    text = "시각 토큰압축을 compressing 한다"
    wanted = frozenset(query_tokens("토큰 압축 compression"))
    assert [text[a:b] for a, b in marks(text, wanted)] == ["토큰압축", "compressing"]


def test_sentences_end_at_full_stops_and_line_breaks() -> None:
    assert sentences("첫 문장입니다. Second one!\n\n- third 1.5 B") == [
        "첫 문장입니다.",
        "Second one!",
        "- third 1.5 B",
    ]


@given(st.text())
def test_spans_lie_in_the_text_in_order_and_name_its_tokens(text: str) -> None:
    spans = token_spans(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    for start, end in marks(text, frozenset(span.text for span in spans)):
        assert text[start:end].strip()


@given(st.text(alphabet=st.characters(max_codepoint=0x3000, categories=["L", "N", "P", "Z"])))
def test_tokens_survive_being_joined_by_spaces(text: str) -> None:
    """The lexical index is given them so."""
    assert " ".join(tokens(text)).split() == tokens(text)
