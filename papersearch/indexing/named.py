"""What people name to be indexed: the sources of a run, and what of the index belongs to them."""

from __future__ import annotations

import fnmatch
import functools
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from glob import has_magic
from pathlib import Path, PurePath

from papersearch import digest
from papersearch.indexing.places import Places, absolute, is_gone
from papersearch.indexing.plan import Source
from papersearch.indexing.sources import source_of, standard_input
from papersearch.types.collections import (
    Collection,
    by_root,
    common_folder,
    holder,
    lies_in,
    with_new,
)
from papersearch.types.sources import STDIN, STDIN_NAME

_WILD = re.compile(r"[*?[]")

InScope = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Named:
    """The sources of a run.

    ``collections`` are all that the index knows and those that are new; ``new`` the roots of
    these. ``covers`` says of a source whether it belongs to what was named, ``gone`` whether it
    does and is not there any more, if it was not read.
    """

    sources: list[Source]
    collections: list[Collection]
    new: frozenset[str]
    touched: frozenset[str]
    covers: InScope
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

    With ``prune``, a path may be gone of which the index holds something.

    Raises:
        NoDigests: a path holds no digest, nor did it before.
        UsageError: "-" without ``stdin``.
    """
    written = [path for path in paths if path != STDIN and not _is_pipe(path)]
    wanted = list(_wanted(written, Places(known)))
    collections = with_new(known, wanted)
    places = Places(collections)
    scopes = [scope for path in written for scope in _scopes(path, places)]
    held = set(held) - {STDIN_NAME}

    def may_lack(path: str) -> bool:
        if not prune and not os.path.lexists(path) and not has_magic(path):
            return False
        return any(scope(source) for scope in _scopes(path, places) for source in held)

    files = digest.found([path for path in paths if path != STDIN], may_lack)
    sources = standard_input(paths, stdin)
    for path, alone in files:
        name = STDIN_NAME if _is_pipe(path) else places.name(path)
        sources.append(source_of(name, path, alone))
    roots = by_root(collections)
    files_of = _roots_of_files(written, places, roots)

    def covers(source: str) -> bool:
        if any(scope(source) for scope in scopes):
            return True
        own = holder(roots, source) if files_of else None
        return own is not None and any(
            root == own.root and lies_in(source, below) for root, below in files_of
        )

    def gone(source: str) -> bool:
        if any(scope(source) for scope in scopes) and _is_looked_for(source):
            return True
        return covers(source) and is_gone(source)

    touched = {own.root for source in sources if (own := holder(roots, source.name))}
    touched |= {own.root for path in written if (own := holder(roots, places.name(_fixed(path))))}
    new = frozenset(roots.keys() - {own.root for own in known})
    return Named(sources, collections, new, frozenset(touched), covers, gone)


def _wanted(paths: Sequence[str], places: Places) -> Iterator[Collection]:
    """Yield the collections that paths name: folders, and where patterns and files are."""
    files: list[str] = []
    for path in paths:
        if Path(path).is_dir():
            yield _collection(places.name(path), is_folder=True)
        elif os.path.lexists(path):
            files.append(places.name(path))
        elif has_magic(path) and Path(_fixed(path)).is_dir():
            yield _collection(places.name(_fixed(path)), is_folder=False)
    if files:
        shared = common_folder(files)
        # What lies anywhere has nothing in common.
        folders = {str(PurePath(own).parent) for own in files}
        for root in [shared] if len(PurePath(shared).parts) > 2 else sorted(folders):
            yield _collection(root, is_folder=False)


def _collection(root: str, *, is_folder: bool) -> Collection:
    return Collection(root, is_folder, os.path.realpath(root))


def _roots_of_files(
    paths: Sequence[str], places: Places, roots: dict[str, Collection]
) -> list[tuple[str, str]]:
    """Return the collections that files which were named themselves are of, and below what.

    A shell makes files of a pattern, which does not match those that are gone: these are looked
    for where the files that are there have been named, or below what these have in common.
    """
    files = [
        places.name(path) for path in paths if os.path.lexists(path) and not Path(path).is_dir()
    ]
    grouped: dict[str, list[str]] = {}
    for name in files:
        if own := holder(roots, name):
            grouped.setdefault(own.root, []).append(name)
    return [
        (root, common_folder(names) if roots[root].is_folder else root)
        for root, names in grouped.items()
    ]


def _scopes(path: str, places: Places) -> Iterator[InScope]:
    """Yield what says whether a source is of a folder, a file or a pattern."""
    if os.path.lexists(path) or not has_magic(path):
        yield functools.partial(_lies_in, root=places.name(path))
    else:
        fixed = _fixed(path)
        rest = str(absolute(path))[len(str(absolute(fixed))) :].lstrip("/\\")
        yield functools.partial(_matches, root=places.name(fixed), pattern=PurePath(rest).parts)


def _lies_in(source: str, root: str) -> bool:
    return lies_in(source, root)


def _matches(source: str, root: str, pattern: tuple[str, ...]) -> bool:
    """Whether a source, or a folder that it lies in, is what a pattern below ``root`` names."""
    return lies_in(source, root) and _fit(
        PurePath(source[len(root) :].lstrip("/\\")).parts, pattern
    )


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


def _is_pipe(path: str | Path) -> bool:
    """Whether a path is that of a pipe or a device, which is another one next time."""
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
