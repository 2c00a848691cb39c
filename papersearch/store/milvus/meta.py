"""Facts about a whole store, read together, and what is remembered for as long as they stand."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from papersearch.ranking.space import Space
from papersearch.store.columns import Column, Kind
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
        self._known: dict[str, Any] | None = None
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
        """Return a fact, None where it was never set."""
        known = self._read() if self._known is None else self._known
        return known.get(name)

    def set(self, name: str, value: object) -> None:
        """Store a fact."""
        self._facts.put("meta", [Fact(name, orjson.dumps(value).decode())])
        if self._known is not None:
            self._known[name] = value

    @property
    def remembered(self) -> Remembered:
        """What is known of this generation; outside of a snapshot, nothing is remembered."""
        return Remembered() if self._known is None else self._remembered

    def forget(self) -> None:
        """Forget what is remembered: the store has changed."""
        self._remembered = Remembered()

    def _read(self) -> dict[str, Any]:
        found = self._facts.get("meta", NAMES)
        return {name: orjson.loads(fact.data) for name, fact in found.items()}
