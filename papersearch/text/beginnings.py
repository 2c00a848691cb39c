"""Which of many names have words that begin as what is typed."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_MARK = "\1"  # which no folded text has


class Beginnings:
    """Folded names as one text, a line each, in which what begins a word is found at once.

    A word begins at a letter or digit that none precedes.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._text = _marked("".join(f"{own}\n" for own in names))
        characters = np.frombuffer(self._text.encode("utf-32-le", "surrogatepass"), "<u4")
        self._ends = np.flatnonzero(characters == ord("\n"))

    def continuing(self, folded: str, *, whole: bool = False) -> NDArray[np.int64]:
        """Return the places of the names in which words begin so; the last is ``whole``, or not.

        Nothing continues "".
        """
        if not folded:
            return np.empty(0, np.int64)
        wanted = re.compile(re.escape(_marked(folded)) + (r"(?![^\W_])" if whole else ""))
        found = np.fromiter((own.start() for own in wanted.finditer(self._text)), np.int64)
        return np.unique(np.searchsorted(self._ends, found))


def _marked(text: str) -> str:
    """Return a text with a mark in front of each word."""
    return re.sub(r"(?<![^\W_])(?=[^\W_])", _MARK, text)
