"""A query understood once: its words with translations, and whether its language is foreign."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from papersearch.ranking.space import Space
from papersearch.search.understanding import Understood, Words
from papersearch.store.local.index_store import IndexStore
from papersearch.store.protocol import SearchStore
from papersearch.text.glossary import WEIGHT
from papersearch.text.tokens import query_terms
from papersearch.types.arrays import Vector


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SearchStore]:
    with IndexStore.create(tmp_path) as made:
        with made.catalog.transaction():
            made.learned.put_glossary({"token": [("토큰", 0.5)], "other": [("다른", 0.9)]})
        yield made


def axis(at: int) -> Vector:
    row: Vector = np.eye(4, dtype=np.float32)[at]
    return row


KNOWN = Space(axis(0), {"en": axis(1)}, {"en": axis(1), "ko": axis(2)})
"""A space of a corpus in English, where it is known what Korean looks like."""


def test_words_come_with_what_stands_for_them(store: SearchStore) -> None:
    words = Words.of("The Tokens of tokens, visual", store)
    assert [term.word for term in words.terms] == ["tokens", "visual"]
    assert words.clauses == ([("token", 1.0), ("토큰", WEIGHT * 0.5)], [("visual", 1.0)])
    assert words.wanted == {"token", "토큰", "visual"}
    assert words.glossary == {"token": [("토큰", 0.5)]}


def test_without_translation_words_stand_for_themselves(store: SearchStore) -> None:
    words = Words.of("tokens", store, translate=False)
    assert words.clauses == ([("token", 1.0)],)
    assert words.wanted == {"token"}
    assert Words.of("?!", store).clauses == ()


@pytest.mark.parametrize(
    ("text", "foreign"),
    [("один два три четыре", False), ("один два три иное", True), ("иное", True)],
)
def test_what_papers_say_is_not_foreign_to_them(
    store: SearchStore, monkeypatch: pytest.MonkeyPatch, text: str, foreign: bool
) -> None:
    said = {token for term in query_terms("один два три четыре") for token in term.tokens}
    monkeypatch.setattr(store, "counts", lambda asked: dict.fromkeys(said & set(asked), 1))
    assert Understood.of(Words.of(text, store), axis(3), KNOWN, store).foreign == foreign


@pytest.mark.parametrize(
    ("text", "space", "language", "foreign"),
    [
        ("visual tokens", KNOWN, "en", False),
        ("시각 토큰", KNOWN, "ko", True),
        ("визуальные токены", KNOWN, "", True),
        ("시각 토큰", Space(axis(0), {"ko": axis(2)}, KNOWN.probes), "ko", False),
        ("시각 토큰", Space(), "", False),
    ],
)
def test_a_language_is_foreign_where_the_corpus_does_not_have_it(
    store: SearchStore, text: str, space: Space, language: str, foreign: bool
) -> None:
    found = Understood.of(Words.of(text, store), axis(3), space, store)
    assert (found.target.language, found.foreign) == (language, foreign)
    assert (found.width is not None) == foreign
    np.testing.assert_array_equal(found.target.plain, axis(3))
