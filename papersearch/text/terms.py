"""Terms of the field in four languages: what stands for a word before a corpus has taught any.

A line of ``terms.tsv`` is one notion, and each of its words is said where one of its other forms
is, whole. What is written without spaces is looked for as it is written: two characters of it may
be part of anything.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path

from papersearch.text.glossary import Glossary
from papersearch.text.tokens import Term, bigrams, is_unspaced, whole_tokens

_ENDING = re.compile(r"[\u3041-\u309f]+|[\uac00-\ud7a3]{1,3}")
"""Particles and endings behind a known word, which say nothing."""


def standing_for(terms: tuple[Term, ...]) -> tuple[tuple[Term, ...], Glossary]:
    """Return terms parted into the words that are known, and the forms that stand for each.

    A form of several tokens has them parted by spaces: all have to be said.
    """
    parts = tuple({part.word: part for term in terms for part in _parted(term)}.values())
    known = _known()
    return parts, {
        token: [(form, 1.0) for form in known[token]]
        for part in parts
        for token in part.tokens
        if token in known
    }


def rows() -> list[list[str]]:
    """Return the forms of each notion: English, Korean, Japanese, Chinese."""
    text = Path(__file__).with_name("terms.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


@functools.cache
def _known() -> Mapping[str, list[str]]:
    """Return by token the forms of its notions, of which it is no part."""
    found: dict[str, dict[str, None]] = {}
    for row in rows():
        forms = [whole_tokens(form) for form in row]
        for form in forms:
            others = {" ".join(own): None for own in forms if own != form}
            for token in form:
                found.setdefault(token, {}).update(others)
    return {token: list(forms) for token, forms in found.items()}


@functools.cache
def _words() -> re.Pattern[str]:
    """Return what finds known words in what is written without spaces, the longest first."""
    words = [own for own in _known() if is_unspaced(own) and len(own) > 1]
    return re.compile("|".join(sorted(words, key=lambda own: (-len(own), own))))


def _parted(term: Term) -> list[Term]:
    """Return the known words of one that is written without spaces, and what is left beside."""
    if not is_unspaced(term.word):
        return [term]
    found: list[Term] = []
    at = 0
    for known in _words().finditer(term.word):
        found += [*_left(term.word[at : known.start()], behind=at > 0), Term(known[0], (known[0],))]
        at = known.end()
    return [*found, *_left(term.word[at:], behind=True)] if found else [term]


def _left(rest: str, *, behind: bool) -> list[Term]:
    """Return the term of what is beside a known word, if it says anything."""
    says_nothing = len(rest) < 2 or (behind and _ENDING.fullmatch(rest))
    return [] if says_nothing else [Term(rest, tuple(bigrams(rest)))]
