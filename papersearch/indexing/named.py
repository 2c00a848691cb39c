"""What people name to be indexed: the sources of a run, and what of the index belongs to them."""

from __future__ import annotations

import dataclasses
import fnmatch
import functools
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from glob import has_magic
from pathlib import Path, PurePath

from papersearch import digest
from papersearch.digest.files import is_absent
from papersearch.digest.reader import printable
from papersearch.indexing.places import (
    Places,
    absolute,
    is_gone,
    is_pipe,
    is_unknown,
    leads_to,
    mode_of,
    real_of,
)
from papersearch.indexing.reading import Source
from papersearch.indexing.sources import source_of, standard_input
from papersearch.types.collections import (
    Collection,
    aliases,
    by_root,
    common_folder,
    holder,
    lies_in,
    rest_below,
    with_new,
)
from papersearch.types.sources import STDIN, STDIN_NAME

_WILD = re.compile(r"[*?[]")

InScope = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Named:
    """The sources of a run.

    ``collections`` are all that the index knows and those that are new; ``new`` are the roots of
    these, ``touched`` of those that something was named of. ``aliases`` are the new names of
    sources that are of a new collection now. ``gone`` says of a source that was not
    read whether it belongs to what was named, and is not there any more.
    """

    sources: list[Source]
    collections: list[Collection]
    new: frozenset[str]
    touched: frozenset[str]
    aliases: Mapping[str, str]
    gone: InScope


def named(
    paths: Sequence[str],
    known: Sequence[Collection],
    held: Iterable[str] = (),
    stdin: Callable[[], bytes] | None = None,
    *,
    prune: bool = False,
) -> Named:
    """Return what ``paths`` name, beside what the index knows and the sources that it holds.

    It is no error that a place has no digest which the index has read before; nor, with ``prune``,
    that it is gone itself.

    Raises:
        NoDigests: a path holds no digest, and is not known.
        UsageError: "-" without ``stdin``.
    """
    written = [path for path in paths if path != STDIN and not is_pipe(path)]
    known = [dataclasses.replace(own, real=leads_to(own)) for own in known]
    collections = with_new(known, _wanted(written, Places(known)))
    places, roots, known_roots = Places(collections), by_root(collections), by_root(known)
    held = set(held) - {STDIN_NAME}
    others = aliases(known, collections, held)
    held = held - others.keys() | {*others.values()}

    def may_lack(path: str) -> bool:
        there = os.path.lexists(_fixed(path))
        name = places.name(_fixed(path))
        if not (there or prune):
            return False
        if name in known_roots or (there and holder(known_roots, name)):
            return True
        return any(map(_scope(path, places), held))

    sources = standard_input(paths, stdin)
    for path, alone in digest.found([path for path in paths if path != STDIN], may_lack):
        name = STDIN_NAME if is_pipe(path) else places.name(path)
        sources.append(source_of(name, path, alone))
    names = [source.name for source in sources]
    names += [places.name(_fixed(path)) for path in written]
    touched = frozenset(own.root for name in names if (own := holder(roots, name)))
    new = frozenset(roots.keys() - known_roots.keys())
    return Named(sources, collections, new, touched, others, _gone(written, places, roots))


def _gone(paths: Sequence[str], places: Places, roots: Mapping[str, Collection]) -> InScope:
    """Return what says of a source that was not read whether it is gone.

    So it is in a folder that was named, or of a pattern, if its name is one that is looked for
    there. A shell makes files of a pattern, and of those that are gone none: where files were
    named, what is not there is gone of all that they belong to.
    """
    scopes = [_scope(path, places) for path in paths if not _is_file(path)]
    alone = [holder(roots, places.name(path)) for path in paths if _is_file(path)]
    theirs = {own.root for own in alone if own}

    def gone(source: str) -> bool:
        if any(lies(source) for lies in scopes):
            return is_gone(source) or (_is_looked_for(source) and not is_unknown(source))
        own = holder(roots, source) if theirs else None
        return own is not None and own.root in theirs and is_gone(source)

    return gone


def _wanted(paths: Sequence[str], places: Places) -> Iterator[Collection]:
    """Yield the collections that paths name: folders, and where patterns and files are."""
    files: list[str] = []
    for path in paths:
        if stat.S_ISDIR(mode_of(path)):
            yield _collection(places.name(path), is_folder=True)
        elif _is_file(path):
            files.append(places.name(path))
        elif has_magic(path) and stat.S_ISDIR(mode_of(_fixed(path))):
            yield _collection(places.name(_fixed(path)), is_folder=False)
    if files:
        shared = common_folder(files)
        # What lies anywhere has nothing in common.
        folders = {str(PurePath(own).parent) for own in files}
        for root in [shared] if len(PurePath(shared).parts) > 2 else sorted(folders):
            yield _collection(root, is_folder=False)


def _collection(root: str, *, is_folder: bool) -> Collection:
    return Collection(root, is_folder, real_of(root))


def _scope(path: str, places: Places) -> InScope:
    """Return what says whether a source is of a folder, a file or a pattern."""
    if os.path.lexists(path) or not has_magic(path):
        return functools.partial(_lies_in, root=places.name(path))
    fixed = _fixed(path)
    rest = rest_below(printable(absolute(path)), printable(absolute(fixed)))
    return functools.partial(_matches, root=places.name(fixed), pattern=PurePath(rest).parts)


def _lies_in(source: str, root: str) -> bool:
    return lies_in(source, root)


def _matches(source: str, root: str, pattern: tuple[str, ...]) -> bool:
    """Whether a source, or a folder that it lies in, is what a pattern below ``root`` names."""
    return lies_in(source, root) and _fit(PurePath(rest_below(source, root)).parts, pattern)


def _fit(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether the first parts of a path are those of a pattern; none that is hidden is any."""
    if not pattern or not parts:
        return not pattern
    hidden = parts[0].startswith(".") and not pattern[0].startswith(".")
    if pattern[0] == "**":
        return _fit(parts, pattern[1:]) or (not hidden and _fit(parts[1:], pattern))
    return not hidden and fnmatch.fnmatchcase(parts[0], pattern[0]) and _fit(parts[1:], pattern[1:])


def _fixed(path: str) -> str:
    """Return the part of a pattern in front of what is none."""
    if os.path.lexists(path) or not has_magic(path):
        return path
    parts = Path(path).parts
    wild = next(n for n, part in enumerate(parts) if _WILD.search(part))
    return str(Path(*parts[:wild]))


def _is_looked_for(source: str) -> bool:
    """Whether folders are searched for files of this name; another one was named itself."""
    path = PurePath(source)
    return path.suffix.lower() in digest.SUFFIXES and not path.name.startswith(".")


def _is_file(path: str) -> bool:
    """Whether there is something that is no folder, as far as one can tell.

    It may be a link that leads nowhere.
    """
    if has_magic(path) and not os.path.lexists(path):
        return False
    return not (stat.S_ISDIR(mode_of(path)) or (is_absent(path) and not os.path.lexists(path)))
