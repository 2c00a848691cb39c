"""Paths as people give them into the sources that indexing reads."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

from papersearch import digest
from papersearch.errors import UsageError
from papersearch.plan import Source

STDIN = "-"
STDIN_NAME = "<standard input>"


def sources(paths: Sequence[str], stdin: Callable[[], bytes] | None = None) -> list[Source]:
    """Return the digest files under files, folders and globs; "-" is what ``stdin`` returns.

    Raises:
        NoDigests: a path holds none.
        UsageError: "-" without ``stdin``.
    """
    found: list[Source] = []
    if STDIN in paths:
        if stdin is None:
            raise UsageError("there is no standard input to read")
        found.append(Source(STDIN_NAME, stdin))
    files = digest.find([path for path in paths if path != STDIN]) if set(paths) - {STDIN} else []
    found += [
        Source(digest.source_of(path), functools.partial(digest.read, path)) for path in files
    ]
    return found


def within(paths: Sequence[str]) -> Callable[[str], bool]:
    """Return whether a source's name lies in one of the given folders or is one of the files."""
    roots = [Path(digest.source_of(Path(path))) for path in paths if path != STDIN]

    def lies(source: str) -> bool:
        place = Path(source)
        return any(place == root or root in place.parents for root in roots)

    return lies
