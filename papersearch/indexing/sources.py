"""Paths as people give them into the sources that are read."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

from papersearch import digest, shards
from papersearch.errors import UsageError
from papersearch.indexing.reading import Source
from papersearch.types.sources import STDIN, STDIN_NAME


def sources(paths: Sequence[str], stdin: Callable[[], bytes] | None = None) -> list[Source]:
    """Return the digests and shards under files, folders and globs, by the paths that they have.

    What an index calls them, :func:`papersearch.indexing.named.named` says.

    Raises:
        NoDigests: a path holds none.
        UsageError: "-" without ``stdin``.
    """
    files = digest.found([path for path in paths if path != STDIN]) if set(paths) - {STDIN} else []
    return standard_input(paths, stdin) + [
        source_of(digest.source_of(path), path, own) for path, own in files
    ]


def standard_input(paths: Sequence[str], stdin: Callable[[], bytes] | None) -> list[Source]:
    """Return what "-" stands for among ``paths``: what ``stdin`` returns.

    Raises:
        UsageError: it is among them, and there is no ``stdin``.
    """
    if STDIN not in paths:
        return []
    if stdin is None:
        raise UsageError("there is no standard input to read")
    return [Source(STDIN_NAME, stdin)]


def is_shard(source: Source) -> bool:
    """Whether embeddings come along with a source."""
    return source.parse is not digest.parse_bytes


def source_of(name: str, path: Path, named: bool) -> Source:
    """Return the source that is called ``name`` and lies at ``path``."""
    if path.suffix.lower() == shards.SUFFIX:
        return Source(name, functools.partial(shards.read, path), shards.parse, named)
    return Source(name, functools.partial(digest.read, path), named=named)
