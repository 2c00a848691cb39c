"""Collections: what people named when they indexed, and which sources belong to each.

A source is named by the place of its collection and its path below that. What is found again under
another name is told by :mod:`papersearch.indexing.moves`.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection as Collection_
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from papersearch.types.sources import STDIN_NAME

_SEPARATORS = os.sep + "/"


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder that was named, or the one that files lie below which were named.

    ``root`` is its absolute path as it was first named; ``real`` where that led, links resolved,
    when it was last read; ``read`` the ISO day of that, "" for one that an older papersearch read.
    """

    root: str
    is_folder: bool
    real: str = ""
    read: str = ""


def as_fact(collections: Iterable[Collection]) -> list[list[object]]:
    """Return collections as JSON, as stores keep them."""
    return [[own.root, own.is_folder, own.real, own.read] for own in collections]


def from_fact(fact: Iterable[Sequence[Any]] | None) -> list[Collection]:
    """Return the collections that :func:`as_fact` wrote."""
    return [Collection(*own) for own in fact or ()]


def holder(roots: Mapping[str, Collection], source: str) -> Collection | None:
    """Return the collection that a source belongs to: the innermost, None for none."""
    places = (source, *map(str, PurePath(source).parents))
    return next((roots[place] for place in places if place in roots), None)


def members(collections: Iterable[Collection], sources: Iterable[str]) -> dict[str, list[str]]:
    """Return the sources of each collection, by root, in order."""
    roots = by_root(collections)
    found: dict[str, list[str]] = {root: [] for root in roots}
    for source in sorted(sources):
        if own := holder(roots, source):
            found[own.root].append(source)
    return found


def places_of(collections: Sequence[Collection], sources: Collection_[str]) -> dict[str, str]:
    """Return the place of the collection of each source that has one, by source.

    Of an index that an older papersearch read they are guessed; standard input is one of its own.
    """
    roots = by_root(collections or guessed(sources))
    found = {own: at.root for own in sources if (at := holder(roots, own))}
    return found | ({STDIN_NAME: STDIN_NAME} if STDIN_NAME in sources else {})


def by_root(collections: Iterable[Collection]) -> dict[str, Collection]:
    """Return collections by their roots."""
    return {own.root: own for own in collections}


def lies_in(source: str, root: str) -> bool:
    """Whether a source is what ``root`` names, or lies below it."""
    return source == root or source.startswith(root.rstrip(_SEPARATORS) + "/")


def moved_below(root: str, source: str, before: str) -> str:
    """Return the name below ``root`` of a source that lies in ``before``."""
    return str(PurePath(root, rest_below(source, before)))


def rest_below(source: str, root: str) -> str:
    """Return how a source goes on that lies in ``root``, "" where it is that."""
    return source[len(root) :].lstrip(_SEPARATORS)


def with_new(known: Sequence[Collection], wanted: Iterable[Collection]) -> list[Collection]:
    """Return the known collections and those that are new, of which folders take in what they hold.

    What lies in a folder that was named is of that folder, and files below one that files were
    named of are of that one.
    """
    found = list(known)
    for new in wanted:
        around = [own for own in found if lies_in(new.root, own.root)]
        if any(own.is_folder or not new.is_folder for own in around):
            continue
        within = [own for own in found if _lies_within(own, new)]
        found = [own for own in found if own not in within or (own.is_folder > new.is_folder)]
        found.append(new)
    return sorted(found, key=lambda own: own.root)


def aliases(
    known: Iterable[Collection], now: Iterable[Collection], sources: Iterable[str]
) -> dict[str, str]:
    """Return the names of sources whose collection was taken in by one that has other names."""
    roots = by_root(known)
    gone = {root: own for root, own in roots.items() if root not in by_root(now)}
    after = {
        root: moved_below(new.root, own.real, new.real)
        for root, own in gone.items()
        for new in now
        if _lies_within(own, new) and not lies_in(root, new.root)
    }
    found = {}
    for source in sources if after else ():
        if (own := holder(roots, source)) and own.root in after:
            found[source] = moved_below(after[own.root], source, own.root)
    return found


def _lies_within(own: Collection, other: Collection) -> bool:
    """Whether a collection lies within another, by any of its names."""
    return lies_in(own.root, other.root) or bool(own.real and lies_in(own.real, other.real))


def guessed(sources: Iterable[str]) -> list[Collection]:
    """Return the collections that sources seem to be of, which an older papersearch has read.

    Each is the folder that all files below it have in common, but for such as hold everybody's:
    ``/data`` and ``/home/ana``.
    """
    grouped: dict[str, list[PurePath]] = defaultdict(list)
    for source in sources:
        path = PurePath(source)
        if path.is_absolute():
            grouped["/".join(path.parts[: min(4, len(path.parts) - 1)])].append(path.parent)
    roots = {_common(folders) for folders in grouped.values()}
    return [Collection(root, is_folder=False) for root in sorted(roots)]


def common_folder(paths: Sequence[str]) -> str:
    """Return the innermost folder that all of these absolute paths of files lie below."""
    return _common([PurePath(path).parent for path in paths])


def _common(folders: Sequence[PurePath]) -> str:
    first, *others = folders
    for place in (first, *first.parents):
        if all(place == own or place in own.parents for own in others):
            return str(place)
    return str(first)
