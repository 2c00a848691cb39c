"""What an index knows of its sources: listed, told where they are now, and forgotten."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from papersearch.digest.reader import printable
from papersearch.errors import SourceNotFound, UsageError
from papersearch.indexing.moves import Moved
from papersearch.indexing.places import Places, absolute, is_folder, is_gone, real_of
from papersearch.indexing.update import known_collections, relabel
from papersearch.indexing.write import Agree, EmbedderFor, Report, index
from papersearch.store.protocol import EntryStore, Store
from papersearch.types.collections import (
    Collection,
    by_root,
    holder,
    lies_in,
    members,
    moved_below,
    with_new,
)
from papersearch.types.sources import STDIN, STDIN_NAME


@dataclass(frozen=True, slots=True)
class Holding:
    """A collection of an index, or its standard input: how many files and papers it has.

    ``missing`` of the files are not there now; ``read`` is the ISO day of the last reading, ""
    where nobody knows.
    """

    where: str
    is_folder: bool
    files: int
    papers: int
    missing: int
    read: str


def inventory(entries: EntryStore) -> list[Holding]:
    """Return the collections of an index by their places, standard input last."""
    collections = known_collections(entries)
    held = entries.sources()
    found = []
    for own in collections:
        names = members(collections, held)[own.root]
        papers, missing = _papers(entries, names), sum(map(is_gone, names))
        found.append(Holding(own.root, own.is_folder, len(names), papers, missing, own.read))
    if STDIN_NAME in held:
        found.append(Holding(STDIN_NAME, False, 1, _papers(entries, [STDIN_NAME]), 0, ""))
    return found


def move(store: Store, old: str, new: str, embedder_for: EmbedderFor) -> Moved:
    """Let what was read below ``old`` be known as what lies below ``new``, which need not be there.

    What lies in a collection that is there already belongs to that one.

    Raises:
        SourceNotFound: nothing was read there.
        UsageError: a name is missing.
    """
    entries = store.entries
    collections, held = known_collections(entries), entries.sources()
    before = _named(collections, held, old)
    after = printable(absolute(_given(new)))
    names = [name for name in held if lies_in(name, before)]
    # Of a folder that moves into itself, or out, the name must be free before it is given.
    names.sort(key=len, reverse=lies_in(after, before))
    renamed = {name: moved_below(after, name, before) for name in names if after != before}
    touched = entries.ids_in(names)
    relabel(store, renamed)
    moved = [_moved(own, before, after) for own in collections if lies_in(own.root, before)]
    new_one = Collection(after, is_folder(after), real_of(after))
    left = [own for own in collections if not lies_in(own.root, before)]
    entries.keep_collections(with_new(left, moved or [new_one]))
    index(store, (), embedder_for, touched=touched)
    return Moved(before, after, len(names))


def forget(store: Store, name: str, embedder_for: EmbedderFor, agree: Agree) -> Report:
    """Forget a collection, and drop the papers that no other one tells of.

    ``agree`` is asked before much is dropped.

    Raises:
        SourceNotFound: there is no such collection.
        UsageError: the name is missing.
    """
    collections, held = known_collections(store.entries), store.entries.sources()
    place = _named(collections, held, name)
    if not _is_known(collections, held, place):
        within = [own.root for own in collections if lies_in(own.root, place)]
        raise SourceNotFound(f"{place} itself was not indexed: name one of {_listed(within)}")
    names = [own for own in held if lies_in(own, place)]
    report = index(store, (), embedder_for, gone=set(names).__contains__, agree=agree)
    report.digests = len(names)
    if not report.refused:
        left = [own for own in collections if not lies_in(own.root, place)]
        store.entries.keep_collections(left)
    return report


def _named(collections: Sequence[Collection], held: set[str], name: str) -> str:
    """Return the place that a name stands for: a path, or the last part of a collection's.

    Raises:
        SourceNotFound: nothing was read there, or there are two of this name.
        UsageError: the name is missing.
    """
    written = STDIN_NAME if name == STDIN else _given(name)
    places = [written, _given(Places(collections).name(name))]
    for place in places:
        if place in by_root(collections) or any(lies_in(own, place) for own in held):
            return place
    short = [own.root for own in collections if PurePath(own.root).name == name]
    if not short:
        raise SourceNotFound(
            f"nothing was indexed from {name}: `papersearch sources` lists what was"
        )
    if len(short) > 1:
        raise SourceNotFound(f"{len(short)} are called {name}: name one of {_listed(short)}")
    return short[0]


def _given(name: str) -> str:
    """Return a name that is one: neither nothing nor all that there is.

    A variable of a shell that is not set leaves "" or "/".

    Raises:
        UsageError: it is not.
    """
    if not name.strip() or str(PurePath(name)) == PurePath(name).anchor:
        raise UsageError(f"{name!r} names no folder: `papersearch sources` lists what was indexed")
    return name


def _is_known(collections: Sequence[Collection], held: set[str], place: str) -> bool:
    """Whether a place is a source, a collection or in one, and not a folder around some."""
    return place in held or holder(by_root(collections), place) is not None


def _listed(places: Sequence[str]) -> str:
    return ", ".join(sorted(places))


def _moved(own: Collection, before: str, after: str) -> Collection:
    root = moved_below(after, own.root, before)
    return dataclasses.replace(own, root=root, real=real_of(root))


def _papers(entries: EntryStore, names: Sequence[str]) -> int:
    ids = entries.ids_in(names)
    return len(ids - entries.removed(ids))
