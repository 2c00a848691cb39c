"""How sure it is that an answer, or a paper, is what a query asks for.

An answer is measured on its first hits: how similar they and the best of all candidates are to the
query in the centred space, in units of how much any two passages of the corpus vary; which share of
the query's words they mention, by how telling these are; and how much that is, since a paper rarely
says many rare words of a question by chance. See docs/decisions/0042-answers-people-trust.md for
where the figures come from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from papersearch.types.watch import LEVELS

POSITIONS = (0.6, 0.25, 0.15)
"""What each of the first hits counts: one alone may be similar by chance."""

SIMILAR, SHARE, AMOUNT = 0.91, 0.36, 0.27
"""What similarity, the share of the words that is said, and how much that is count."""

ENOUGH = 2.0
"""How much counts in full: as two words that stand in one paper alone."""

ELSEWHERE, WIDTH, NARROW = 0.6, 0.35, 0.36
"""What similarity counts in a language that the corpus does not have, and how much a query's width
beyond NARROW: words tell nothing there, but this tells what it is about.
"""

ALL = 0.9
"""The share of its words from which on the first hit says the query, whatever it is similar to."""

_UNIT = 0.0904
"""Spread of the passages over which the bounds were set.

Similarities are scaled to it half the way (by the square root of the ratio): a small corpus is
spread wider than a large one of the same kind, another model's space as well.
"""

_PAPERS = 4342
"""How many papers there were. Of more papers the nearest is nearer by chance.

Source: Gumbel, Statistics of extremes, 1958, for the normal distribution.
"""

BOUNDS = (("strong", 0.75), ("fair", 0.62), ("weak", 0.5), ("none", 0.0))
"""Verdicts and where they begin; "none": nothing answers the query."""


NEAR, NEAR_WORDS = 0.32, 0.3
"""How near a paper is that is about a query, and what mentioning all words counts for that."""

UNSAID = 0.35
"""What words of a paper count where they cannot be looked for."""

PAPER_WORDS = 0.4
"""What mentioning all words counts for one paper."""

NAMED = 0.7
"""Which share of its words a paper says that is fair for these words alone."""

_DEVIATIONS = 10
"""Standard deviations of similarity that count 1; six are as many as the best papers have."""


def confidence(
    similarities: Sequence[float],
    best: float,
    shares: Sequence[float],
    worth: float,
    spread: float,
    papers: int,
    *,
    width: float | None = None,
) -> float:
    """Return how sure it is that an answer answers, 0 to 1.

    ``similarities`` are centred cosines of the first hits, ``best`` the highest one of all
    candidates; ``shares`` are the shares of the query's words that each of the first hits mentions,
    ``worth`` is how telling all words together are, where a word of one paper alone is 1;
    ``spread`` is that of the corpus, which has so many ``papers``. ``width`` is given for a query
    in a language that the corpus does not have.
    """
    if not similarities:
        return 0.0
    similar = best if width is not None else (_mean(similarities) + best) / 2
    said = _mean(shares)
    amount = min(1.0, said * worth / ENOUGH)
    similar = similar * math.sqrt(_UNIT / spread) - _UNIT * (_chance(papers) - _chance(_PAPERS))
    if width is None:
        value = SIMILAR * similar + AMOUNT * amount + SHARE * said
    else:
        value = ELSEWHERE * similar + WIDTH * (width - NARROW)
    if shares and shares[0] >= ALL:
        value = max(value, dict(BOUNDS)["fair"])
    return round(min(1.0, max(0.0, value)), 4)


def _chance(papers: int) -> float:
    """Return how many spreads above the mean the nearest of n papers is by chance: sqrt(2 ln n)."""
    return math.sqrt(2 * math.log(max(papers, 1)))


def nearness(similarity: float, share: float, spread: float) -> float:
    """Return how near one paper is to a query; from :data:`NEAR` on it is about it.

    ``similarity`` is the centred cosine of its best passage, ``share`` that of the query's words in
    one of its sentences, :data:`UNSAID` where they are of a language that the corpus does not have.
    """
    return similarity * math.sqrt(_UNIT / spread) + NEAR_WORDS * share


def paper_confidence(deviation: float, found: float | None) -> float:
    """Return how sure it is that one paper answers a query, 0 to 1.

    ``deviation`` is by how many standard deviations the similarity of its best passage lies above
    what papers of the corpus have. ``found`` is the share of the query's words that it mentions,
    None where these are of a language that the corpus does not have.
    """
    value = deviation / _DEVIATIONS + PAPER_WORDS * (UNSAID if found is None else found)
    return round(min(1.0, max(0.0, value)), 4)


def words_confidence(weighed: float, counted: float) -> float:
    """Return how sure it is by words alone that one paper answers a query, 0 to 1.

    ``weighed`` is the share of the query's words that it mentions by how telling they are, which a
    small corpus knows of some, ``counted`` the share of all of them alike.
    """
    return round(LEVELS["fair"] / NAMED * (weighed + counted) / 2, 4)


def level(value: float) -> str:
    """Return the level of the confidence of one paper, "" below all."""
    return next((name for name, least in LEVELS.items() if value >= least), "")


def verdict(value: float) -> str:
    """Return "strong", "fair", "weak" or "none"."""
    return next(name for name, least in BOUNDS if value >= least)


def _mean(values: Sequence[float]) -> float:
    weighed = list(zip(POSITIONS, values, strict=False))
    total = sum(weight for weight, _ in weighed)
    return sum(weight * value for weight, value in weighed) / total if total else 0.0
