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
from papersearch.files import INDEX_MARK
from papersearch.types import limits

SUFFIXES = (".md", ".markdown", ".json", ".jsonl", ".ndjson", ".parquet")

_OF_AN_INDEX = ("lexical", "meta.json")
"""The only file of an index that is named like a digest; tantivy wrote it, in older ones."""
_NOT_DIGESTS = ("readme", "changelog", "changes", "contributing", "license", "code_of_conduct")
_SEPARATORS = re.escape(os.sep + "/")
_ANY_DEPTH = re.compile(rf"(?:^|(?<=[{_SEPARATORS}]))\*\*(?:[{_SEPARATORS}]|$)")


def find(paths: Sequence[str]) -> list[Path]:
    """Return the files that ``paths`` name, each once, in the order of ``paths``.

    A file is taken whatever its name. A folder gives the files below it that end in one of
    ``SUFFIXES``, sorted, without hidden ones; links to folders are followed, once. So does a
    pattern (``2024/*.md``, ``**/*.json``), which may also spell out another ending. Of a
    README and its like, folders and patterns give only those with papers in them; of an index,
    whatever is not its own. A folder that cannot be listed is given itself: reading it tells why.
    "-" is passed over.

    Raises:
        NoDigests: a path does not exist, a folder or a pattern gives no file, or there are more
            than can be taken in one run.
    """
    found: dict[str, Path] = {}
    for name in paths:
        for path in [] if name == "-" else _expand(name):
            found.setdefault(os.path.realpath(path), path)
    if len(found) > limits.FILES:
        raise NoDigests(
            f"{len(found):,} files, of {limits.FILES:,} at most in one run: name folders one by one"
        )
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

    None stands for what a folder holds that cannot be listed.
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
        shown = [(folder / name, down) for name, down in found if not name.startswith(".")]
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
        elif path.suffix.lower() in endings and _is_file(path):
            found.append(path)
    return found


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


def _may_be_digest(path: Path) -> bool:
    """Whether ``path`` is no README or the like, or one with papers in it, and of no index."""
    if path.parts[-2:] == _OF_AN_INDEX and _mode(path.parents[1] / INDEX_MARK):
        return False
    if not path.name.lower().startswith(_NOT_DIGESTS) or _is_folder(path):
        return True
    try:
        parse_bytes(read(path), str(path))
    except DigestError:
        return False
    return True
