"""What is remembered of an index for as long as one generation of it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from papersearch.ranking.space import Space
from papersearch.types.arrays import Ids, Mask

if TYPE_CHECKING:
    from papersearch.store.columns import Column as Values
    from papersearch.store.columns import Kind
    from papersearch.store.local.vectors.segment import NamedSegments
    from papersearch.store.local.words.scoring import Scorer, Segment


Column = NDArray[np.int32]


class PaperColumns(NamedTuple):
    """By number, the last element standing for all beyond: is there one, its last day, its votes.

    ``more_days`` are the other days of papers of several, and ``whose`` the numbers of these.
    """

    there: Mask
    days: Column
    votes: Column
    whose: Ids
    more_days: Column


class PassageColumns(NamedTuple):
    """The labels of all passages and the numbers of their papers.

    ``starts`` says where the passages of each paper begin, by number: behind all passages for
    what is no paper's number.
    """

    labels: Column
    nums: Column
    starts: Ids


@dataclass(slots=True)
class Generation:
    """What was read of one generation, None for what nobody has asked for yet.

    Facets fill in the first five: how many papers there are, and what filters look at; of these
    are made the columns of values that are counted. Vectors and words fill in their segments, words
    what scores all papers. The others are of what was learned: the space with and without its
    adapter, and of papers, by number, whether they are doubtful.
    """

    papers: int | None = None
    paper_columns: PaperColumns | None = None
    passage_columns: PassageColumns | None = None
    bylines: list[str] | None = None
    categories: list[str] | None = None
    columns: dict[Kind, Values] = field(default_factory=dict)
    segments: NamedSegments | None = None
    word_segments: list[Segment] | None = None
    scorer: Scorer | None = None
    spaces: dict[bool, Space] = field(default_factory=dict)
    doubtful: dict[int, bool] = field(default_factory=dict)
