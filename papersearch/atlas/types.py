"""What a map and a trend are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from papersearch.atlas.forms import FormChange
from papersearch.atlas.shares import Interval, Month
from papersearch.types.paper import Paper

STEADY = 0.5
"""The part of its own share by which a steady topic can have changed at most."""


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
    ``broken`` is the first month in which its share jumps while the form of the digests changes.
    """

    name: str
    months: tuple[Month, ...]
    change: Interval
    papers: tuple[str, ...]
    broken: str = ""

    @property
    def near(self) -> int:
        """How many papers with a month are of the topic."""
        return sum(month.near for month in self.months)

    @property
    def share(self) -> float:
        """The share of the topic in all months together."""
        return self.near / max(1, sum(month.papers for month in self.months))

    @property
    def direction(self) -> str:
        """Whether the topic is "rising", "falling" or "steady"; "unclear" for too few papers.

        It is steady where its share can have changed by no more than half of itself.
        """
        if self.change.low > 0:
            return "rising"
        if self.change.high < 0:
            return "falling"
        widest = max(-self.change.low, self.change.high)
        return "steady" if widest <= STEADY * self.share else "unclear"


@dataclass(frozen=True, slots=True)
class Trends:
    """Topics over the months of a corpus.

    Of a ``query`` there is one trend; without one there are those of all topics, rising ones
    first. ``counted`` papers have a month, ``undated`` ones none; of ``found`` papers that the
    filters leave these are all, or a sample. ``by`` is what places a paper in a month. ``as_text``
    is what of the query looks like a condition and was read as text. ``members`` are the papers of
    the trends by id. ``changes`` are the months in which the form of the digests changed: what
    moves then may be how papers are told, and not what they are about.
    """

    query: str
    by: str
    trends: tuple[Trend, ...]
    counted: int
    undated: int
    found: int
    as_text: tuple[str, ...] = ()
    members: Mapping[str, Paper] = field(default_factory=dict)
    changes: tuple[FormChange, ...] = ()

    @property
    def is_thin(self) -> bool:
        """Whether no month has papers enough for a share of them to say much."""
        return all(month.few for trend in self.trends[:1] for month in trend.months)
