"""The columns of a store on Milvus: made of its papers, which are all read for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from papersearch.store.columns import Column, Kind
from papersearch.store.milvus.digests import Digests
from papersearch.text.passages import passage_label, passages
from papersearch.text.tokens import fold_name
from papersearch.types.collections import places_of
from papersearch.types.paper import Paper

Told = Mapping[Kind, tuple[str, ...]]


def told_of(paper: Paper) -> Told:
    """Return the values that a paper has of each kind but for its sources."""
    return {
        "day": paper.days,
        "author": tuple(map(fold_name, paper.authors)),
        "section": tuple(passage_label(paper, own) for own in passages(paper)),
        "category": tuple(map(fold_name, paper.categories)),
    }


def places_by_id(entries: Digests) -> dict[str, set[str]]:
    """Return the places of the collections that tell of each paper, by id."""
    found: dict[str, set[str]] = defaultdict(set)
    by_place: dict[str, list[str]] = defaultdict(list)
    for source, place in places_of(entries.collections(), entries.sources()).items():
        by_place[place].append(source)
    for place, sources in by_place.items():
        for id_ in entries.ids_in(sources):
            found[id_].add(place)
    return found


def columns(papers: Iterable[tuple[int, Paper]], entries: Digests) -> dict[Kind, Column]:
    """Return all columns of papers, by number."""
    places = places_by_id(entries)
    told = {
        num: {**told_of(paper), "source": tuple(sorted(places.get(paper.id, ())))}
        for num, paper in papers
    }
    nums = np.array(sorted(told), np.int64)
    kinds: tuple[Kind, ...] = ("day", "author", "section", "category", "source")
    return {kind: Column.of(nums, (told[num][kind] for num in nums.tolist())) for kind in kinds}
