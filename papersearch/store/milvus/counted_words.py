"""A paper's counted words as Milvus keeps them, and their BM25 scores.

Milvus weighs words within each of its segments; scores shall be those of the whole corpus, as in
a folder (docs/decisions/0012-lexical-scores.md).
"""

from __future__ import annotations

import functools
import itertools
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from papersearch.store.bm25 import K1, Clause, length_norms
from papersearch.text.names import WHOLE
from papersearch.types.arrays import Ids

_TELLING = 0.2
"""What a token may add to a score, as a share of what another may, to propose papers."""

_SPARED = 0.125
"""What the least telling tokens may add to a score together, as a share of what all may."""

_MOST = 255

Hashes = NDArray[np.uint32]
Counts = NDArray[np.uint8]
Scores = NDArray[np.float32]
Counted = bytes
"""What :func:`packed` makes of a paper's counted tokens."""


def packed(counted: Mapping[str, int]) -> Counted:
    """Return counted tokens as ascending uint32 hashes, then a uint8 count of each."""
    hashes = np.fromiter(map(token_hash, counted), "<u4", len(counted))
    counts = np.fromiter((min(count, _MOST) for count in counted.values()), np.uint8)
    order = np.argsort(hashes, kind="stable")
    return hashes[order].tobytes() + counts[order].tobytes()


def unpacked(data: Counted) -> tuple[Hashes, Counts]:
    """Return the ascending hashes of a paper's tokens, and how often each occurs."""
    count = len(data) // 5
    return np.frombuffer(data, "<u4", count), np.frombuffer(data, np.uint8, count, 4 * count)


def length(data: Counted) -> int:
    """Return how many tokens a paper has."""
    return int(unpacked(data)[1].sum())


def occurring(counted: Counted, wanted: Sequence[str]) -> set[str]:
    """Return those of the ``wanted`` tokens that a paper has."""
    there = set(unpacked(counted)[0].tolist())
    return {token for token in wanted if token_hash(token) in there}


def scored(
    found: Mapping[int, Counted],
    wanted: Sequence[Clause],
    weight: Callable[[str], float],
    mean_length: float,
) -> dict[int, float]:
    """Return the BM25 scores of those papers, by number, that match.

    A clause gives the score of its best matching token, times that token's weight (Robertson and
    Zaragoza 2009, with k1 = 0.4 and b = 0.75); ``weight`` is a token's inverse document frequency.
    """
    tokens = list(union(wanted))
    if not found or not tokens:
        return {}
    rows = [unpacked(data) for data in found.values()]
    all_counts = [counts for _, counts in rows]
    of_rows = np.repeat(np.arange(len(rows)), [len(counts) for counts in all_counts])
    places, columns = _matches(np.concatenate([hashes for hashes, _ in rows]), tokens)
    counts = np.concatenate(all_counts)[places].astype(np.float32)
    rows_found = of_rows[places]
    lengths = [counts.sum(dtype=np.float64) for counts in all_counts]
    norms = length_norms(lengths, mean_length)[rows_found]
    impacts = np.zeros((len(tokens), len(found)), np.float32)
    idf = np.array([weight(token) for token in tokens], np.float32)
    impacts[columns, rows_found] = idf[columns] * (counts * np.float32(K1 + 1) / (counts + norms))
    scores = _of_clauses(impacts, wanted, tokens).tolist()
    return {num: score for num, score in zip(found, scores, strict=True) if score > 0}


def union(wanted: Iterable[Clause]) -> dict[str, float]:
    """Return every token of the clauses, with its greatest weight."""
    weights: dict[str, float] = {}
    for token, weight in (pair for clause in wanted for pair in clause):
        weights[token] = max(weight, weights.get(token, 0.0))
    return weights


def telling(weights: Mapping[str, float], weight: Callable[[str], float]) -> dict[str, float]:
    """Return those tokens that may add much to a score: while they suffice, they propose.

    Without those that add less than a share of what another does, and without the least ones of
    the others that together add less than a share of all: the commoner, the dearer they are.
    """
    scores = {token: own * weight(token) for token, own in weights.items()}
    least = _TELLING * max(scores.values(), default=0.0)
    kept = sorted((own, token) for token, own in scores.items() if own >= least)
    together = itertools.accumulate(own for own, _ in kept)
    spared = _SPARED * sum(own for own, _ in kept)
    return {
        token: weights[token]
        for (_, token), sum_ in zip(kept, together, strict=True)
        if sum_ >= spared
    }


def _matches(hashes: Hashes, tokens: Sequence[str]) -> tuple[Ids, Ids]:
    """Return the places in ``hashes`` that hold one of the tokens, and which one each."""
    wanted = np.array([token_hash(token) for token in tokens], np.uint32)
    order = np.argsort(wanted)
    ordered = wanted[order]
    found = np.minimum(np.searchsorted(ordered, hashes), len(ordered) - 1)
    places = np.flatnonzero(ordered[found] == hashes)
    return places, order[found[places]]


def _of_clauses(impacts: Scores, wanted: Sequence[Clause], tokens: Sequence[str]) -> Scores:
    """Return the sum over clauses of the best of each clause's tokens, times its weight."""
    row_of = dict(zip(tokens, impacts, strict=True))
    total = np.zeros(impacts.shape[1], np.float32)
    for clause in wanted:
        total += np.max([row_of[token] * np.float32(weight) for token, weight in clause], axis=0)
    return total


def author_hash(whole: str) -> int:
    """Return the number that an author's whole folded name is counted by, as no token is."""
    return token_hash(f"{WHOLE}{whole}")


@functools.lru_cache(maxsize=1 << 14)
def token_hash(token: str) -> int:
    """Return the number that a token is counted by."""
    return zlib.crc32(token.encode(errors="surrogatepass"))
