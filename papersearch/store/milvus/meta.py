"""Facts about a whole store, read together, and what is remembered for as long as they stand."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import orjson

from papersearch.store.milvus.table import Fact, Table

NAMES = ("format", "model", "generation", "learned", "doubts", "words")
_T = TypeVar("_T")


class Meta:
    """The facts about a store. They are read once a snapshot, in one question."""

    def __init__(self, facts: Table) -> None:
        self._facts = facts
        self._known: dict[str, Any] | None = None
        self._memo: dict[str, Any] = {}
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
            self._memo = {}
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

    def memo(self, key: str, read: Callable[[], _T]) -> _T:
        """Return what ``read`` reads; within snapshots, read once a generation."""
        if self._known is None:
            return read()
        if key not in self._memo:
            self._memo[key] = read()
        found: _T = self._memo[key]
        return found

    def forget(self) -> None:
        """Forget what is remembered: the store has changed."""
        self._memo = {}

    def _read(self) -> dict[str, Any]:
        found = self._facts.get("meta", NAMES)
        return {name: orjson.loads(fact.data) for name, fact in found.items()}
