"""The map of a corpus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from papersearch.atlas.corpus import MOST, read
from papersearch.atlas.layout import Points, layout
from papersearch.atlas.topics import group
from papersearch.atlas.types import Atlas, Place, Topic
from papersearch.store.protocol import SearchStore
from papersearch.types.query import Filters

_NEAR = 0.08  # of a map that is 2 wide
_LOOKED_AT = 1000


def chart(
    store: SearchStore,
    filters: Filters,
    *,
    most: int = MOST,
    topics: int | None = None,
    seed: int = 0,
) -> Atlas:
    """Return the map of what the filters leave; the same for the same index and seed.

    Raises:
        MissingExtra: openTSNE is not installed.
        DerivedFileDamaged, IndexCorrupt: a file that is needed is damaged.
    """
    with store.snapshot():
        corpus = read(store, filters, most, seed)
    if not corpus.papers:
        return Atlas((), (), (), corpus.found)
    grouping = group(corpus, topics, seed)
    points = layout(corpus.vectors, seed)
    places = tuple(
        Place(paper, float(x), float(y), topic, doubtful)
        for paper, (x, y), topic, doubtful in zip(
            corpus.papers, points.tolist(), grouping.labels, corpus.doubtful, strict=True
        )
    )
    topics_ = _placed(grouping.topics, grouping.labels, points)
    fields = _placed(grouping.fields, [grouping.topics[t].field for t in grouping.labels], points)
    return Atlas(places, topics_, fields, corpus.found)


def _placed(groups: Sequence[Topic], labels: Sequence[int], points: Points) -> tuple[Topic, ...]:
    """Return the groups with the place where each is densest, which may have several parts."""
    own = np.array(labels)
    middles = [_densest(points[own == at][:_LOOKED_AT]).tolist() for at in range(len(groups))]
    return tuple(replace(group, x=x, y=y) for group, (x, y) in zip(groups, middles, strict=True))


def _densest(points: Points) -> Points:
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)
    near = apart < _NEAR
    middle: Points = points[near[near.sum(axis=1).argmax()]].mean(axis=0)
    return middle
