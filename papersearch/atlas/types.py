"""What a map and a trend are made of."""

from __future__ import annotations

from dataclasses import dataclass

from papersearch.atlas.shares import Interval, Month
from papersearch.types.paper import Paper


@dataclass(frozen=True, slots=True)
class Topic:
    """Papers that are alike: the words that tell them from the rest, and how many there are.

    ``field`` is the position of the larger field that the topic is a part of; on a map, ``x`` and
    ``y`` are where most of its papers lie.
    """

    words: tuple[str, ...]
    size: int
    field: int = 0
    x: float = 0.0
    y: float = 0.0

    @property
    def name(self) -> str:
        """The words in one line."""
        return " · ".join(self.words)


@dataclass(frozen=True, slots=True)
class Place:
    """A paper on the map: where it lies, and the position of its topic.

    ``doubtful`` says that its summary, which places it, seems to be of another paper.
    """

    paper: Paper
    x: float
    y: float
    topic: int
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Atlas:
    """A corpus in two dimensions: places in the order of their papers' ids, within -1 to 1.

    ``topics`` are parts of ``fields``, both largest first. ``found`` is how many papers the
    filters leave; where it is more than there are places, these are a sample.
    """

    places: tuple[Place, ...]
    topics: tuple[Topic, ...]
    fields: tuple[Topic, ...]
    found: int


@dataclass(frozen=True, slots=True)
class Trend:
    """One topic over time.

    ``change`` is by how much its share has grown from the first third of the months to the last.
    ``papers`` are the ids of its papers, those that a query is about with the nearest first.
    """

    name: str
    months: tuple[Month, ...]
    change: Interval
    papers: tuple[str, ...]

    @property
    def direction(self) -> str:
        """Whether the topic is "rising", "falling", or "steady" as far as can be told."""
        if self.change.low > 0:
            return "rising"
        return "falling" if self.change.high < 0 else "steady"


@dataclass(frozen=True, slots=True)
class Trends:
    """Topics over the months of a corpus.

    Of a ``query`` there is one trend; without one there are those of all topics, rising ones
    first. ``counted`` papers have a month, ``undated`` ones none; of ``found`` papers that the
    filters leave these are all, or a sample. ``by`` is what places a paper in a month. ``as_text``
    is what of the query looks like a condition and was read as text.
    """

    query: str
    by: str
    trends: tuple[Trend, ...]
    counted: int
    undated: int
    found: int
    as_text: tuple[str, ...] = ()
