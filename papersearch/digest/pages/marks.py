"""A line that is nothing but marks of a paper: "ICLR 2025 | 👍 12 | cs.CL", "*Ada One, ...*"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from papersearch.digest import counts, days, fields, labels, names, people
from papersearch.digest.pages.evidence import is_generic, letters
from papersearch.digest.pages.tidying import is_venue
from papersearch.types import address

_BETWEEN = re.compile(r"\s(?:[|｜•▪]\s?|[·–—]\s|\s{2,8})|[|｜•▪]\s?")
_COUNTED = re.compile(r"[^\w\s]{1,4}\s?\d{1,9}")
_VENUE = re.compile(
    r"(?i:preprint|(?=[^a-z]*[A-Z]{3})[A-Z][\w&@' .-]{1,60}(?:19|20)\d\d[\w .,()-]{0,40})"
)
_LETTER = re.compile(r"[^\W_]")
_EDGES = " \t*_`[](),"
_LONGEST = 500
_DAY = 9
"""Letters of a piece that is a day: the name of a month."""
_LEFT = 40
"""Letters beside counted votes that are text of the paper, not a sentence."""


@dataclass(slots=True)
class Marks:
    """What a line tells; ``rest`` is what of it is none of these."""

    votes: int | None = None
    voted: bool = False
    day: str = ""
    categories: tuple[str, ...] = ()
    venue: str = ""
    authors: str = ""
    rest: str = ""

    def any(self) -> bool:
        """Whether a line told anything."""
        return self.voted or bool(self.categories or self.venue or self.authors)


def of_line(text: str) -> Marks | None:
    """Return what a line tells if it is nothing but marks of a paper; None for a sentence."""
    if len(text) > _LONGEST:
        return None
    found = Marks()
    left = [piece for piece in _pieces(text) if not _take(piece, found, listed=text)]
    if not left:
        numbered = not found.day and bool(address.mentioned(text))
        return found if found.any() or numbered else None
    found.rest = " | ".join(left)
    known = found.voted and letters(found.rest) <= _LEFT
    return found if known and not found.authors else None


def is_marked_venue(text: str) -> bool:
    """Whether a text is but a venue with its year, or says that there is none yet."""
    text = text.strip("*_ .")
    return is_venue(text) or _VENUE.fullmatch(text) is not None


def _pieces(text: str) -> list[str]:
    found: list[str] = []
    for piece in _BETWEEN.split(text):
        head, mark, tail = piece.rstrip("*_ .").rpartition(". ")
        if mark and head and is_marked_venue(tail):
            found += [head, tail]
            continue
        head, mark, tail = piece.partition(", by ")
        found += [head, tail] if mark and is_marked_venue(head) else [piece]
    return [piece for piece in found if piece.strip(_EDGES)]


def _take(piece: str, found: Marks, *, listed: str) -> bool:
    plain = piece.strip(_EDGES)
    voted = counts.votes_in(plain)
    named = labels.split_field(plain)
    meaning = names.meaning(named.name) if named else ""
    if voted and not voted[1] and not found.voted:
        found.votes, found.voted = voted[0], True
    elif named and meaning == "votes" and named.value.strip().isdecimal() and not found.voted:
        found.votes, found.voted = counts.votes(named.value), True
    elif named and meaning == "categories":
        found.categories = found.categories or fields.categories_in(named.value) or (named.value,)
    elif is_marked_venue(plain):
        found.venue = found.venue or plain.strip(" .")
    elif _is_names(piece, plain, listed):
        found.authors = found.authors or plain
    else:
        return _is_known(plain, found)
    return True


def _is_known(plain: str, found: Marks) -> bool:
    """Whether a piece is categories, an id, a day, a count or a word for a link."""
    codes = fields.categories_in(plain)
    left = plain
    for code in codes:
        left = left.replace(code, " ")
    for start, end, _ in reversed(address.spans(left)):
        left = f"{left[:start]} {left[end:]}"
    if not _LETTER.search(left.replace("arXiv", " ")):
        found.categories = found.categories or codes
        return True
    if _COUNTED.fullmatch(plain) or is_generic(plain):
        return True
    if letters(plain) > _DAY:
        return False
    day, _ = days.day_in(plain) or ("", "")
    found.day = found.day or day
    return bool(day)


def _is_names(piece: str, plain: str, listed: str) -> bool:
    """Whether a piece lists names: several, or one in italics."""
    if plain[:3] == "by ":
        plain, piece = plain[3:], plain
    marked = piece.strip() != plain or plain != listed.strip()
    return (marked or "," in plain) and people.is_names(plain)
