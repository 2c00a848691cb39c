"""Watches: standing queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from papersearch.errors import InvalidWatch
from papersearch.types.box import typed
from papersearch.types.query import Filters, Query

LEVELS: Mapping[str, float] = {"strong": 0.75, "fair": 0.64, "weak": 0.52}
"""How sure it is that one paper answers a query: levels, and where they begin.

One paper is another matter than an answer, whose first hits speak for each other. See
docs/decisions/0015-watches.md.
"""


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

    def check_plain(self) -> None:
        """Raise InvalidWatch where the text holds signs: they would mean nothing to a watch."""
        found = typed(self.text)
        if found.filters or any(found.says):
            raise InvalidWatch(
                "a watch looks for plain text: quotation marks, -word and fields such as author: "
                "mean nothing to it; leave them out, and give --author, --min-votes, --section or "
                "--category"
            )
