"""What is given as JSON against what is declared: all keys, and no others."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

from papersearch.render.json_schema import Schema, declared


def faults(kind: type, payload: Any) -> list[str]:
    """Return where a payload is not what is declared, nothing where it is."""
    found = Draft202012Validator(closed(declared(kind))).iter_errors(payload)
    return [f"{error.json_path}: {error.message}" for error in found]


def closed(schema: Any) -> Any:
    """Return a schema in which no object has keys that are not declared."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner: Schema = {name: closed(part) for name, part in schema.items()}
    return {**inner, "additionalProperties": False} if schema.get("type") in _OBJECTS else inner


_OBJECTS: tuple[Any, ...] = ("object", ["object", "null"])
