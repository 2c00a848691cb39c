"""Texts longer than a model reads: cut into windows, embedded one by one, averaged.

The same for every engine, so that engines of one model agree on long texts too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from papersearch.types.arrays import Embeddings, unit
from papersearch.types.normalise import normalise

_BREAKS = (r"(?<=[.!?。！？\n])\s*", r"\s+")
_BLOCK = 64  # windows of characters, of which a window holds a few a token


def embed_windowed(
    texts: Sequence[str],
    encode: Callable[[list[str]], Embeddings],
    count: Callable[[str], int],
    limit: int,
) -> Embeddings:
    """Return (n, d) float32 unit rows for texts of any length, read in their one form.

    ``count`` gives the tokens of a text, prompt included, of which ``encode`` reads ``limit``. A
    longer text gets the mean of its windows, weighted by their tokens.
    """
    windows = [_windows(normalise(text), count, limit) for text in texts]
    rows = encode([window for own in windows for window in own])
    if len(rows) == len(texts):
        return unit(rows.astype(np.float32, copy=False))
    found = np.empty((len(texts), rows.shape[1]), np.float32)
    start = 0
    for at, own in enumerate(windows):
        part = rows[start : start + len(own)]
        weights = [count(window) for window in own] if len(own) > 1 else [1]
        found[at] = np.average(part, axis=0, weights=weights)
        start += len(own)
    return unit(found)


def beginning(text: str, count: Callable[[str], int], limit: int) -> str:
    """Return as much of a text, in its one form, as a model reads at once; see embed_windowed.

    It ends behind a word, where there is one in its last quarter.
    """
    text = normalise(text)
    if _surely_fits(text, limit) or (len(text) <= _BLOCK * limit and count(text) <= limit):
        return text
    fits, too_many = 1, min(len(text), _BLOCK * limit)
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if count(text[:middle]) <= limit:
            fits = middle
        else:
            too_many = middle
    spaces = [found.start() for found in re.finditer(r"\s", text[: fits + 1])]
    return text[: spaces[-1]] if spaces and spaces[-1] > fits * 3 // 4 else text[:fits]


def _windows(text: str, count: Callable[[str], int], limit: int) -> list[str]:
    if _surely_fits(text, limit) or _fits(text, count, limit):
        return [text]
    step = limit * _BLOCK
    if len(text) > 2 * step:  # never tokenise a book over and over
        blocks = [text[at : at + step] for at in range(0, len(text), step)]
    else:
        blocks = list(_halves(text))
    return [window for block in blocks for window in _windows(block, count, limit)]


def _surely_fits(text: str, limit: int) -> bool:
    # A token of a text in its one form stands for a byte at least; sixteen are for the prompt and
    # special tokens.
    return len(text) * 3 <= limit - 16 or len(text.encode()) <= limit - 16


def _fits(text: str, count: Callable[[str], int], limit: int) -> bool:
    """Return whether ``text`` has at most ``limit`` tokens, or cannot be cut any more."""
    return len(text) < 2 or (len(text) <= _BLOCK * limit and count(text) <= limit)


def _halves(text: str) -> tuple[str, str]:
    """Cut near the middle: at the end of a sentence, else at a space, else anywhere."""
    middle = len(text) // 2
    for pattern in _BREAKS:
        cuts = [
            m.end()
            for m in re.finditer(pattern, text)
            if len(text) // 4 < m.end() < len(text) * 3 // 4
        ]
        if cuts:
            middle = min(cuts, key=lambda cut: abs(cut - len(text) // 2))
            break
    return text[:middle], text[middle:]
