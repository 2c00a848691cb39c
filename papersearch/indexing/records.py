"""Papers made in Python, written as a digest in JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from papersearch.digest import dump
from papersearch.errors import UsageError
from papersearch.types.paper import Paper


def as_digest(papers: Iterable[Paper | Mapping[str, Any]]) -> bytes:
    """Return papers as a list in JSON, each on a line, which the readers of digests read back.

    A mapping is a record of a digest: its fields are known by what they mean, as in files.

    Raises:
        UsageError: one is neither a paper nor a mapping, or holds what JSON has no form for.
    """
    return b"[%b]" % b",\n".join(_line(at, paper) for at, paper in enumerate(papers))


def _line(at: int, paper: object) -> bytes:
    if isinstance(paper, Paper):
        return dump(paper).rstrip()
    if not isinstance(paper, Mapping):
        raise UsageError(
            f"papers[{at}] is of the type {type(paper).__name__}: give a Paper, or a mapping such "
            'as {"title": ..., "summary": ..., "date": ...}'
        )
    try:
        return orjson.dumps(dict(paper))
    except TypeError as error:
        raise UsageError(f"papers[{at}] cannot be written as JSON: {error}") from error
