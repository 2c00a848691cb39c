"""BM25 over counted words: what a paper's tokens are, and what they score.

The arithmetic of the lexical score, whatever store the counts come from
(docs/decisions/0012-lexical-scores.md).
"""

from __future__ import annotations

import functools
import itertools
import math
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from papersearch.text.passages import TITLE_LABEL, label_key
from papersearch.text.tokens import tokens
from papersearch.types.paper import Paper

K1, B = 0.9, 0.75
TITLE_WEIGHT = 3
"""How often a title's tokens count in the text; see docs/decisions/0004-ranking.md."""

TELLING = 0.2
"""What a token may add to a score, as a share of what another may, to propose papers."""

SPARED = 0.125
"""What the least telling tokens may add to a score together, as a share of what all may."""

TOGETHER = 3
"""The most telling words that papers are first looked for that have all of."""

_MOST = 255

Clause = Sequence[tuple[str, float]]
"""Tokens any of which will do, each with its weight."""

Hashes = NDArray[np.uint32]
Counts = NDArray[np.uint8]
Scores = NDArray[np.float32]
Counted = bytes | memoryview
"""What :func:`packed` makes of a paper's counted tokens."""

COUNTED = 5
"""Bytes that each of these takes."""


class Document(NamedTuple):
    """What lexical search holds of a paper: its tokens, and those of each section by label."""

    tokens: list[str]
    sections: dict[str, list[str]]

    @classmethod
    def of(cls, paper: Paper, *, body: bool = True) -> Document:
        """Return a paper's document; without ``body`` it is found by its title alone.

        Unless sections are asked for: these are all there.
        """
        title = tokens(paper.title)
        found = cls(title * TITLE_WEIGHT, {TITLE_LABEL: title})
        for section in paper.sections:
            text = tokens(section.text)
            if body:
                found.tokens.extend(text)
            found.sections.setdefault(label_key(section.label), []).extend(text)
        return found


def scored(
    found: Mapping[int, Counted],
    wanted: Sequence[Clause],
    weight: Callable[[str], float],
    mean_length: float,
) -> dict[int, float]:
    """Return the BM25 scores of those papers, by number, that match.

    A clause gives the score of its best matching token, times that token's weight (Robertson and
    Zaragoza 2009, with k1 = 0.9 and b = 0.75); ``weight`` is a token's inverse document frequency.
    """
    wanted_tokens = list(dict.fromkeys(token for clause in wanted for token, _ in clause))
    if not found or not wanted_tokens:
        return {}
    hashes, all_counts, of_rows = unpacked_all(list(found.values()))
    places, columns = _matches(hashes, wanted_tokens)
    counts, rows = all_counts[places], of_rows[places]
    norms = length_norms(lengths(all_counts, of_rows, len(found)), mean_length)
    impacts = np.zeros((len(wanted_tokens), len(found)), np.float32)
    idf = np.array([weight(token) for token in wanted_tokens], np.float32)
    impacts[columns, rows] = idf[columns] * saturated(counts, norms[rows])
    scores = _of_clauses(impacts, wanted, wanted_tokens).tolist()
    return {num: score for num, score in zip(found, scores, strict=True) if score > 0}


def lengths(counts: Counts, rows: NDArray[np.int64], papers: int) -> NDArray[np.float64]:
    """Return how many tokens each of so many papers has, of counts and the row of each."""
    return np.bincount(rows, counts, papers).astype(np.float64, copy=False)


def length_norms(lengths: ArrayLike, mean_length: float) -> Scores:
    """Return what the counts in papers of so many tokens are held against, as (n,) float32."""
    norms: Scores = K1 * (1 - B + B * np.array(lengths, np.float32) / np.float32(mean_length))
    return norms


def saturated(counts: Counts, norms: Scores) -> Scores:
    """Return what counts are worth, 0 to K1 + 1, given the norm of the paper that each is of."""
    found = counts.astype(np.float32)
    return found * np.float32(K1 + 1) / (found + norms)


def occurring(counted: Counted, wanted: Sequence[str]) -> set[str]:
    """Return those of the ``wanted`` tokens that a paper has."""
    hashes, _ = unpacked(counted)
    if not len(hashes):
        return set()
    asked = np.fromiter(map(token_hash, wanted), np.uint32, len(wanted))
    places = np.minimum(np.searchsorted(hashes, asked), len(hashes) - 1)
    there = (hashes[places] == asked).tolist()
    return {token for token, is_there in zip(wanted, there, strict=True) if is_there}


def union(wanted: Iterable[Clause]) -> dict[str, float]:
    """Return every token of the clauses, with its greatest weight."""
    weights: dict[str, float] = {}
    for token, weight in (pair for clause in wanted for pair in clause):
        weights[token] = max(weight, weights.get(token, 0.0))
    return weights


