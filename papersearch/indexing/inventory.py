"""What an index knows of its sources: listed, told where they are now, and forgotten."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from papersearch.errors import SourceNotFound
from papersearch.indexing.moves import Moved
from papersearch.indexing.places import Places, absolute, is_gone
from papersearch.indexing.update import known_collections
from papersearch.indexing.write import Agree, EmbedderFor, Report, index
from papersearch.store.protocol import EntryStore, Store
from papersearch.types.collections import Collection, lies_in, members, with_new
from papersearch.types.sources import STDIN_NAME


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

    Raises:
        SourceNotFound: nothing was read there.
    """
    entries = store.entries
    collections, held = known_collections(entries), entries.sources()
    before, names = _named(collections, held, old)
    after = str(absolute(new))
    renamed = {name: _under(after, name, before) for name in names}
    touched = entries.ids_in(names)
    with store.commit():
        entries.relabel(renamed)
    moved = [_moved(own, before, after) for own in collections]
    if before not in {own.root for own in collections}:
        real = os.path.realpath(after)
        moved = with_new(moved, [Collection(after, is_folder=Path(after).is_dir(), real=real)])
    entries.keep_collections(sorted(moved, key=lambda own: own.root))
    index(store, (), embedder_for, touched=touched)
    return Moved(before, after, len(names))


def forget(store: Store, name: str, embedder_for: EmbedderFor, agree: Agree) -> Report:
    """Forget a collection, and drop the papers that no other one tells of.

    ``agree`` is asked before much is dropped.

    Raises:
        SourceNotFound: there is no such collection.
    """
    collections = known_collections(store.entries)
    place, names = _named(collections, store.entries.sources(), name)
    report = index(store, (), embedder_for, gone=set(names).__contains__, agree=agree)
    report.digests = len(names)
    if not report.refused:
        left = [own for own in collections if not lies_in(own.root, place)]
        store.entries.keep_collections(left)
    return report


def _named(collections: Sequence[Collection], held: set[str], name: str) -> tuple[str, list[str]]:
    """Return the place that a name stands for, and the sources there: a path, or its last part."""
    short = [own.root for own in collections if PurePath(own.root).name == name]
    for place in (name, Places(collections).name(name), *(short if len(short) == 1 else ())):
        names = sorted(own for own in held if lies_in(own, place))
        if names or any(own.root == place for own in collections):
            return place, names
    raise SourceNotFound(f"nothing was indexed from {name}: `papersearch sources` lists what was")


def _moved(own: Collection, before: str, after: str) -> Collection:
    if not lies_in(own.root, before):
        return own
    root = _under(after, own.root, before)
    return dataclasses.replace(own, root=root, real=os.path.realpath(root))


def _under(root: str, path: str, before: str) -> str:
    rest = path[len(before) :].lstrip("/\\")
    return str(PurePath(root, rest)) if rest else root


def _papers(entries: EntryStore, names: Sequence[str]) -> int:
    ids = entries.ids_in(names)
    return len(ids - entries.removed(ids))
