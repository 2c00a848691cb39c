"""What is counted of papers, and what continues a text that is being typed."""

from __future__ import annotations

from dataclasses import dataclass

Counts = tuple[tuple[str, int], ...]
"""Values, each with the papers that have it: those that most have first, equal ones by name."""


@dataclass(frozen=True, slots=True)
class Facets:
    """How many of ``papers`` papers there are of each month, section, author and so on.

    ``months`` are as "2024-07", in order of time, of the days that filters leave; a paper counts
    once in each month in which a digest has it. ``sections`` are labels, ``authors`` whole names,
    ``categories`` subjects, each written as the newest of the papers writes it; ``sources`` are the
    places of collections. ``verdict`` is that of the answer whose papers these are, "" where
    nothing was asked: of "none" they are the nearest papers, and not such that answer. ``filtered``
    says that the answer is among what filters leave.
    """

    papers: int = 0
    months: Counts = ()
    sections: Counts = ()
    authors: Counts = ()
    categories: Counts = ()
    sources: Counts = ()
    verdict: str = ""
    filtered: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What continues the end of a text: an author, a section, a category or a watch.

    ``kind`` is which of these, ``value`` its name, ``count`` how many papers have it, 0 for a
    watch. ``typed`` is the part of the text, at its end, in place of which it is meant.
    """

    kind: str
    value: str
    count: int
    typed: str
