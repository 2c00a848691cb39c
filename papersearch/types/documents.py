"""Papers and entries as JSON documents, the form in which the catalog keeps them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar, cast

import orjson

from papersearch.types.paper import Entry, Paper, Section

_Document = TypeVar("_Document", Entry, Paper)
_Encoded = TypeVar("_Encoded")

_LISTS = {"authors", "categories", "days", "sections"}
_VOTES = (int, type(None))
_LATER = ("code", "categories", "venue")
"""Fields that earlier papersearches did not know: where they are empty they are not written, so
that what is as it was reads as it did, also in the checksums of shards."""


class Papers(Mapping[int, Paper], Generic[_Encoded]):
    """Papers by number, each decoded from what a store keeps when it is first looked at.

    ``missing`` is the error for one that is taken for granted, and is not there.
    """

    def __init__(
        self,
        encoded: Mapping[int, _Encoded],
        decode: Callable[[_Encoded], Paper],
        missing: Callable[[int], Exception] = KeyError,
    ) -> None:
        self._encoded = encoded
        self._decode = decode
        self._missing = missing
        self._decoded: dict[int, Paper] = {}

    def __getitem__(self, num: int) -> Paper:
        if num not in self._encoded:
            raise self._missing(num)
        if num not in self._decoded:
            self._decoded[num] = self._decode(self._encoded[num])
        return self._decoded[num]

    def get(self, num: int, default: Any = None) -> Any:
        """Return the paper of a number, ``default`` for none."""
        return self[num] if num in self._encoded else default

    def __contains__(self, num: object) -> bool:
        return num in self._encoded  # where Mapping would decode it

    def __iter__(self) -> Iterator[int]:
        return iter(self._encoded)

    def __len__(self) -> int:
        return len(self._encoded)


def encode(document: Entry | Paper) -> bytes:
    """Return ``document`` as one line of JSON."""
    fields = {name: getattr(document, name) for name in type(document).__slots__}
    for name in _LATER:
        if not fields[name]:
            del fields[name]
    fields["sections"] = [
        part if part.source else {"label": part.label, "text": part.text}
        for part in document.sections
    ]
    return orjson.dumps(fields)


def decode_paper(data: bytes) -> Paper:
    """Return the Paper that :func:`encode` wrote.

    Raises:
        ValueError: it did not.
    """
    paper = _decoded(data, Paper)
    if not all(map(is_day, paper.days)):
        raise ValueError(f"{paper.days} are no days")
    return paper


def decode_entry(data: bytes) -> Entry:
    """Return the Entry that :func:`encode` wrote.

    Raises:
        ValueError: it did not.
    """
    entry = _decoded(data, Entry)
    if entry.day != "" and not is_day(entry.day):
        raise ValueError(f"{entry.day!r} is no day")
    return entry


def _decoded(data: bytes, kind: type[_Document]) -> _Document:
    found: Any
    try:
        fields: dict[str, Any] = orjson.loads(data)
        for name in _LISTS & fields.keys():
            if type(fields[name]) is not list:
                raise TypeError(f"{name} are no list")
            fields[name] = tuple(fields[name])
        fields["sections"] = tuple([Section(**section) for section in fields["sections"]])
        found = kind(**fields)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"no {kind.__name__.lower()}: {error}") from error
    texts: list[object] = [
        found.id,
        found.title,
        found.url,
        found.thumbnail,
        found.video,
        found.code,
        found.venue,
        *found.authors,
        *found.categories,
    ]
    for section in found.sections:
        texts += (section.label, section.text, section.source)
    types = {*map(type, texts)}, type(found.authors_cut), type(found.votes)
    if types[0] != {str} or types[1] is not bool or types[2] not in _VOTES:
        raise ValueError(f"no {kind.__name__.lower()}: {types}")
    return cast(_Document, found)


def is_day(day: object) -> bool:
    """Whether a value is an ISO date, as it is kept."""
    try:
        return isinstance(day, str) and datetime.date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False
