"""The one form of a text that engines, their tokenizers and lexical search see.

It is Unicode's NFKC without what nobody sees. NFKC, since the models were trained on it and one of
the engines makes it character by character, which composes nothing: a text typed on macOS would get
another vector. Texts are stored and shown as digests write them; see
docs/decisions/0025-one-form-of-text.md.
"""

from __future__ import annotations

import re
import unicodedata

MOST_MARKS = 30
"""Combining marks in a row (UAX #15, stream-safe text): sorting them takes quadratic time."""

# What is in the form already, whatever stands beside it, and has no accent: for most texts all.
PLAIN = re.compile("[\t\n\r -~가-힣一-鿿]*")

# Compiled when first used, which plain queries do not: see docs/decisions/0021-cold-queries.md.
# Characters that are ignored by default (Unicode's property of that name), and controls.
_UNSEEN = (
    "[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
# Rare white space, which one engine drops; NULs and lone surrogates, which none can hold.
_BLANK = "[\0\v\f\x1c-\x1f\x85\ud800-\udfff]"
# No mark is a word character, but for two of half width that become marks. A character in front
# has at most four of its own, so that fewer than these are never too many.
_MARKS = rf"(?s:.?)(?:[^\w\0-\u02ff]|[\uff9e\uff9f]){{{MOST_MARKS - 4},}}"


def normalise(text: str) -> str:
    """Return the form of ``text`` in which all that mean the same to a reader are equal.

    Linear in its length. A text in the form is returned as it is.
    """
    if PLAIN.fullmatch(text):
        return text
    seen = re.sub(_BLANK, " ", re.sub(_UNSEEN, "", text))
    return unicodedata.normalize("NFKC", re.sub(_MARKS, _stream_safe, seen))


def _stream_safe(match: re.Match[str]) -> str:
    """Return what matched without the marks that follow on as many as a run may have."""
    kept = []
    run = 0
    for character in match.group():
        marks = [unicodedata.combining(c) > 0 for c in unicodedata.normalize("NFKD", character)]
        if marks[0] and run + len(marks) > MOST_MARKS:
            continue
        kept.append(character)
        run = run + len(marks) if all(marks) else marks[::-1].index(False)
    return "".join(kept)
