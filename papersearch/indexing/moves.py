"""Sources that are known by another name: moved, renamed, reached through a link that is gone.

A source is recognised by its content; those beside it that have changed as well, by their paths
below what moved.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from papersearch.indexing.reading import WITHOUT_PAPERS
from papersearch.types.collections import Collection as Known
from papersearch.types.collections import by_root, holder, lies_in, moved_below
from papersearch.types.sources import STDIN_NAME

SAMPLE = 8
"""Files of two folders that are compared where no content is the same to the byte."""

_PIPE = r"/(?:proc/[^/]+/fd|dev/fd)/[^/]+"
_SIZE = 16  # of a fingerprint; behind it may stand that something is wrong


@dataclass(frozen=True, slots=True)
class Files:
    """What can be asked of the files that were found, by the names that they would have.

    ``fingerprint`` is None for what cannot be read; ``real`` is what an older papersearch called a
    file; ``gone`` says of any source whether it is not there; ``alike`` whether a file has a paper
    that a source had, word for word.
    """

    names: Collection[str]
    fingerprint: Callable[[str], bytes | None]
    real: Callable[[str], str]
    gone: Callable[[str], bool]
    alike: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Moved:
    """A folder or a file that is somewhere else: how many digests of it are."""

    old: str
    new: str
    digests: int


@dataclass(slots=True)
class Moves:
    """The new names of sources, by their old ones, and what is said of it."""

    names: dict[str, str] = field(default_factory=dict)
    said: list[Moved] = field(default_factory=list)


def moves(
    held: Mapping[str, bytes | None], files: Files, known: Sequence[Known], new: Iterable[str] = ()
) -> Moves:
    """Return which of the sources ``held``, with their fingerprints, have another name now.

    ``known`` are all collections, ``new`` the roots of those that were named for the first time.
    """
    there = set(files.names)
    names = {old: STDIN_NAME for old in held if re.fullmatch(_PIPE, old)}
    fresh = there - held.keys() - {STDIN_NAME}
    if not fresh:
        return Moves(names)
    claimed = _claimed(held.keys() - there - names.keys(), fresh, files, known) if new else {}
    names |= claimed
    fresh -= set(claimed.values())
    left = {old for old in held.keys() - there - names.keys() if _is_path(old) and files.gone(old)}
    found = _same_content(held, left, fresh, files)
    if not found:
        found = _same_words(left, fresh, files, known, new)
    found |= _beside(found | claimed, left - found.keys(), fresh - set(found.values()), held, known)

    def is_there(own: str) -> bool:
        return own in there or not files.gone(own)

    return Moves(names | found, _said(found, known, held, is_there))


def _claimed(
    held: Collection[str], fresh: Collection[str], files: Files, known: Sequence[Known]
) -> dict[str, str]:
    """Return the files that were named by themselves and are found by another path.

    An older papersearch called all files by the paths that links lead to.
    """
    real = {files.real(name): name for name in sorted(fresh)}
    roots = by_root(known)
    found = {}
    for old in sorted(held):
        own = holder(roots, old)
        if not (own and own.is_folder) and (name := real.pop(files.real(old), None)):
            found[old] = name
    return found


def _same_content(
    held: Mapping[str, bytes | None], left: Collection[str], fresh: Iterable[str], files: Files
) -> dict[str, str]:
    """Return the sources of which there is a file with the same bytes, the nearest name first."""
    lost: dict[bytes, list[str]] = defaultdict(list)
    for old in sorted(left):
        if (data := held[old]) and not data.endswith(WITHOUT_PAPERS, _SIZE):
            lost[data[:_SIZE]].append(old)
    found: dict[str, str] = {}
    for name in sorted(fresh) if lost else ():
        data = files.fingerprint(name)
        if data and (candidates := lost.get(data)):
            old = max(candidates, key=lambda own: len(_tail(own, name)))
            candidates.remove(old)
            found[old] = name
    return found


def _same_words(
    left: Collection[str],
    fresh: Collection[str],
    files: Files,
    known: Sequence[Known],
    new: Iterable[str],
) -> dict[str, str]:
    """Return the sources of collections that are gone, of which a new one has the same papers.

    So it is where every file was edited, or is read in another way than by an older papersearch.
    """
    lost: dict[str, list[str]] = defaultdict(list)
    roots = by_root(known)
    for old in sorted(left):
        if own := holder(roots, old):
            lost[own.root].append(old)
    for root in new:
        for gone, olds in lost.items():
            pairs = {old: moved_below(root, old, gone) for old in olds}
            pairs = {old: name for old, name in pairs.items() if name in fresh}
            some = list(pairs.items())[:: max(1, len(pairs) // SAMPLE)][:SAMPLE]
            if some and 2 * sum(files.alike(*pair) for pair in some) > len(some):
                return pairs
    return {}


def _beside(
    found: Mapping[str, str],
    left: Iterable[str],
    fresh: Collection[str],
    held: Collection[str],
    known: Sequence[Known],
) -> dict[str, str]:
    """Return the new names of what lay beside sources that have moved, edited or gone since.

    What is gone is only named so where at least as many of its collection have moved.
    """
    roots = by_root(known)
    votes: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for old, name in found.items():
        if own := holder(roots, old):
            votes[own.root][_shift(old, name)] += 1
    gone: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    result: dict[str, str] = {}
    taken = {*held, *found.values()}
    for old in sorted(left):
        own = holder(roots, old)
        for (before, after), _ in votes[own.root].most_common() if own else ():
            name = moved_below(after, old, before) if lies_in(old, before) and old != before else ""
            if name in fresh and name not in taken:
                result[old] = name
            elif name and name not in taken:
                gone[before, after][old] = name
            else:
                continue
            taken.add(name)
            break
    for shift, pairs in gone.items():
        if len(pairs) <= sum(counted[shift] for counted in votes.values()):
            result |= pairs
    return result


def _said(
    found: Mapping[str, str],
    known: Sequence[Known],
    held: Collection[str],
    is_there: Callable[[str], bool],
) -> list[Moved]:
    """Return what moved, as few folders or files as it takes.

    A folder has moved only if nothing has stayed that was held of it.
    """
    roots = by_root(known)
    moved: dict[tuple[str, str], list[str]] = defaultdict(list)
    for old, name in found.items():
        before, after = _shift(old, name)
        own = holder(roots, old)
        if own and lies_in(own.root, before) and own.root != before:
            before, after = own.root, moved_below(after, own.root, before)
        moved[before, after].append(old)
    said = []
    for (before, after), olds in sorted(moved.items()):
        stays = (own for own in held if lies_in(own, before) and own not in found)
        if any(map(is_there, stays)):
            said += [Moved(old, found[old], 1) for old in olds]
        else:
            said.append(Moved(before, after, len(olds)))
    return said


def _shift(old: str, new: str) -> tuple[str, str]:
    """Return what of two names is another, without the last parts that they have in common."""
    tail = _tail(old, new)
    one, other = PurePath(old), PurePath(new)
    for _ in tail:
        one, other = one.parent, other.parent
    return str(one), str(other)


def _tail(old: str, new: str) -> list[str]:
    """Return the last parts that two paths have in common."""
    pairs = zip(PurePath(old).parts[::-1], PurePath(new).parts[::-1], strict=False)
    tail: list[str] = []
    for one, other in pairs:
        if one != other:
            break
        tail.append(one)
    return tail


def _is_path(source: str) -> bool:
    return PurePath(source).is_absolute()
