"""The words of each paper, counted: the lexical score of any paper, wherever it was proposed.

An inverted index finds the best papers for a few words fast, and is slow to say what some given
papers would have scored. Here a row holds the hashes and counts of one paper's tokens, so that
exact scores cost the same in a corpus of any size (docs/decisions/0012-lexical-scores.md).
"""

from __future__ import annotations

import functools
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from papersearch.store.catalog import Catalog

K1, B = 0.9, 0.75
_MOST = 255
_REMEMBERED = 10_000

Clause = Sequence[tuple[str, float]]
"""Tokens any of which will do, each with its weight."""

Hashes = NDArray[np.uint32]
Counts = NDArray[np.uint8]
Scores = NDArray[np.float32]


class Words:
    """The words of a catalog's papers. Writing methods are called within a transaction."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def put(self, papers: Mapping[int, Sequence[str]]) -> None:
        """Store the tokens of papers by number, in place of those that they had."""
        self.drop(papers)
        rows = [(num, _packed(Counter(tokens))) for num, tokens in papers.items()]
        self._catalog.executemany("INSERT INTO words VALUES (?1, ?2, crc32(?1, ?2))", rows)
        self._add(sum(map(_length, (row for _, row in rows))), len(rows))

    def drop(self, nums: Iterable[int]) -> None:
        """Forget these papers."""
        rows = self._rows(nums)
        self._catalog.executemany("DELETE FROM words WHERE num = ?", [(num,) for num, *_ in rows])
        self._add(-sum(_length(data) for _, data, _ in rows), -len(rows))

    def damaged(self) -> int:
        """Count the rows that do not match their checksums."""
        return int(
            self._catalog.value("SELECT count(*) FROM words WHERE crc <> crc32(num, tokens)")
        )

    def clear(self) -> None:
        """Forget all papers."""
        self._catalog.execute("DELETE FROM words")
        self._catalog.set_meta("words", {"papers": 0, "tokens": 0})

    def scores(
        self, wanted: Sequence[Clause], nums: Iterable[int], weight: Callable[[str], float]
    ) -> dict[int, float]:
        """Return the BM25 scores of those of ``nums`` that are known and match.

        A clause gives the score of its best matching token, times that token's weight (Robertson
        and Zaragoza 2009, with k1 = 0.9 and b = 0.75); ``weight`` is a token's inverse document
        frequency.

        Raises:
            IndexCorrupt: a row does not match its checksum.
        """
        tokens = list(dict.fromkeys(token for clause in wanted for token, _ in clause))
        found = self._of(nums)
        if not found or not tokens:
            return {}
        lengths = np.array([len(counts) for _, counts, _ in found.values()])
        tokens_in = np.array([length for _, _, length in found.values()], np.float32)
        places, columns = _matches(
            np.concatenate([hashes for hashes, _, _ in found.values()]), tokens
        )
        rows = np.searchsorted(np.cumsum(lengths), places, side="right")
        counts = np.concatenate([counts for _, counts, _ in found.values()])[places]
        norms = K1 * (1 - B + B * tokens_in / self._mean_length())
        impacts = np.zeros((len(found), len(tokens)), np.float32)
        idf = np.array([weight(token) for token in tokens], np.float32)
        impacts[rows, columns] = idf[columns] * counts * (K1 + 1) / (counts + norms[rows])
        scores = _of_clauses(impacts, wanted, tokens).tolist()
        return {num: score for num, score in zip(found, scores, strict=True) if score > 0}

    def _of(self, nums: Iterable[int]) -> dict[int, tuple[Hashes, Counts, int]]:
        """Return the ascending hashes, the counts and the length of papers; some are remembered."""
        known = self._catalog.memo("words", dict[int, tuple[Hashes, Counts, int]])
        wanted = list(nums)
        missing = [num for num in wanted if num not in known]
        if len(known) + len(missing) > _REMEMBERED:
            known.clear()
            missing = wanted
        for num, data, sound in self._rows(missing):
            if not sound:
                raise self._catalog.damaged(f"the row {num} of words")
            known[num] = _unpacked(data)
        return {num: known[num] for num in wanted if num in known}

    def _rows(self, nums: Iterable[int]) -> list[tuple[int, bytes, int]]:
        return self._catalog.select_many(
            "SELECT num, tokens, crc = crc32(num, tokens) FROM words "
            "WHERE num IN (SELECT value FROM json_each(?))",
            nums,
        )

    def _mean_length(self) -> float:
        known = self._catalog.meta("words") or {}
        return float(max(known.get("tokens", 0), 1) / max(known.get("papers", 0), 1))

    def _add(self, tokens: int, papers: int) -> None:
        known = self._catalog.meta("words") or {"papers": 0, "tokens": 0}
        self._catalog.set_meta(
            "words", {"papers": known["papers"] + papers, "tokens": known["tokens"] + tokens}
        )


def _packed(counted: Mapping[str, int]) -> bytes:
    hashes = np.fromiter(map(_hash, counted), "<u4", len(counted))
    counts = np.fromiter((min(count, _MOST) for count in counted.values()), np.uint8)
    order = np.argsort(hashes, kind="stable")
    return hashes[order].tobytes() + counts[order].tobytes()


def _unpacked(data: bytes) -> tuple[Hashes, Counts, int]:
    count = len(data) // 5
    counts = np.frombuffer(data, np.uint8, count, 4 * count)
    return np.frombuffer(data, "<u4", count), counts, int(counts.sum())


def _length(data: bytes) -> int:
    return _unpacked(data)[2]


def _matches(hashes: Hashes, tokens: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places in ``hashes`` that hold one of the tokens, and which one each."""
    wanted = np.array([_hash(token) for token in tokens], np.uint32)
    order = np.argsort(wanted)
    ordered = wanted[order]
    flags = np.zeros(1 << 16, np.bool_)  # most are told apart by their lower halves
    flags[wanted & 0xFFFF] = True
    places = np.flatnonzero(flags[hashes & 0xFFFF])
    found = np.minimum(np.searchsorted(ordered, hashes[places]), len(ordered) - 1)
    same = ordered[found] == hashes[places]
    return places[same], order[found[same]]


def _of_clauses(impacts: Scores, wanted: Sequence[Clause], tokens: Sequence[str]) -> Scores:
    """Return the sum over clauses of the best of each clause's tokens, times its weight."""
    columns = {token: column for column, token in enumerate(tokens)}
    total = np.zeros(len(impacts), np.float32)
    for clause in wanted:
        own = [columns[token] for token, _ in clause]
        weights = np.array([weight for _, weight in clause], np.float32)
        total += (impacts[:, own] * weights).max(axis=1)
    return total


@functools.lru_cache(maxsize=1 << 16)
def _hash(token: str) -> int:
    return zlib.crc32(token.encode(errors="surrogatepass"))
