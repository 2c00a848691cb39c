from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.text.glossary import WEIGHT, clauses
from papersearch.text.glosses import Gloss, glosses, known_terms, learn
from papersearch.types.paper import Paper, Section


def of(text: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return list(glosses(Paper("a", "t", (Section("", text),))))


@pytest.mark.parametrize(
    ("text", "gloss"),
    [
        ("이 논문은 시각 토큰(visual token)을 줄입니다.", (("token", "visual"), ("시각", "토큰"))),
        ("압축(compression)", (("compress",), ("압축",))),
        ("the KV cache (캐시)", (("cach", "kv", "the"), ("캐시",))),
        ("推論（inference）", (("infer",), ("推論",))),
    ],
)
def test_glosses_in_brackets(text: str, gloss: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    assert of(text) == [gloss]


@pytest.mark.parametrize(
    "text", ["모델 (그림 3)", "visual (token)", "f(x)", "(visual token)", "()"]
)
def test_what_is_no_gloss(text: str) -> None:
    assert of(text) == []


def test_many_glosses_tell_which_word_stands_for_which() -> None:
    pairs = [("visual token", "시각 토큰"), ("token", "토큰"), ("visual", "시각")]
    counted = Counter({gloss: 5 for en, ko in pairs for gloss in of(f"{ko}({en})")})
    glossary = learn(counted)
    assert glossary["token"][0][0] == "토큰"
    assert glossary["시각"][0][0] == "visual"
    assert glossary["token"][0][1] > 0.9


def test_a_gloss_seen_once_teaches_nothing() -> None:
    assert learn(Counter(of("압축(compression)"))) == {}
    assert learn(Counter()) == {}


@pytest.mark.parametrize(("names", "translated"), [(19, True), (21, False)])
def test_what_stands_for_everything_translates_nothing(names: int, translated: bool) -> None:
    """Of the glosses of 방법 each name has more than one in twenty, or fewer."""
    counted: Counter[Gloss] = Counter({((f"name{n}",), ("방법",)): 5 for n in range(names)})
    assert ("name7" in learn(counted)) == translated


def test_clauses_hold_the_word_and_its_translations() -> None:
    glossary = {"token": [("토큰", 0.5)]}
    assert clauses({"token": 1.0, "x": 0.4}, glossary, lambda _: 2.0) == [
        [("token", 1.0), ("토큰", WEIGHT * 0.5)],
        [("x", 0.4)],
    ]


def test_a_clause_is_half_as_rare_as_its_commonest_likely_translation() -> None:
    glossary = {"token": [("토큰", 0.5), ("표", 0.4)]}
    idf = {"token": 4.0, "토큰": 2.0, "표": 1.0}.__getitem__
    (found,) = clauses({"token": 0.5}, glossary, idf)
    assert dict(found) == pytest.approx(
        {
            "token": 0.5 * (4 + 2) / 2 / 4,
            "토큰": 0.5 * WEIGHT * 0.5,
            "표": 0.5 * WEIGHT * 0.4 * (1 + 2) / 2 / 1,
        }
    )


@given(st.text(st.sampled_from("가나 ab(（)）-.\n"), max_size=80))
def test_any_text_may_be_looked_through(text: str) -> None:
    assert all(latin and unspaced for latin, unspaced in of(text))


def test_shipped_terms_speak_where_the_corpus_glosses_little() -> None:
    known = known_terms()
    assert all(spaced and unspaced for spaced, unspaced in known)
    alone = learn(Counter(), known)
    assert alone["token"][0][0] in ("토큰", "标记", "トー", "ーク", "クン")
    own: Counter[Gloss] = Counter({(("token",), ("낱말",)): 5})
    assert [other for other, _ in learn(own, known)["token"]] == ["낱말"]


def test_translations_are_into_what_the_corpus_has() -> None:
    korean = {token for _, unspaced in known_terms() for token in unspaced if token[0] >= "가"}
    glossary = learn(Counter(), known_terms(), lambda token: token.isascii() or token in korean)
    assert {other for other, _ in glossary["compress"]} == {"압축"}
    assert glossary["圧縮"][0][0] == "compress"  # asked in Japanese, answered in English
