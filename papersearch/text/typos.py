"""What a word may be a slip of: the words that one edit makes of it.

Letters that were swapped, doubled, left out, put in or taken for others. What any of it is worth
stands in docs/decisions/0041-words-that-no-paper-says.md.

Source: Damerau, A technique for computer detection and correction of spelling errors, 1964;
Norvig, How to write a spelling corrector, 2007.
"""

from __future__ import annotations

import re
from string import ascii_lowercase
from typing import NamedTuple

from papersearch.text.general_words import GENERAL
from papersearch.text.tokens import STOP_WORDS, fold, stem
from papersearch.types.normalise import normalise

LONGEST = 32
"""Letters of a word that is looked at; its edits grow with them."""


class Edit(NamedTuple):
    """A kind of slip: how many letters a word has to have, and what a word so made counts.

    The shorter a word, the more other words are one edit away; of people's slips, few take a
    letter for another one.
    """

    least: int
    likely: float


SWAPPED = Edit(4, 1.0)
LEFT_OUT = Edit(5, 1.0)
DOUBLED = Edit(5, 1.0)
PUT_IN = Edit(6, 0.2)
TAKEN_FOR = Edit(7, 0.05)

_LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
_SLIP = re.compile(rf"[a-z]{{{SWAPPED.least},{LONGEST}}}")
_NO_TEXT = re.compile(r"[\d/@_\\:#=&]|\w['’.]\w")
"""In numbers, addresses, file names and short forms no word is looked at."""


def latin_words(text: str) -> list[str]:
    """Return the words of Latin letters of a text, small; whatever is written beside them."""
    return _LATIN.findall(text.lower())


def may_be_slips(text: str) -> dict[str, str]:
    """Return the words of a text that may be slips, by how they are folded, as they are typed.

    They are of Latin letters, long enough, of small letters behind the first one (others are
    names), and none that any paper may say.
    """
    found: dict[str, str] = {}
    for chunk in normalise(text).split():
        if _NO_TEXT.search(chunk):
            continue
        for typed in _LATIN.findall(chunk):
            word = fold(typed)
            if typed[1:] == typed[1:].lower() and _SLIP.fullmatch(word):
                found.setdefault(word, typed)
    return {
        word: typed
        for word, typed in found.items()
        if word not in STOP_WORDS and stem(word) not in GENERAL
    }


def edits(word: str) -> dict[str, float]:
    """Return what one edit makes of a word of letters a to z, and how likely each is meant.

    The first letter stays, unless it is swapped: people rarely miss it.
    """
    found: dict[str, float] = {}
    size = len(word)

    def put(edit: Edit, made: str) -> None:
        if size >= edit.least and made != word and made not in STOP_WORDS:
            found[made] = max(edit.likely, found.get(made, 0.0))

    for at in range(size - 1):
        put(SWAPPED, word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    for at in range(1, size):
        put(DOUBLED if word[at] == word[at - 1] else PUT_IN, word[:at] + word[at + 1 :])
        for letter in ascii_lowercase:
            put(TAKEN_FOR, word[:at] + letter + word[at + 1 :])
    for at in range(1, size + 1):
        for letter in ascii_lowercase:
            put(LEFT_OUT, word[:at] + letter + word[at:])
    return found
