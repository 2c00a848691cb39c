"""What the pages of one reader show, each as the template has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from papersearch.text.doubt import Doubt as Doubtful
from papersearch.types.watch import Watch
from papersearch.upkeep.duplicates import Group, RepeatedDay
from papersearch.web.views import Card


@dataclass(frozen=True, slots=True)
class Recommended:
    """A paper, and the liked ones that it is most like."""

    card: Card
    because: Sequence[Card]


@dataclass(frozen=True, slots=True)
class ForYou:
    """What likes recommend; nothing where fewer than ``least`` papers are liked, of ``count``."""

    least: int
    count: int
    papers: Sequence[Recommended] = ()
    liked: Sequence[Card] = ()
    disliked: Sequence[Card] = ()


@dataclass(frozen=True, slots=True)
class CaughtCard:
    """A paper, and which watches catch it, each with how sure it is."""

    card: Card
    watches: Sequence[tuple[Watch, str]]


@dataclass(frozen=True, slots=True)
class FeedPage:
    """What watches caught: all ``count`` unread papers, and those of the newest ``days`` days.

    ``unread`` and ``read`` are the first of each.
    """

    watches: Sequence[Watch]
    days: int
    unread: Sequence[CaughtCard] = ()
    read: Sequence[CaughtCard] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class KeptPage:
    """The tags with how many papers each has, and the papers of the ``tag``, else of all lists."""

    tags: Mapping[str, int]
    tag: str = ""
    tagged: Sequence[Card] = ()
    to_read: Sequence[Card] = ()
    done: Sequence[Card] = ()
    noted: Sequence[Card] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A paper whose summary is doubtful, and why."""

    card: Card
    doubt: Doubtful


@dataclass(frozen=True, slots=True)
class Twice:
    """What the index seems to hold twice, and doubtful summaries; of many, the first."""

    groups: Sequence[tuple[Sequence[Card], Group]]
    count: int
    days: Sequence[RepeatedDay] = field(default=())
    doubts: Sequence[Doubt] = ()
    doubtful: int = 0
