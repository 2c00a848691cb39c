"""Finds the digests that files, folders and patterns name."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from glob import escape, glob, has_magic
from pathlib import Path

from papersearch.digest.reader import parse_bytes, printable, read
from papersearch.errors import DigestError, NoDigests

SUFFIXES = (".md", ".markdown", ".json", ".jsonl", ".ndjson", ".parquet")

_NOT_DIGESTS = ("readme", "changelog", "changes", "contributing", "license", "code_of_conduct")
_SEPARATORS = re.escape(os.sep + "/")
_ANY_DEPTH = re.compile(rf"(?:^|(?<=[{_SEPARATORS}]))\*\*(?:[{_SEPARATORS}]|$)")


def find(paths: Sequence[str]) -> list[Path]:
    """Return the files that ``paths`` name, each once, in the order of ``paths``.

    A file is taken whatever its name. A folder gives the files below it that end in one of
    ``SUFFIXES``, sorted, without hidden ones; links to folders are followed, once. So does a
    pattern (``2024/*.md``, ``**/*.json``), which may also spell out another ending. Of a
    README and its like, folders and patterns give only those with papers in them. "-" is
    passed over.

    Raises:
        NoDigests: a path does not exist, or a folder or a pattern gives no file.
    """
    found: dict[str, Path] = {}
    for name in paths:
        for path in [] if name == "-" else _expand(name):
            found.setdefault(os.path.realpath(path), path)
    return list(found.values())


def _expand(name: str) -> list[Path]:
    path = Path(name)
    if name and _is_folder(path):
        found = _below(path)
    elif name and _mode(path):
        return [path]
    elif has_magic(name):
        found = _matches(name)
    else:
        raise NoDigests(f"{printable(name)!r} does not exist: name a digest or a folder of digests")
    digests = [path for path in sorted(found) if _may_be_digest(path)]
    if not digests:
        endings = ", ".join(SUFFIXES)
        raise NoDigests(f"no digest in {printable(name)!r}: expected files that end in {endings}")
    return digests


def _mode(path: Path) -> int:
    """Return what kind of file ``path`` is, 0 where there is none."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return 0


def _is_folder(path: Path) -> bool:
    return stat.S_ISDIR(_mode(path))


def _below(root: Path) -> list[Path]:
    """Return the files below a folder that are named like digests.

    Links that lead nowhere are among them, since reading them tells so; pipes are not, since
    reading them might never end.
    """
    return [
        path
        for _, paths in _walk(root)
        for path in paths
        if path.suffix.lower() in SUFFIXES and (stat.S_ISREG(_mode(path)) or not _mode(path))
    ]


def _walk(root: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Yield each folder from ``root`` down with what it holds, hidden names left out."""
    seen: set[str] = set()
    pending = [root]
    while pending:
        folder = pending.pop()
        real = os.path.realpath(folder)
        if real in seen:
            continue
        seen.add(real)
        try:
            paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        except OSError as error:
            raise NoDigests(f"cannot read folder {printable(folder)!r}: {error.strerror}") from None
        yield folder, paths
        pending += [path for path in reversed(paths) if _is_folder(path)]


def _matches(pattern: str) -> list[Path]:
    """Return the digests that ``pattern`` matches, those in matching folders included."""
    endings = {*SUFFIXES, Path(pattern).suffix.lower()} - {""}
    found: list[Path] = []
    for path in _glob(pattern):
        if _is_folder(path):
            found += _below(path)
        elif path.suffix.lower() in endings:
            found.append(path)
    return found


def _glob(pattern: str) -> list[Path]:
    """Return what ``pattern`` matches; ``**`` enters a folder once, even where links circle."""
    stars = _ANY_DEPTH.search(pattern)
    if not stars:
        # pathlib takes no absolute patterns and does not leave hidden names out
        return [Path(name) for name in glob(pattern)]  # noqa: PTH207
    roots = glob(pattern[: stars.start()]) if stars.start() else [os.curdir]  # noqa: PTH207
    folders = [folder for root in roots for folder, _ in _walk(Path(root))]
    rest = pattern[stars.end() :]
    if not rest:
        return folders
    return [path for folder in folders for path in _glob(f"{escape(str(folder))}{os.sep}{rest}")]


def _may_be_digest(path: Path) -> bool:
    """Whether ``path`` is no README or the like, or one with papers in it."""
    if not path.name.lower().startswith(_NOT_DIGESTS):
        return True
    try:
        parse_bytes(read(path), str(path))
    except DigestError:
        return False
    return True
