"""Papers and entries as JSON documents, the form in which the catalog keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import orjson

from papersearch.paper import Entry, Paper, Section

_Document = TypeVar("_Document", Entry, Paper)


class Papers(Mapping[int, Paper]):
    """Papers by number, each decoded when it is first looked at."""

    def __init__(self, encoded: Mapping[int, bytes]) -> None:
        self._encoded = encoded
        self._decoded: dict[int, Paper] = {}

    def __getitem__(self, num: int) -> Paper:
        if num not in self._decoded:
            self._decoded[num] = decode_paper(self._encoded[num])
        return self._decoded[num]

    def __contains__(self, num: object) -> bool:
        return num in self._encoded  # where Mapping would decode it

    def __iter__(self) -> Iterator[int]:
        return iter(self._encoded)

    def __len__(self) -> int:
        return len(self._encoded)


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
