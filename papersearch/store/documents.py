"""Papers and entries as JSON documents, the form in which the catalog keeps them."""

from __future__ import annotations

from typing import Any, TypeVar

import orjson

from papersearch.paper import Entry, Paper, Section

_Document = TypeVar("_Document", Entry, Paper)


def encode(document: Entry | Paper) -> bytes:
    """Return ``document`` as one line of JSON."""
    return orjson.dumps(document)


def decode_paper(data: bytes) -> Paper:
    """Return the Paper that :func:`encode` wrote."""
    fields = _fields(data)
    fields["days"] = tuple(fields["days"])
    return Paper(**fields)


def decode_entry(data: bytes) -> Entry:
    """Return the Entry that :func:`encode` wrote."""
    return Entry(**_fields(data))


def _fields(data: bytes) -> dict[str, Any]:
    fields: dict[str, Any] = orjson.loads(data)
    fields["sections"] = tuple(Section(**section) for section in fields["sections"])
    fields["authors"] = tuple(fields["authors"])
    return fields
