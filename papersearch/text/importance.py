"""What the words of a query count, beside how rare they are.

See docs/decisions/0040-what-a-word-counts.md for where the figures come from.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

from papersearch.text.general_words import GENERAL
from papersearch.text.tokens import Term, is_unspaced

GENERAL_WORD = 0.4
GENERAL_TRANSLATED = 0.7
"""What a general word counts; of one that is translated, the corpus says how common it is."""

UNTRANSLATED = 0.6
"""What two characters count that nothing stands for: most are parts of words, or endings."""


def importance(terms: Iterable[Term], translated: Collection[str]) -> dict[str, float]:
    """Return what each token of a query's terms counts, 0 to 1; ``translated`` are some of them."""
    parts: dict[str, int] = {}
    for term in terms:
        for token in term.tokens:
            parts[token] = min(len(term.tokens), parts.get(token, len(term.tokens)))
    return {token: _importance(token, own, token in translated) for token, own in parts.items()}


def _importance(token: str, parts: int, translated: bool) -> float:
    """Return what a token counts of a word of so many ``parts``, which overlap."""
    if is_unspaced(token):
        return (1.0 if translated else UNTRANSLATED) / math.sqrt(parts)
    if token in GENERAL:
        return GENERAL_TRANSLATED if translated else GENERAL_WORD
    return 1.0
