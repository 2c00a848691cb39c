"""Facts about a whole store, read together, and what is remembered for as long as they stand."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from papersearch.errors import StoreFailed
from papersearch.ranking.space import Space
from papersearch.store.columns import Column, Kind
from papersearch.store.facts import checked
from papersearch.store.milvus.kinds import KINDS
from papersearch.store.milvus.table import Fact, Table
from papersearch.types.arrays import Embeddings

NAMES = (
    "format",
    "model",
    "vectors",
    "generation",
    "learned",
    "doubts",
    "words",
    "feed",
    "collections",
    "followed",
    "categories",
)


def read(name: str, text: str) -> Any:
    """Return the value of a fact about the store.

    Raises:
        ValueError: it is none that papersearch wrote.
    """
    value = orjson.loads(text)
    if not _FACTS.get(name, lambda _value: True)(value):
        raise ValueError(f"{name} cannot be {value!r:.100}")
    if name != "learned":
        return checked(name, value)
    if value != {}:  # what is forgotten; and an older papersearch kept no spread
        checked(name, {"spread": 1.0, **value} if isinstance(value, dict) else value)
    return value


_FACTS: Mapping[str, Callable[[Any], bool]] = {
    "format": lambda value: type(value) is int,
    "vectors": lambda value: isinstance(value, str) and value in KINDS,
    "categories": lambda value: value is None or isinstance(value, bool),
}


@dataclass(slots=True)
class Remembered:
    """What was read of one generation, None for what nobody has asked for yet.

    ``spaces`` are with and without their adapter, ``arrays`` what they are made of, ``columns``
    what is counted.
    """

    labels: list[str] | None = None
    arrays: dict[str, Embeddings] | None = None
    columns: dict[Kind, Column] = field(default_factory=dict)
    spaces: dict[bool, Space] = field(default_factory=dict)


class Meta:
    """The facts about a store. They are read once a snapshot, in one question."""

    def __init__(self, facts: Table) -> None:
        self._facts = facts
        self._known: dict[str, str] | None = None
        self._remembered = Remembered()
        self._generation: object = None

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let the facts be read once for all of the body."""
        if self._known is not None:
            yield
            return
        self._known = self._read()
        if self._known.get("generation") != self._generation:
            self._generation = self._known.get("generation")
            self._remembered = Remembered()
        try:
            yield
        finally:
            self._known = None

    def get(self, name: str) -> Any:
        """Return a fact, None where it was never set.

        Raises:
            StoreFailed: it is none that papersearch wrote.
        """
        known = self._read() if self._known is None else self._known
        try:
            return read(name, known[name]) if name in known else None
        except ValueError as error:
            raise StoreFailed(
                f"the fact {name!r} in the store is none that papersearch wrote: `papersearch "
                "verify` says what else is damaged"
            ) from error

    def find(self, name: str) -> Any:
        """Return a fact that can be made again: None also where it cannot be read."""
        known = self._read() if self._known is None else self._known
        with contextlib.suppress(orjson.JSONDecodeError):
            return orjson.loads(known[name]) if name in known else None
        return None

    def set(self, name: str, value: object) -> None:
        """Store a fact."""
        text = orjson.dumps(value).decode()
        self._facts.put("meta", [Fact(name, text)])
        if self._known is not None:
            self._known[name] = text

    @property
    def remembered(self) -> Remembered:
        """What is known of this generation; outside of a snapshot, nothing is remembered."""
        return Remembered() if self._known is None else self._remembered

    def forget(self) -> None:
        """Forget what is remembered: the store has changed."""
        self._remembered = Remembered()

    def _read(self) -> dict[str, str]:
        """Return the facts as text, "" for one that lacks a part: that is no JSON either."""
        found = self._facts.among("meta", NAMES)
        return {name: fact.data if fact else "" for name, fact in found.items()}
