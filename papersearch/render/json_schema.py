"""JSON schemas of what is declared as typed dictionaries, with a description of every key.

``Annotated[int, "What it is.", {"minimum": 0}]`` becomes
``{"type": "integer", "description": "What it is.", "minimum": 0}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints, is_typeddict

Schema = dict[str, Any]

_KINDS = {str: "string", bool: "boolean", int: "integer", float: "number"}


def schema(kind: Any, refs: Mapping[Any, str] | None = None) -> Schema:
    """Return the schema of a type; ``refs`` says where those of other types stand."""
    refs = refs or {}
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        found = schema(inner[0], refs)
        for more in kind.__metadata__:
            found |= {"description": more} if isinstance(more, str) else more
        return found
    if origin is list:
        return {"type": "array", "items": schema(inner[0], refs)}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema(inner[1], refs)}
    if NoneType in inner:
        found = schema(inner[0], refs)
        return {**found, "type": [found["type"], "null"]}
    if is_typeddict(kind):
        return {"$ref": refs[kind]} if kind in refs else declared(kind, refs)
    return {} if kind is Any else {"type": _KINDS[kind]}


def declared(kind: Any, refs: Mapping[Any, str] | None = None) -> Schema:
    """Return the schema of an object: others than its keys may come in later versions."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        "type": "object",
        "description": kind.__doc__ or "",
        "properties": {name: schema(hint, refs or {}) for name, hint in hints.items()},
        "required": [name for name in hints if name in kind.__required_keys__],
    }
