"""Facts about a whole store, as they are kept: what each may be."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from papersearch.types.model_identity import ModelIdentity

_MOST_DIMENSIONS = 1 << 16
_FEED = r"[0-9a-f-]{36}"


def checked(key: str, value: Any) -> Any:
    """Return the value of a fact.

    Raises:
        ValueError: it is not one that we write.
    """
    if key in _CHECKS and not _CHECKS[key](value):
        raise ValueError(f"{key} cannot be {value!r:.100}")
    return value


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_model(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != set(ModelIdentity._fields):
        return False
    dimension, normalized = value["dimension"], value["normalized"]
    texts = [value[name] for name in value if name not in ("dimension", "normalized")]
    return (
        all(isinstance(text, str) for text in texts)
        and type(dimension) is int
        and 0 < dimension <= _MOST_DIMENSIONS
        and isinstance(normalized, bool)
    )


def _is_learned(value: Any) -> bool:
    if not isinstance(value, dict) or not _is_count(value.get("papers")):
        return False
    if not all(map(_is_dated, (value.get("first", ["", ""]), value.get("last", ["", ""])))):
        return False
    spread = value.get("spread")
    return isinstance(spread, float | int) and math.isfinite(spread) and spread > 0


def _is_dated(value: Any) -> bool:
    return isinstance(value, list) and [type(part) for part in value] == [str, str]


def _is_collections(value: Any) -> bool:
    """Whether this is a list of roots, whether they are folders, where they led and when."""
    return isinstance(value, list) and all(
        isinstance(own, list) and [*map(type, own)] == [str, bool, str, str] for own in value
    )


def _is_followed(value: Any) -> bool:
    """Whether this is a list of sources and the folders that they are fetched into."""
    return isinstance(value, list) and all(
        isinstance(own, list) and [*map(type, own)] == [str, str] for own in value
    )


_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "model": _is_model,
    "generation": _is_count,
    "entry_seq": _is_count,
    "learned": _is_learned,
    "doubts": lambda value: isinstance(value, bool),
    "feed": lambda value: isinstance(value, str) and bool(re.fullmatch(_FEED, value)),
    "collections": _is_collections,
    "followed": _is_followed,
    "reembedding": lambda value: isinstance(value, str),
}

NAMES = tuple(_CHECKS)
"""The names of all facts that an index in a folder has."""
