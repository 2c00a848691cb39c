"""Facts by kind and name in one collection, each of any length."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from papersearch.errors import StoreFailed
from papersearch.store.milvus.connection import Connection, Row
from papersearch.store.milvus.encoding import any_of, batches, digest, parts

_FIELDS = ("key", "kind", "owner", "num", "score", "parts", "name", "data")
_MORE = "more"  # the kind of the later parts of a long fact
_PART = re.compile(r"([0-9a-z]+/[0-9a-f]{32})#([0-9]{1,9})")  # their keys, as they are written

FIRST_PARTS = f'kind != "{_MORE}"'
"""The expression that is true of all facts, but for the later parts of long ones."""

_LONG = 200  # rows that are as long as rows may be are read at a time
_PAGE = 500  # facts of all kinds, of which few are long
_SHOWN = 80  # characters of a name in a message


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: what it is called, what it says, and what it can be chosen by."""

    name: str
    data: str = ""
    num: int = 0
    score: float = 0.0
    owner: str = ""
    kind: str = ""


class Table:
    """A collection of facts.

    Kinds and owners are letters and digits that papersearch chooses; names may be any text.
    """

    def __init__(self, connection: Connection, collection: str) -> None:
        self._connection = connection
        self._collection = collection

    def put(self, kind: str, facts: Iterable[Fact]) -> None:
        """Write facts of one kind, in place of those of the same names."""
        rows = {row["key"]: row for fact in facts for row in _rows(kind, fact)}
        self._connection.upsert(self._collection, list(rows.values()))

    def get(self, kind: str, names: Iterable[str]) -> dict[str, Fact]:
        """Return those of the facts that there are, by name."""
        keys = [_key(kind, name) for name in dict.fromkeys(names)]
        rows = self._connection.rows(self._collection, "key", keys, _FIELDS)
        return {fact.name: fact for fact in self._facts(rows)}

    def among(self, kind: str, names: Iterable[str]) -> dict[str, Fact | None]:
        """Return what :meth:`get` does, None for what lacks a part."""
        keys = [_key(kind, name) for name in dict.fromkeys(names)]
        rows = self._connection.rows(self._collection, "key", keys, _FIELDS)
        return {row["name"]: self._fact(row) for row in rows}

    def every(self, expression: str) -> Iterator[tuple[str, Fact | None]]:
        """Yield the name of each fact, and the fact: None for what is not as we write it.

        That lacks a part, or has a key that is not of its name. Of no kind are the later parts of
        long facts, which ``expression`` has to leave out.
        """
        rows = self._connection.all_rows(self._collection, expression, _FIELDS, _PAGE, "key")
        for row in rows:
            is_found = row["key"] == _key(row["kind"], row["name"])
            yield row["name"], self._fact(row) if is_found else None

    def all(self, expression: str, *, least: float | None = None) -> Iterator[Fact]:
        """Yield the facts of which ``expression`` is true, as :meth:`of_kind` makes one."""
        if least is not None:
            expression = f"{expression} and score >= {least!r}"
        rows = self._connection.all_rows(self._collection, expression, _FIELDS, key="key")
        yield from self._facts(rows)

    def names(self, expression: str, field: str = "name") -> Iterator[str]:
        """Yield a text field of the facts of which ``expression`` is true, and nothing else."""
        rows = self._connection.all_rows(self._collection, expression, [field], 4000, "key")
        yield from (row[field] for row in rows)

    def delete(self, kind: str, names: Iterable[str]) -> None:
        """Forget the facts of these names."""
        keys = [_key(kind, name) for name in names]
        self._connection.delete_keys(self._collection, "key", keys)

    def delete_any(self, kind: str, names: Iterable[str]) -> None:
        """Forget the facts of these names, of which a few may be long."""
        keys = {_key(kind, name): name for name in names}
        rows = self._connection.rows(self._collection, "key", list(keys), ["key", "parts"])
        self.delete_long(kind, [keys[row["key"]] for row in rows if row["parts"] > 1])
        self._connection.delete_keys(self._collection, "key", list(keys))

    def delete_long(self, kind: str, names: Iterable[str]) -> None:
        """Forget the facts of these names, with all rows that long ones take."""
        for name in names:
            self.clear(f'key like "{_key(kind, name)}%"')

    def stray_parts(self) -> Iterator[str]:
        """Yield the keys of later parts of which no fact is: of a longer one that was before."""
        rows = self._connection.all_rows(self._collection, of_kind(_MORE), ["key"], _PAGE, "key")
        while page := [row["key"] for row in itertools.islice(rows, _PAGE)]:
            cut = {found[0]: found for found in map(_PART.fullmatch, page) if found}
            firsts = sorted({found[1] for found in cut.values()})
            facts = self._connection.rows(self._collection, "key", firsts, ["key", "parts"])
            counts = {row["key"]: row["parts"] for row in facts}
            yield from (key for key, own in cut.items() if int(own[2]) >= counts.get(own[1], 0))

    def delete_parts(self, keys: Sequence[str]) -> None:
        """Delete later parts by what :meth:`stray_parts` yields."""
        self._connection.delete_keys(self._collection, "key", keys)

    def clear(self, expression: str) -> None:
        """Forget the facts of which ``expression`` is true."""
        self._connection.delete(self._collection, expression)

    def _facts(self, rows: Iterable[Row]) -> Iterator[Fact]:
        for row in rows:
            fact = self._fact(row)
            if fact is None:
                raise StoreFailed(
                    f"{self._connection.address}: a part of {shown(row['name'])} is gone: a writer "
                    "is at work, ask again; or `papersearch verify` says what is damaged"
                )
            yield fact

    def _fact(self, row: Row) -> Fact | None:
        """Return the fact of its first row, None where a part of it is missing."""
        data: list[str] = [row["data"]]
        # A number of parts that is damaged may be any: no more are asked for once one is missing.
        for some in batches(range(1, row["parts"]), _LONG):
            keys = [f"{row['key']}#{n}" for n in some]
            rows = self._connection.rows(self._collection, "key", keys, ["key", "data"], _LONG)
            found = {part["key"]: part["data"] for part in rows}
            if len(found) < len(keys):
                return None
            data += (found[key] for key in keys)
        return Fact(row["name"], "".join(data), row["num"], row["score"], row["owner"], row["kind"])


def shown(name: str) -> str:
    """Return the name of something as one line shows it."""
    line = " ".join(name.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def of_kind(*kinds: str) -> str:
    """Return the expression that is true of facts of these kinds."""
    return any_of("kind", kinds)


def of_owners(owners: Sequence[str]) -> str:
    """Return the expression that is true of facts of these owners, but for their later parts."""
    return f"{any_of('owner', owners)} and {FIRST_PARTS}"


def _key(kind: str, name: str) -> str:
    return f"{kind}/{digest(name)}"


def _rows(kind: str, fact: Fact) -> Iterator[dict[str, Any]]:
    key = _key(kind, fact.name)
    cut = parts(fact.data)
    for n, part in reversed(list(enumerate(cut))):  # the first part counts, and comes last
        yield {
            "key": f"{key}#{n}" if n else key,
            "kind": _MORE if n else kind,
            "owner": fact.owner,
            "num": fact.num,
            "score": fact.score,
            "parts": len(cut),
            "name": "" if n else fact.name,
            "data": part,
            "unused": [0.0, 1.0],
        }
