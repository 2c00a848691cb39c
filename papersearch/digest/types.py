"""What parsing a digest gives: its entries, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from papersearch.types.paper import Entry


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a digest that is wrong, or worth knowing, though the rest of it is read.

    ``message`` says what is wrong and what to do about it; ``line`` counts from 1, and is 0 for
    what could not be opened.
    """

    source: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        return f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Digest:
    """The entries of one digest in their order, and its problems in the order of lines.

    ``problems`` are what is wrong and should be mended; ``notes`` are what is worth knowing and is
    no failure, such as that no day could be read. Where there are no entries, ``seems`` says what
    the file seems to be instead, as "a feed without papers", and is "" for an empty day.
    """

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    seems: str = ""
