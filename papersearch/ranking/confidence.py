"""How far an answer stands out from what the query scores on papers that do not answer it.

Measured on its first hits: how similar they are to the query in the centred space, in units of how
much any two passages of the corpus vary, and how much of the query's words, by how telling they
are, they mention. See docs/decisions/0008-confidence.md for where the bounds come from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from papersearch.types.watch import LEVELS

POSITIONS = (0.6, 0.25, 0.15)
"""What each of the first hits counts: one alone may be similar by chance."""

WORDS = 0.3
UNKNOWN = 0.35
"""What words count where they cannot be looked for."""

_UNIT = 0.0904
"""Spread of the passages over which the bounds were set.

Similarities are scaled to it half the way (by the square root of the ratio): a small corpus is
spread wider than a large one of the same kind, another model's space as well.
"""

BOUNDS = (("strong", 0.55), ("fair", 0.43), ("weak", 0.32), ("none", 0.0))
"""Verdicts and where they begin; "none": nothing in the index answers the query."""


PAPER_WORDS = 0.4
"""What mentioning all words counts for one paper."""

NAMED = 0.7
"""Which share of its words a paper says that is fair for these words alone."""

_DEVIATIONS = 10
"""Standard deviations of similarity that count 1; six are as many as the best papers have."""


def confidence(similarities: Sequence[float], found: Sequence[float], spread: float) -> float:
    """Return how far an answer stands out, 0 to 1.

    ``similarities`` are centred cosines of the first hits, ``found`` the shares of the query's
    words that each of them mentions, none where these are of a language that the corpus does
    not have; ``spread`` is that of the corpus.
    """
    if not similarities:
        return 0.0
    similar = _mean(similarities) * math.sqrt(_UNIT / spread)
    mentioned = _mean(found) if found else UNKNOWN
    return round(min(1.0, max(0.0, similar + WORDS * mentioned)), 4)


def paper_confidence(deviation: float, found: float | None) -> float:
    """Return how sure it is that one paper answers a query, 0 to 1.

    ``deviation`` is by how many standard deviations the similarity of its best passage lies above
    what papers of the corpus have. ``found`` is the share of the query's words that it mentions,
    None where these are of a language that the corpus does not have.
    """
    value = deviation / _DEVIATIONS + PAPER_WORDS * (UNKNOWN if found is None else found)
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
