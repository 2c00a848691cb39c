from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.text.tokens import (
    fold,
    fold_name,
    marks,
    occurring,
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
        ("trans\u00adformer", ["transform"]),
        ("ﾃﾞｰﾀ", ["デー", "ータ"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("กำลัง", ["กํ", "ํา", "าล", "ลั", "ัง"]),
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


@pytest.mark.parametrize("unseen", "\u00ad\u200b\u200c\u200d\u2060\ufeff\u202a\ufe0f\x08")
def test_what_nobody_sees_cuts_no_word(unseen: str) -> None:
    written = f"trans{unseen}former 토{unseen}큰"
    assert tokens(written) == tokens("transformer 토큰")
    assert query_tokens(written) == query_tokens("transformer 토큰")
    assert occurring(written, frozenset({"transform", "토큰"})) == {"transform", "토큰"}
    assert marks(written, frozenset({"transform", "토큰"})) == ((0, 12), (13, 16))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مُحَمَّد", "محمد"),
        ("العربيّة", "العربية"),
        ("الـعـربـيـة", "العربية"),
        ("שָׁלוֹם", "שלום"),
        ("ÉTUDE", "e\u0301tude"),
        ("ﬁne", "fine"),
    ],
)
def test_marks_that_may_be_left_out_are_folded(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert tokens(one) == tokens(other)


@given(st.text(st.characters(), max_size=60))
def test_decomposed_texts_have_the_same_tokens(text: str) -> None:
    assert tokens(unicodedata.normalize("NFD", text)) == tokens(text)


@given(st.text("ab é1.시토가ﾃﾞ視กำक़ािﬁ\u0301\u00ad\u1161", max_size=40))
def test_places_are_of_the_tokens(text: str) -> None:
    found = token_spans(text)
    assert [token.text for token in found] == tokens(text)
    for token in found:
        assert 0 <= token.start < token.end <= len(text)
        assert set(token.text) <= set("".join(tokens(text[token.start : token.end])) + token.text)


@given(st.text("ab cde 시각토큰", max_size=60), st.text("abcde 시각토큰", max_size=60))
def test_many_tokens_are_found_as_few_are(text: str, asked: str) -> None:
    wanted = frozenset(query_tokens(asked))
    others = frozenset(f"nowhere{number}" for number in range(30))
    assert occurring(text, wanted | others) == wanted.intersection(tokens(text))


def test_many_tokens_are_not_looked_for_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = 0

    class Counting(str):
        def __contains__(self, part: str) -> bool:  # type: ignore[override]
            nonlocal looked
            looked += 1
            return super().__contains__(part)

    monkeypatch.setattr("papersearch.text.tokens.fold", Counting)
    text = "".join(chr(0xAC00 + number) for number in range(2000))
    wanted = frozenset(text[at : at + 2] for at in range(len(text) - 1))
    assert occurring(text, wanted) == wanted
    assert looked <= 24


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two!  Three", ["One.", "Two!", "Three"]),
        (" a \n  b. c \n\n d", ["a", "b.", "c", "d"]),
        (" " * 1000 + "\n" + " " * 1000, []),
    ],
)
def test_sentences_end_at_marks_and_lines(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected
