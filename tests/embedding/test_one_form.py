"""Composed or decomposed, with what nobody sees or without: one vector, whichever engine."""

from __future__ import annotations

import sys
import unicodedata

import numpy as np
import pytest

from papersearch.embedding import Embedder

TEXTS = {
    "Hangul": "시각 토큰 압축",
    "Vietnamese": "nén mã thông báo trực quan bằng tiếng Việt",
    "French": "la compréhension des réseaux à données entraînés",
    "kana": "データがガイドで圧縮されるバージョン",
    "Greek": "Συμπίεση οπτικών συμβόλων",
    "Cyrillic": "ещё сжатие токенов, йод и её",
    "Devanagari": "क़लम और ज़मीन, दृश्य टोकन",
    "Arabic": "ضغط الرموز المرئية آلة أداة مؤثر",
    "Hebrew": "דחיסת אסימונים, שָׁלוֹם",
    "Tamil": "காட்சி டோக்கன் கொடு",
    "Bengali": "ভাষা মডেল ড়ো কো",
    "Polish": "gęste sieci źródłowe i ćwiczenia",
}
VARIANTS = {
    "half-width kana": ("ﾃﾞｰﾀの圧縮", "データの圧縮"),
    "soft hyphen": ("trans\u00adformer models", "transformer models"),
    "zero-width": ("to\u200bken\u2060 com\u200dpression", "token compression"),
    "full width": ("ＬＬＭ ａｇｅｎｔｓ", "LLM agents"),
    "direction": ("\u202atoken\u202c", "token"),
    "nukta": ("\u0958\u0932\u092e", "\u0915\u093c\u0932\u092e"),  # which NFC keeps apart
}
ONE_WAY = {"Devanagari", "Hebrew"}
"""Whose composed characters Unicode never composes."""

PAIRS = {
    **{
        name: (unicodedata.normalize("NFD", text), unicodedata.normalize("NFC", text))
        for name, text in TEXTS.items()
    },
    **VARIANTS,
}


def least(one: Embedder, other: Embedder) -> float:
    """Return the least cosine of all pairs, each side by an engine."""
    first = one.embed_queries([pair[0] for pair in PAIRS.values()])
    second = other.embed_queries([pair[1] for pair in PAIRS.values()])
    return float(np.min(np.sum(first * second, axis=1)))


def test_the_pairs_are_written_in_two_ways() -> None:
    assert all(one != other for name, (one, other) in PAIRS.items() if name not in ONE_WAY)
    assert len(TEXTS) > 10


def test_one_text_has_one_vector(nano: Embedder) -> None:
    assert least(nano, nano) >= 0.9999


@pytest.mark.slow
def test_one_text_has_one_vector_in_both_engines(nano: Embedder, bulk: Embedder) -> None:
    assert least(bulk, bulk) >= 0.9999
    assert least(nano, bulk) >= 0.999
    assert least(bulk, nano) >= 0.999


@pytest.mark.slow
def test_every_assigned_character_goes_through_the_other_engine(bulk: Embedder) -> None:
    tokenizer = bulk.model.tokenizer  # type: ignore[attr-defined]
    from papersearch.types.normalise import normalise

    known = [c for c in map(chr, range(sys.maxunicode + 1)) if _is_assigned(c)]
    for start in range(0, len(known), 4096):
        counted = tokenizer([normalise(c * 8) for c in known[start : start + 4096]])
        assert len(counted["input_ids"]) == len(known[start : start + 4096])
    strange = [c for c in known if len(unicodedata.normalize("NFKC", c)) > 4]
    rows = bulk.embed_passages([c * 8 for c in strange] + [c * 600 for c in strange[:2]])
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(rows)), abs=1e-3)


def _is_assigned(character: str) -> bool:
    return unicodedata.category(character) not in ("Cn", "Co")
