"""What a reader keeps of papers, as stores hold it: one document a paper."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import orjson

from papersearch.text.tokens import fold_name
from papersearch.types.kept import Kept

_INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_NOTHING = Kept()


def encode(kept: Kept) -> bytes:
    """Return what is kept of a paper as JSON; the paper's id is beside it."""
    return orjson.dumps(
        {"tags": kept.tags, "note": kept.note, "listed": kept.listed, "read": kept.read}
    )


def decode(document: bytes | str) -> Kept:
    """Return what :func:`encode` wrote.

    Raises:
        ValueError, TypeError, KeyError: it did not.
    """
    said: dict[str, Any] = orjson.loads(document)
    tags, note, listed, read = (said[name] for name in ("tags", "note", "listed", "read"))
    if type(tags) is not list or {*map(type, (*tags, note, listed, read))} != {str}:
        raise TypeError("what is kept is no text")
    if not all(own == "" or is_instant(own) for own in (listed, read)):
        raise ValueError("no instant")
    return Kept(tuple(tags), note, listed, read)


def is_instant(text: str) -> bool:
    """Whether a text is an instant as we write them."""
    return re.fullmatch(_INSTANT, text) is not None


def in_order(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags by name, each once in its first writing, whatever the case of the others."""
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(fold_name(tag), tag)
    return tuple(first[name] for name in sorted(first))


def merged(kept: Kept, other: Kept) -> Kept:
    """Return what is kept of a paper that two things were kept of: all of both.

    The notes stand below each other, unless one holds the other; of two instants the first counts.
    Merged once more, nothing changes.
    """
    return Kept(
        in_order((*kept.tags, *other.tags)),
        _both(kept.note, other.note),
        _first(kept.listed, other.listed),
        _first(kept.read, other.read),
    )


def inherited(
    there: Mapping[str, Kept], ids: Mapping[str, str], living: Collection[str]
) -> dict[str, Kept]:
    """Return what changes where papers, by their old ids, get others; nothing is kept of the old.

    ``there`` is what is kept of all these. The ``living`` go on having what they have.
    """
    after = dict(there)
    for old, new in ids.items():
        after[new] = merged(after.get(new, _NOTHING), after.get(old, _NOTHING))
        if old not in living:
            after[old] = _NOTHING
    return {own: kept for own, kept in after.items() if kept != there.get(own, _NOTHING)}


def _both(note: str, other: str) -> str:
    if note in other:
        return other
    return note if other in note else f"{note}\n\n{other}"


def _first(one: str, other: str) -> str:
    return min(filter(None, (one, other)), default="")
