"""How many papers have a token: counted by the server, or here from all counted words.

Milvus weighs tokens within each of its segments. Scores shall be those of the whole corpus, the
same as in a folder, so that the frequencies behind them are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from papersearch.store.bm25 import idf
from papersearch.store.milvus.connection import Connection
from papersearch.store.milvus.counted_words import token_hash, unpacked
from papersearch.store.milvus.encoding import word
from papersearch.store.milvus.papers import Papers

_ASKED = 200
"""Tokens that a server is asked for one by one; for more, all words are read once."""

_AT_ONCE = 512
"""Tokens that a server is asked for together, whether any paper has one of them."""

_FEW = 16
"""Tokens that are counted without."""

_WORTH_READING = 50_000
"""Papers whose words are read at once."""

_DIFFERENCE = 0.02
"""The share of papers that may change before frequencies are counted anew."""


class Frequencies:
    """Document frequencies, remembered until :meth:`forget`."""

    def __init__(
        self,
        connection: Connection,
        collection: str,
        papers: Papers,
        searched: Callable[[], bool],
    ) -> None:
        """Let the server count where ``searched`` says that it can search for words."""
        self._connection = connection
        self._collection = collection
        self._papers = papers
        self._searched = searched
        self.forget()

    def forget(self) -> None:
        """Count anew."""
        self._changed = 0
        self._counts: dict[str, int] = {}
        self._total: int | None = None
        self._all: tuple[NDArray[np.uint32], NDArray[np.int64]] | None = None

    def changed(self, papers: int) -> None:
        """Be told that so many papers were written, and count anew once that makes a difference."""
        self._changed += papers
        if self._total is None or self._changed > _DIFFERENCE * self._total:
            self.forget()

    def weight(self, token: str) -> float:
        """Return the inverse document frequency of a token."""
        return idf(self._papers_there(), self.count(token))

    def has(self, token: str) -> bool:
        """Whether any paper has a token."""
        return self.count(token) > 0

    def count(self, token: str) -> int:
        """Return how many papers have a token."""
        if token not in self._counts:
            self._counts[token] = self._counted(token)
        return self._counts[token]

    def counts(self, tokens: Iterable[str]) -> dict[str, int]:
        """Return how many papers have each of ``tokens``, without those that none has.

        Of many a server is first asked which there are: most of them no paper has.
        """
        wanted = set(tokens)
        known = {token: self._counts[token] for token in wanted if token in self._counts}
        asked = sorted(wanted - known.keys())
        if not self._asks_server():
            known |= {token: self._from_all(token) for token in asked}
        else:
            there = asked if len(asked) <= _FEW else self._there(asked)
            known |= {token: self.count(token) for token in there}
        return {token: count for token, count in known.items() if count}

    def _there(self, tokens: Sequence[str]) -> list[str]:
        """Return those tokens that any paper has: halves are asked for where one of all does."""
        some = [tokens[at : at + _AT_ONCE] for at in range(0, len(tokens), _AT_ONCE)]
        found: list[str] = []
        while some:
            own = some.pop()
            words = " ".join(map(word, own))
            if not self._connection.count(self._collection, f'text_match(text, "{words}")'):
                continue
            half = len(own) // 2
            if half:
                some += [own[:half], own[half:]]
            else:
                found += own
        return found

    def _papers_there(self) -> int:
        if self._total is None:
            self._total = len(self._papers)
        return self._total

    def _counted(self, token: str) -> int:
        many = len(self._counts) >= _ASKED and self._papers_there() <= _WORTH_READING
        if self._asks_server() and not many:
            expression = f'text_match(text, "{word(token)}")'
            return self._connection.count(self._collection, expression)
        return self._from_all(token)

    def _asks_server(self) -> bool:
        return self._searched() and not self._connection.is_lite and self._all is None

    def _from_all(self, token: str) -> int:
        if self._all is None:
            hashes = [unpacked(found)[0] for found in self._papers.all_counted()]
            joined = np.concatenate(hashes) if hashes else np.empty(0, np.uint32)
            self._all = np.unique(joined, return_counts=True)
        names, counts = self._all
        place = int(np.searchsorted(names, token_hash(token)))
        found = place < len(names) and int(names[place]) == token_hash(token)
        return int(counts[place]) if found else 0
