"""What a map and a trend are made of."""

from __future__ import annotations

from dataclasses import dataclass

from papersearch.paper import Paper


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
