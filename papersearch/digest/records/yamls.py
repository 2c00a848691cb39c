"""YAML as lists, dicts and texts, without anything that YAML can do beyond these.

It is built from the events of the parser. Scalars stay as they are written, since ``2503.00010``
is no number here and a date no object; anchors lead nowhere, so that nothing can be multiplied.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from papersearch.digest import cleaning
from papersearch.types import limits

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))


def load(text: str) -> tuple[list[object], str, int]:
    """Return the documents of ``text``, what stopped reading it, if anything, and its line."""
    documents: list[object] = []
    try:
        for document in _documents(text):
            documents.append(document)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return documents, f"no valid YAML ({error.problem})", mark.line + 1 if mark else 1
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return documents, f"no valid YAML ({error})"[:200].split("\n")[0], 1
    return documents, "", 0


def _documents(text: str) -> Iterator[object]:
    stack: list[_Open] = []
    for count, event in enumerate(yaml.parse(cleaning.text(text), Loader=_Loader)):
        if count > limits.JSON_VALUES or len(stack) > limits.YAML_DEPTH:
            raise ValueError("too many values, or too many within each other")
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            stack.append(_Open({} if isinstance(event, yaml.MappingStartEvent) else []))
            continue
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0] and event.value in _NOTHING
            value: object = None if plain else event.value
        elif isinstance(event, yaml.AliasEvent):
            value = None
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            value = stack.pop().value
        else:
            continue
        if stack:
            stack[-1].take(value)
        else:
            yield value


class _Open:
    """A list or a dict that is not complete yet."""

    def __init__(self, value: dict[str, object] | list[object]) -> None:
        self.value = value
        self._key: str | None = None

    def take(self, value: object) -> None:
        if isinstance(self.value, list):
            self.value.append(value)
        elif self._key is None:
            self._key = value if isinstance(value, str) else ""
        else:
            self.value[self._key] = value
            self._key = None
