"""Finds the digests that files, folders and patterns name."""

from __future__ import annotations

import os
import re
import shlex
import stat
from collections.abc import Callable, Iterator, Sequence
from glob import escape, glob, has_magic
from pathlib import Path
from typing import NamedTuple

from papersearch.digest.reader import printable
from papersearch.errors import NoDigests
from papersearch.files import INDEX_MARK
from papersearch.types import limits

LOUD = (".md", ".markdown", ".json", ".jsonl", ".ndjson", ".parquet")
"""Endings of files that are told of when they cannot be read, wherever they were found."""

QUIET = tuple(".csv .tsv .xml .rss .atom .bib .ris .yaml .yml .html .htm .txt".split())
"""Endings of files that hold other things more often than papers."""

SUFFIXES = LOUD + QUIET

UNREADABLE = "no digests, and cannot be read"
"""What such files seem to be that only a reader of another kind could read."""

_ADDRESS = r"(?i)(?:https?|ftp|file|s3|gs)://"
_OF_AN_INDEX = {"catalog.sqlite", "lexical", "vectors", "words"}
_MARKS = {INDEX_MARK, "catalog.sqlite"}
_SEPARATORS = re.escape(os.sep + "/")
_ANY_DEPTH = re.compile(rf"(?:^|(?<=[{_SEPARATORS}]))\*\*(?:[{_SEPARATORS}]|$)")


class Found(NamedTuple):
    """A file that may be a digest, and whether it was named itself, not by a folder or pattern."""

    path: Path
    named: bool


def find(paths: Sequence[str]) -> list[Path]:
    """Return the files that ``paths`` name; see :func:`found`."""
    return [own.path for own in found(paths)]


def found(
    paths: Sequence[str], may_lack: Callable[[str], bool] = lambda _path: False
) -> list[Found]:
    """Return the files that ``paths`` name, each once, in the order of ``paths``.

    ``may_lack`` says of which paths it is no error that there is no file, or nothing at all.

    A file is taken whatever its name. A folder gives the files below it that end in one of
    ``SUFFIXES``, sorted, without hidden ones and without indexes; links to folders are followed,
    once. So does a pattern (``2024/*.md``, ``**/*.json``), which may also spell out another ending.
    Whether there are papers in what is found, only reading it tells. A folder that cannot be listed
    is given itself, and so is a path that cannot be looked at: reading it tells why. "-" is passed
    over.

    Raises:
        NoDigests: a path does not exist, a folder or a pattern gives no file, or there are more
            than can be taken in one run.
    """
    every: dict[str, Found] = {}
    for name in paths:
        for own in [] if name == "-" else _expand(name, may_lack):
            known = every.setdefault(os.path.realpath(own.path), own)
            if own.named and not known.named:
                every[os.path.realpath(own.path)] = Found(known.path, named=True)
    if len(every) > limits.FILES:
        raise NoDigests(
            f"{len(every):,} files, of {limits.FILES:,} at most in one run: name folders one by one"
        )
    return list(every.values())


def _expand(name: str, may_lack: Callable[[str], bool]) -> list[Found]:
    path = Path(name)
    if re.match(_ADDRESS, name) and not _mode(path):
        raise NoDigests(
            f"{printable(name)!r} is an address, and nothing is fetched from there: "
            f"`papersearch fetch {shlex.quote(printable(name))}` does"
        )
    if name and _is_folder(path):
        below = _below(path)
    elif name and (_mode(path) or not (has_magic(name) or is_absent(path))):
        return [Found(path, named=True)]
    elif has_magic(name):
        below = _matches(name)
    elif may_lack(name):
        return []
    else:
        raise NoDigests(f"{printable(name)!r} does not exist: name a digest or a folder of digests")
    if not below and not may_lack(name):
        endings = ", ".join(SUFFIXES)
        raise NoDigests(f"no digest in {printable(name)!r}: expected files that end in {endings}")
    return [Found(path, named=False) for path in sorted(below)]


def is_absent(path: str | Path) -> bool:
    """Whether there is nothing of this name, or a link to nothing; what cannot be told is there."""
    try:
        os.stat(path)  # noqa: PTH116 - for each of thousands
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return True
    except OSError:
        return False
    return False


