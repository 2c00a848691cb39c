"""Watches: standing queries, and which papers they may look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from papersearch.confidence import LEVELS
from papersearch.errors import InvalidWatch
from papersearch.paper import Paper
from papersearch.passages import TITLE_LABEL, label_key
from papersearch.query import Filters, Query
from papersearch.text import fold_name

MAX_NAME = 60


@dataclass(frozen=True, slots=True)
class Watch:
    """A standing query: what to look for, how sure to be, and what else papers must meet.

    ``least`` is one of ``LEVELS``; ``filters`` are all but dates, for a watch looks ahead.

    Raises:
        InvalidWatch: there is no such level, dates are given, or the name is empty or too long.
        InvalidQuery: the text cannot be searched for.
    """

    name: str
    text: str
    least: str = "fair"
    filters: Filters = field(default_factory=Filters)

    def __post_init__(self) -> None:
        Query(self.text)
        if not self.name.strip() or len(self.name) > MAX_NAME or not self.name.isprintable():
            raise InvalidWatch(
                f"cannot call a watch {self.name!r}: names are one line of up to {MAX_NAME} "
                "characters, give --name"
            )
        if self.least not in LEVELS:
            raise InvalidWatch(f"no confidence {self.least!r}: choose one of {', '.join(LEVELS)}")
        if self.filters.since or self.filters.until:
            raise InvalidWatch("a watch has no dates: it looks at papers as they come")


def name_for(text: str) -> str:
    """Return the name of a watch that was given none: its text on one line, cut to fit."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_NAME else line[: MAX_NAME - 1].rstrip() + "…"


def meets(paper: Paper, filters: Filters) -> bool:
    """Whether a paper meets the filters on votes, authors and sections."""
    byline = "\n".join(map(fold_name, paper.authors))
    least = filters.min_votes
    votes = least is None or (paper.votes is not None and paper.votes >= least)
    authors = all(fold_name(author) in byline for author in filters.authors)
    return votes and authors and (not filters.sections or bool(labels(paper, filters.sections)))


def labels(paper: Paper, sections: Iterable[str]) -> tuple[str, ...]:
    """Return the labels of a paper that contain one of the ``sections``, folded as filters do."""
    own = dict.fromkeys(label_key(section.label) for section in paper.sections) or (TITLE_LABEL,)
    wanted = [fold_name(section) for section in sections]
    return tuple(label for label in own if any(part in label for part in wanted))
