"""What is remembered of an index for as long as one generation of it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from papersearch.ranking.space import Space

if TYPE_CHECKING:
    from papersearch.store.local.catalog.facets import PaperColumns, PassageColumns
    from papersearch.store.local.vectors.segment_files import NamedSegments
    from papersearch.store.local.words.scoring import Scorer, Segment


@dataclass(slots=True)
class Generation:
    """What was read of one generation, None for what nobody has asked for yet.

    Facets fill in the first four: how many papers there are, and what filters look at. Vectors and
    words fill in their segments, words what scores all papers. The others are of what was
    learned: the space with and without its adapter, and of papers, by number, whether they are
    doubtful.
    """

    papers: int | None = None
    paper_columns: PaperColumns | None = None
    passage_columns: PassageColumns | None = None
    bylines: list[str] | None = None
    segments: NamedSegments | None = None
    word_segments: list[Segment] | None = None
    scorer: Scorer | None = None
    spaces: dict[bool, Space] = field(default_factory=dict)
    doubtful: dict[int, bool] = field(default_factory=dict)
