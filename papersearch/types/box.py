"""What people type into the box: words, and the few signs that mean more.

The grammar, in which everything that is none of the rest is a word::

    typed  = { space | part }
    part   = [ "-" ] ( "title:" value | "author:" value | phrase | word )
           | ( "since:" | "until:" | "votes:" | "section:" | "category:" ) value
    value  = phrase | word
    phrase = '"' { any character but '"' } '"'
    word   = any characters but space

A "-" in front leaves out what follows; in front of an initial ("S. -H. Chan") it is a part of a
name. So "state-of-the-art", "a - b", "http://x" and an open quotation mark, "-" in front of it or
not, are plain words: nothing that is typed is an error. What looks like a condition and is none
("-votes:3", "votes:many") is text as well, and said to be. Curly quotation marks are as good as
straight ones. In a text of more than PROSE words, which was pasted, quotation marks and "-" are its
author's: only fields count.
"""

from __future__ import annotations

import re
from typing import NamedTuple

FILTERS = ("since", "until", "votes", "section", "author", "category")
"""What filters a field gives; see :class:`papersearch.types.query.Filters`."""

PROSE = 20

_PART = re.compile(
    r"""
    (?P<minus>-(?=\w(?!\.(?:\s|\Z))|"[^"]*"(?:\s|\Z)))?
    (?:(?P<field>title|author|since|until|votes|section|category):(?=[^\s:/"]|"[^"]*"(?:\s|\Z)))?
    (?:"(?P<phrase>[^"]*)"(?=\s|\Z)|(?P<word>\S+))
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FIELD = re.compile("(?:title|author|since|until|votes|section|category):", re.IGNORECASE)
_MEANT = re.compile(rf'-{_FIELD.pattern}|(?:-?{_FIELD.pattern}|-)"\w', re.IGNORECASE)
"""What looks as if more was meant, even if no value follows or nothing closes a quotation mark."""

_VOTES = re.compile(r"(>=?)?(\d{1,8})\+?", re.ASCII)
_CURLY = str.maketrans("“”„‟＂", '"' * 5)


class Says(NamedTuple):
    """What papers have to say, and must not say, beside what they are ranked by.

    ``phrases`` stand in the title or a summary, word by word; ``titles`` in the title. ``without``,
    ``no_titles`` and ``no_authors`` are what papers are left out for.
    """

    phrases: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    no_titles: tuple[str, ...] = ()
    no_authors: tuple[str, ...] = ()


class Typed(NamedTuple):
    """What was typed: the ``words`` to rank by, what papers ``says``, and values of filters.

    ``as_text`` are those of the words that look like conditions, and are none.
    """

    words: str
    says: Says
    filters: tuple[tuple[str, str], ...] = ()
    as_text: tuple[str, ...] = ()


def typed(text: str) -> Typed:
    """Return what ``text`` means; its work grows with its length and no faster."""
    plain, text = text, text.translate(_CURLY)
    if not _has_signs(text):
        return Typed(plain, Says())
    is_prose = len(text.split(maxsplit=PROSE)) > PROSE
    words: list[str] = []
    said: dict[str, list[str]] = {name: [] for name in Says._fields}
    filters: list[tuple[str, str]] = []
    as_text: list[str] = []
    for found in _PART.finditer(text):
        field = (found["field"] or "").lower()
        value = found["phrase"] if found["phrase"] is not None else found["word"]
        place = _place(field, is_phrase=found["phrase"] is not None, minus=bool(found["minus"]))
        if place == "without" and found["word"] and _FIELD.match(value):  # its value is missing
            place = ""
        if not any(character.isalnum() for character in value) or (is_prose and not field):
            place = ""
        if place in said:
            said[place].append(value)
        elif place and (meant := _meant(field, value)):
            filters.append((field, meant))
        else:
            place = ""
            if not is_prose and (field or _MEANT.match(found[0])):
                as_text.append(found[0])
        if place in ("", "phrases", "titles"):
            words.append(found[0] if not place else value)
    says = Says(*(tuple(dict.fromkeys(said[name])) for name in Says._fields))
    return Typed(" ".join(words), says, tuple(filters), tuple(dict.fromkeys(as_text)))


def _has_signs(text: str) -> bool:
    return '"' in text or ":" in text or re.search(r"(?:\A|\s)-[\"\w]", text) is not None


def _place(field: str, *, is_phrase: bool, minus: bool) -> str:
    """Return where a part belongs: a field of Says, "filter", or "" for a plain word."""
    if field == "title":
        return "no_titles" if minus else "titles"
    if field == "author" and minus:
        return "no_authors"
    if field:
        return "" if minus else "filter"
    if minus:
        return "without"
    return "phrases" if is_phrase else ""


def _meant(field: str, value: str) -> str:
    """Return the value of a filter, "" where it is none that can be meant."""
    if field == "votes":
        number = _VOTES.fullmatch(value)
        return str(int(number[2]) + (number[1] == ">")) if number else ""
    return value
