"""Paths as people give them into the sources that indexing reads."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

from papersearch import digest, shards
from papersearch.errors import UsageError
from papersearch.indexing.plan import Source
from papersearch.types.sources import STDIN, STDIN_NAME


def sources(paths: Sequence[str], stdin: Callable[[], bytes] | None = None) -> list[Source]:
    """Return the digests and shards under files, folders and globs; "-" is what ``stdin`` returns.

    Raises:
        NoDigests: a path holds none.
        UsageError: "-" without ``stdin``.
    """
    found: list[Source] = []
    if STDIN in paths:
        if stdin is None:
            raise UsageError("there is no standard input to read")
        found.append(Source(STDIN_NAME, stdin))
    files = digest.found([path for path in paths if path != STDIN]) if set(paths) - {STDIN} else []
    return found + [_source(*own) for own in files]


def is_shard(source: Source) -> bool:
    """Whether embeddings come along with a source."""
    return source.parse is not digest.parse_bytes


def _source(path: Path, named: bool) -> Source:
    name = digest.source_of(path)
    if path.suffix.lower() == shards.SUFFIX:
        return Source(name, functools.partial(shards.read, path), shards.parse, named)
    return Source(name, functools.partial(digest.read, path), named=named)


def within(paths: Sequence[str]) -> Callable[[str], bool]:
    """Return whether a source's name lies in one of the given folders or is one of the files."""
    roots = [Path(digest.source_of(Path(path))) for path in paths if path != STDIN]

    def lies(source: str) -> bool:
        place = Path(source)
        return any(place == root or root in place.parents for root in roots)

    return lies