def _mode(path: Path) -> int:
    """Return what kind of file ``path`` is, 0 where there is none."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return 0


def _is_folder(path: Path) -> bool:
    return stat.S_ISDIR(_mode(path))


def _is_file(path: Path) -> bool:
    """Whether ``path`` can be read to its end: no pipe and no device, nor a link to one.

    Links that lead nowhere are among these, since reading them tells so.
    """
    mode = _mode(path)
    return stat.S_ISREG(mode) or not mode


def _below(root: Path) -> list[Path]:
    """Return the files below a folder that are named like digests, and what cannot be listed."""
    found: list[Path] = []
    for folder, paths in _walk(root):
        if paths is None:
            found.append(folder)
        else:
            found += [p for p in paths if p.suffix.lower() in SUFFIXES and _is_file(p)]
    return found


def _walk(root: Path) -> Iterator[tuple[Path, list[Path] | None]]:
    """Yield each folder from ``root`` down with what it holds, hidden names left out.

    None stands for what a folder holds that cannot be listed. Indexes below ``root`` are left out;
    where it is one itself, what is an index's own is.
    """
    seen: set[str] = set()
    pending = [root]
    while pending:
        folder = pending.pop()
        real = os.path.realpath(folder)
        if real in seen:
            continue
        seen.add(real)
        try:
            with os.scandir(folder) as entries:
                found = sorted((own.name, _leads_down(own)) for own in entries)
        except OSError:
            yield folder, None
            continue
        is_index = not _MARKS.isdisjoint(name for name, _ in found)
        if is_index and folder != root:
            continue
        shown = [
            (folder / name, down)
            for name, down in found
            if not name.startswith(".") and not (is_index and name in _OF_AN_INDEX)
        ]
        yield folder, [path for path, _ in shown]
        pending += [path for path, down in reversed(shown) if down]


def _leads_down(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder, of which its parent tells even where it cannot be entered."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _matches(pattern: str) -> list[Path]:
    """Return the digests that ``pattern`` matches, those in matching folders included."""
    endings = {*SUFFIXES, Path(pattern).suffix.lower()} - {""}
    found: list[Path] = []
    for path in _glob(pattern, found):
        if _is_folder(path):
            found += _below(path)
        elif path.suffix.lower() in endings and _is_file(path) and not _is_of_an_index(path):
            found.append(path)
    return found


def _is_of_an_index(path: Path) -> bool:
    """Whether a file is an index's own, of which folders below it are named by a pattern."""
    return any(
        part in _OF_AN_INDEX and any(_mode(folder / mark) for mark in _MARKS)
        for folder, part in zip(
            path.parents, (path.name, *(p.name for p in path.parents)), strict=False
        )
    )


def _glob(pattern: str, unlisted: list[Path]) -> list[Path]:
    """Return what ``pattern`` matches; ``**`` enters a folder once, even where links circle.

    Folders on the way that cannot be listed are added to ``unlisted``.
    """
    stars = _ANY_DEPTH.search(pattern)
    if not stars:
        unlisted += _closed(pattern)
        # pathlib takes no absolute patterns and does not leave hidden names out
        return [Path(name) for name in glob(pattern)]  # noqa: PTH207
    roots = glob(pattern[: stars.start()]) if stars.start() else [os.curdir]  # noqa: PTH207
    rest = pattern[stars.end() :]
    found: list[Path] = []
    for folder, paths in (pair for root in roots for pair in _walk(Path(root))):
        if paths is None:
            unlisted.append(folder)
        elif not rest:
            found.append(folder)
        else:
            found += _glob(f"{escape(str(folder))}{os.sep}{rest}", unlisted)
    return found


def _closed(pattern: str) -> list[Path]:
    """Return the folders on the way of ``pattern`` that cannot be listed: glob passes them over."""
    head, tail = os.path.split(pattern)
    if not has_magic(pattern) or head == pattern:
        return []
    above = _closed(head)
    if not has_magic(tail):
        return above
    folders = glob(head) if has_magic(head) else [head or os.curdir]  # noqa: PTH207
    return above + [path for path in map(Path, folders) if _is_folder(path) and not _lists(path)]


def _lists(folder: Path) -> bool:
    try:
        os.scandir(folder).close()
    except OSError:
        return False
    return True