def leading(wanted: Iterable[Clause], weight: Callable[[str], float]) -> dict[str, float]:
    """Return the token of each clause that may add most to a score, with its weight.

    Added up where it leads several. A clause counts its best token alone, so that their sum is
    nearer to the score than that of all tokens, which prefers papers in two languages.
    ``weight`` is 0 for a token that no paper has.
    """
    weights: dict[str, float] = {}
    for clause in wanted:
        token, own = max(clause, key=lambda pair: pair[1] * weight(pair[0]))
        if weight(token) > 0:
            weights[token] = weights.get(token, 0.0) + own
    return weights


def foremost(weights: Mapping[str, float], weight: Callable[[str], float]) -> dict[str, float]:
    """Return the ``TOGETHER`` tokens that may add most, and as much as ``TELLING`` says."""
    scores = _much(weights, weight)
    first = sorted(scores, key=lambda token: (-scores[token], token))[:TOGETHER]
    return {token: weights[token] for token in first}


def telling(weights: Mapping[str, float], weight: Callable[[str], float]) -> dict[str, float]:
    """Return those tokens that may add much to a score: while they suffice, they propose.

    Without those that add less than ``TELLING`` of what another does, and without the least ones of
    the others that together add less than ``SPARED`` of all: the commoner, the dearer they are.
    """
    kept = sorted((own, token) for token, own in _much(weights, weight).items())
    together = itertools.accumulate(own for own, _ in kept)
    spared = SPARED * sum(own for own, _ in kept)
    return {
        token: weights[token]
        for (_, token), sum_ in zip(kept, together, strict=True)
        if sum_ >= spared
    }


def _much(weights: Mapping[str, float], weight: Callable[[str], float]) -> dict[str, float]:
    """Return what tokens may add to a score, of those that add as much as ``TELLING`` says."""
    scores = {token: own * weight(token) for token, own in weights.items()}
    least = TELLING * max(scores.values(), default=0.0)
    return {token: score for token, score in scores.items() if score >= least}


def idf(papers: int, containing: int) -> float:
    """Return the inverse document frequency of a token that so many papers contain."""
    return math.log(1 + (max(papers - containing, 0) + 0.5) / (containing + 0.5))


def packed(counted: Mapping[str, int]) -> bytes:
    """Return counted tokens as ascending uint32 hashes, then a uint8 count of each."""
    hashes = np.fromiter(map(token_hash, counted), "<u4", len(counted))
    counts = np.fromiter((min(count, _MOST) for count in counted.values()), np.uint8)
    order = np.argsort(hashes, kind="stable")
    return hashes[order].tobytes() + counts[order].tobytes()


def unpacked(data: Counted) -> tuple[Hashes, Counts]:
    """Return the ascending hashes of a paper's tokens, and how often each occurs."""
    count = len(data) // 5
    return np.frombuffer(data, "<u4", count), np.frombuffer(data, np.uint8, count, 4 * count)


def unpacked_all(rows: Sequence[Counted]) -> tuple[Hashes, Counts, NDArray[np.int64]]:
    """Return all hashes and counts of many such bytes, and to which of these each belongs."""
    sizes = [len(data) // 5 for data in rows]
    halves = [(data[: 4 * size], data[4 * size :]) for data, size in zip(rows, sizes, strict=True)]
    hashes = np.frombuffer(b"".join([first for first, _ in halves]), "<u4")
    counts = np.frombuffer(b"".join([second for _, second in halves]), np.uint8)
    return hashes, counts, np.repeat(np.arange(len(rows)), sizes)


def length(data: Counted) -> int:
    """Return how many tokens a paper has."""
    return int(unpacked(data)[1].sum())


def _matches(hashes: Hashes, tokens: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places in ``hashes`` that hold one of the tokens, and which one each."""
    wanted = np.array([token_hash(token) for token in tokens], np.uint32)
    order = np.argsort(wanted)
    ordered = wanted[order]
    flags = np.zeros(1 << 16, np.bool_)  # most are told apart by their lower halves
    flags[wanted & 0xFFFF] = True
    places = np.flatnonzero(flags.take(hashes & 0xFFFF))
    found = np.minimum(np.searchsorted(ordered, hashes[places]), len(ordered) - 1)
    same = ordered[found] == hashes[places]
    return places[same], order[found[same]]


def _of_clauses(impacts: Scores, wanted: Sequence[Clause], tokens: Sequence[str]) -> Scores:
    """Return the sum over clauses of the best of each clause's tokens, times its weight."""
    row_of = dict(zip(tokens, impacts, strict=True))
    total = np.zeros(impacts.shape[1], np.float32)
    for clause in wanted:
        best, *others = (row_of[token] * np.float32(weight) for token, weight in clause)
        for other in others:
            best = np.maximum(best, other)
        total += best
    return total


@functools.lru_cache(maxsize=1 << 14)
def token_hash(token: str) -> int:
    """Return the number that a token is counted by."""
    return zlib.crc32(token.encode(errors="surrogatepass"))
