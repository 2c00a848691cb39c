"""Folded values as papers write them: names, labels and categories."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from papersearch.store.columns import Column, Kind, Places
from papersearch.store.protocol import SearchStore
from papersearch.text.passages import label_key
from papersearch.text.tokens import fold_name
from papersearch.types.arrays import Mask
from papersearch.types.paper import Paper

_WRITTEN: Mapping[Kind, Callable[[Paper], Iterator[tuple[str, str]]]] = MappingProxyType(
    {
        "author": lambda paper: ((fold_name(own), own) for own in paper.authors),
        "category": lambda paper: ((fold_name(own), own) for own in paper.categories),
        "section": lambda paper: ((label_key(own.label), own.label) for own in paper.sections),
    }
)
"""What values papers have, folded, and as they write them."""


def written(
    store: SearchStore, kind: Kind, column: Column, values: Sequence[int], among: Mask | None = None
) -> list[str]:
    """Return values of a column as the newest of the papers in a mask writes each.

    Of those that are as new, it is the one whose id comes first. Call within a snapshot.
    """
    if kind not in _WRITTEN:
        return [column.values[own] for own in values]
    newest = {own: _newest(store, column.owners_of(own), among) for own in values}
    ids = store.ids_of({num for nums in newest.values() for num in nums})
    first = {
        own: min(nums, key=lambda num: (ids.get(num, ""), num)) for own, nums in newest.items()
    }
    papers = store.papers(set(first.values()))
    found = []
    for own in values:
        folded, num = column.values[own], first[own]
        said = _WRITTEN[kind](papers[num]) if num in papers else iter(())
        found.append(next((text for key, text in said if key == folded and text.strip()), folded))
    return [" ".join(own.split()) for own in found]


def _newest(store: SearchStore, owners: Places, among: Mask | None) -> list[int]:
    """Return the numbers of those papers, in a mask, that are of the newest day of them."""
    kept = owners if among is None else owners[among[owners]]
    days = store.column("day")
    last = days.last[kept]
    newest: list[int] = days.nums[kept[last == last.max()]].tolist()
    return newest
