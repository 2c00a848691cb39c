from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papersearch.embedding.windows import beginning, embed_windowed
from papersearch.types.arrays import Embeddings
from papersearch.types.normalise import normalise

LIMIT = 20


def words(text: str) -> int:
    return len(text.split()) + 2


class Recorder:
    """Encodes a text as (number of its words, 1), and keeps what it was given."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, texts: list[str]) -> Embeddings:
        self.seen += texts
        rows = np.array([[len(text.split()), 1.0] for text in texts], np.float32).reshape(-1, 2)
        unit: Embeddings = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


def test_short_texts_are_embedded_as_they_are() -> None:
    encode = Recorder()
    rows = embed_windowed(["a b", "c"], encode, words, LIMIT)
    assert encode.seen == ["a b", "c"]
    assert rows == pytest.approx(np.array([[2, 1], [1, 1]]) / np.sqrt([[5], [2]]))


def test_of_a_query_as_much_is_read_as_fits_at_once() -> None:
    assert beginning("a b", words, LIMIT) == "a b"
    long = " ".join(f"word{n}" for n in range(100))
    read = beginning(long, words, LIMIT)
    assert read == " ".join(f"word{n}" for n in range(18))
    assert words(read) == LIMIT
    assert beginning("가" * 100, len, LIMIT) == "가" * LIMIT
    assert beginning("x " + "가" * 100, len, LIMIT) == "x " + "가" * (LIMIT - 2)


@given(st.text(max_size=300), st.integers(4, 100))
def test_what_is_read_fits_and_is_a_beginning(text: str, limit: int) -> None:
    read = beginning(text, lambda some: len(some.encode()), limit)
    assert normalise(text).startswith(read)
    assert len(read.encode()) <= limit
    assert read == normalise(text) or 4 * len(read.encode()) >= limit - 16


def test_no_text_gives_no_rows() -> None:
    assert embed_windowed([], Recorder(), words, LIMIT).shape == (0, 2)


def test_a_long_text_gets_the_weighted_mean_of_its_windows() -> None:
    encode = Recorder()
    text = "one two three. " * 8
    (row,) = embed_windowed([text], encode, words, LIMIT)
    assert all(words(window) <= LIMIT for window in encode.seen)
    assert all(window.rstrip().endswith(".") for window in encode.seen)
    parts = Recorder()(encode.seen)
    mean = np.average(parts, axis=0, weights=[words(window) for window in encode.seen])
    assert row == pytest.approx(mean / np.linalg.norm(mean))


def test_long_texts_among_short_ones_keep_their_places() -> None:
    rows = embed_windowed(["a", "w " * 100, "b c"], Recorder(), words, LIMIT)
    assert rows[0] == pytest.approx(np.array([1, 1]) / np.sqrt(2))
    assert rows[2] == pytest.approx(np.array([2, 1]) / np.sqrt(5))
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(3))


@given(st.text(max_size=3000))
def test_nothing_is_cut_away(text: str) -> None:
    encode = Recorder()
    embed_windowed([text], encode, lambda part: len(part.encode()) + 2, 64)
    assert "".join(encode.seen) == normalise(text)
    assert all(len(window.encode()) <= 64 for window in encode.seen)


def test_a_book_is_not_tokenised_over_and_over() -> None:
    read = 0

    def count(text: str) -> int:
        nonlocal read
        read += len(text)
        return words(text)

    book = "word " * 200_000
    embed_windowed([book], Recorder(), count, 512)
    assert read < 8 * len(book)


def test_texts_are_read_in_their_one_form() -> None:
    encode = Recorder()
    embed_windowed(["a\0b\ud800c", "trans\u00adformer", "\u1109\u1175"], encode, words, LIMIT)
    assert encode.seen == ["a b c", "transformer", "시"]
