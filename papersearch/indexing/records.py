"""Papers made in Python, written as a digest in JSON."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
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
    if isinstance(papers, Paper | Mapping) or not isinstance(papers, Iterable):
        raise UsageError("papers are several: give a list of them")
    return b"[%b]" % b",\n".join(_line(at, paper) for at, paper in enumerate(papers))


def _line(at: int, paper: object) -> bytes:
    if isinstance(paper, Paper):
        return dump(paper).rstrip()
    if not isinstance(paper, Mapping) or not paper:
        raise UsageError(
            f"papers[{at}] is {_said(paper)}: give a Paper, or a mapping such "
            'as {"title": ..., "summary": ..., "date": ...}'
        )
    try:
        return orjson.dumps(dict(paper), _plain, orjson.OPT_SERIALIZE_NUMPY)
    except TypeError as error:
        raise UsageError(f"papers[{at}] cannot be written as JSON: {error}") from error


def _said(paper: object) -> str:
    return "empty" if isinstance(paper, Mapping) else f"of the type {type(paper).__name__}"


def _plain(value: object) -> object:
    """Return a value that JSON has a form for, of one of a table or the standard library."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise TypeError(f"of the type {type(value).__name__}")
