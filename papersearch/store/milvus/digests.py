"""What digests say, source by source, kept in a collection of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import orjson

from papersearch.paper import Entry
from papersearch.store import documents
from papersearch.store.milvus.encoding import any_of, batches, digest
from papersearch.store.milvus.table import Fact, Table, of_kind, of_owners
from papersearch.store.protocol import Key

_ENTRIES = 200  # owners or sources that are asked for at a time


class Digests:
    """Entries, by paper and by source, and what sources were like when they were read whole."""

    def __init__(self, entries: Table, facts: Table) -> None:
        self._entries = entries
        self._facts = facts
        self._fingerprints: dict[str, bytes] | None = None

    def put(self, entries: Sequence[tuple[str, Entry]], seq: int) -> None:
        """Store (source, entry) pairs, numbered from ``seq`` on."""
        sources = {source for source, _ in entries}
        self._facts.put("origin", [Fact(source) for source in sorted(sources)])
        by_source: dict[str, list[Fact]] = {source: [] for source in sources}
        for n, (source, entry) in enumerate(entries):
            name = _name((entry.id, entry.day, source))
            data = documents.encode(entry).decode()
            by_source[source].append(Fact(name, data, seq + n, owner=digest(entry.id)))
        for source, facts in by_source.items():
            self._entries.put(digest(source), facts)

    def delete(self, keys: Iterable[Key]) -> None:
        """Forget what these (id, day, source) said, and that their sources were read whole."""
        by_source: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            by_source[key[2]].append(_name(key))
        for source, names in by_source.items():
            self._entries.delete(digest(source), names)
        self._facts.delete("source", by_source)
        self._fingerprints = None

    def forget(self, ids: Sequence[str]) -> None:
        """Forget all that was said of these papers."""
        for some in batches([digest(own) for own in ids], _ENTRIES):
            self._entries.clear(any_of("owner", some))

    def held(self, ids: Iterable[str]) -> Iterator[tuple[Key, Entry]]:
        """Yield the entries of these papers, oldest knowledge first."""
        owners = sorted(digest(own) for own in ids)
        found = [
            fact
            for some in batches(owners, _ENTRIES)
            for fact in self._entries.all(of_owners(list(some)))
        ]
        for fact in sorted(found, key=lambda fact: (fact.num, fact.name)):
            yield _key(fact.name), documents.decode_entry(fact.data.encode())

    def all(self) -> Iterator[tuple[int, Key, Entry]]:
        """Yield all entries with the numbers that they were stored under."""
        for fact in self._entries.all('kind != "more"'):
            yield fact.num, _key(fact.name), documents.decode_entry(fact.data.encode())

    def count(self) -> int:
        """Return how many entries there are."""
        return sum(1 for _ in self._entries.names('kind != "more"', "kind"))

    def keys(self, sources: Iterable[str]) -> list[Key]:
        """Return the (id, day, source) of all entries of these sources, in order."""
        found = []
        for some in batches(sorted(map(digest, sources)), _ENTRIES):
            found += [_key(name) for name in self._entries.names(of_kind(*some))]
        return sorted(found)

    def sources(self) -> set[str]:
        """Return the sources that there are entries of."""
        there = set(self._entries.names("", "kind"))
        return {
            source for source in self._facts.names(of_kind("origin")) if digest(source) in there
        }

    def fingerprint(self, source: str) -> bytes | None:
        """Return what a source was like when it was read whole, None where it never was."""
        return self.fingerprints().get(source)

    def fingerprints(self) -> dict[str, bytes]:
        """Return what all sources were like; read once, since each of them is asked for."""
        if self._fingerprints is None:
            found = self._facts.all(of_kind("source"))
            self._fingerprints = {fact.name: bytes.fromhex(fact.data) for fact in found}
        return self._fingerprints

    def mark(self, fingerprints: Mapping[str, bytes]) -> None:
        """Remember sources as read whole."""
        self._facts.put("source", [Fact(name, own.hex()) for name, own in fingerprints.items()])
        if self._fingerprints is not None:
            self._fingerprints.update(fingerprints)

    def unmark(self) -> None:
        """Let all sources be read again."""
        self._facts.clear(of_kind("source"))
        self._fingerprints = None


class Removed:
    """The ids that were removed by hand."""

    def __init__(self, facts: Table) -> None:
        self._facts = facts

    def among(self, ids: Iterable[str]) -> set[str]:
        """Return those of ``ids`` that were removed."""
        return set(self._facts.get("removed", ids))

    def all(self) -> list[str]:
        """Return all of them, in order."""
        return sorted(self._facts.names(of_kind("removed")))

    def add(self, ids: Iterable[str]) -> None:
        """Remember ids as removed."""
        self._facts.put("removed", [Fact(own) for own in ids])

    def discard(self, ids: Iterable[str]) -> int:
        """Forget that ids were removed; return how many of them had been."""
        there = self.among(ids)
        self._facts.delete("removed", there)
        return len(there)


class Pending:
    """Embeddings of texts whose papers are not complete yet: what an interruption leaves."""

    def __init__(self, facts: Table) -> None:
        self._facts = facts
        self._kept: set[str] | None = None

    def among(self, hashes: Iterable[bytes]) -> dict[str, str]:
        """Return those of the embeddings that are there, by hash, as text."""
        wanted = [own for own in (h.hex() for h in hashes) if own in self._names()]
        return {name: fact.data for name, fact in self._facts.get("pending", wanted).items()}

    def keep(self, embeddings: Mapping[str, str]) -> None:
        """Keep embeddings, as text, by hash."""
        self._facts.put("pending", [Fact(name, data) for name, data in embeddings.items()])
        if self._kept is not None:
            self._kept.update(embeddings)

    def forget(self, hashes: Iterable[bytes]) -> None:
        """Forget embeddings that are part of a paper now."""
        gone = self._names().intersection(own.hex() for own in hashes)
        self._facts.delete("pending", gone)
        self._names().difference_update(gone)

    def __len__(self) -> int:
        return len(self._names())

    def _names(self) -> set[str]:
        if self._kept is None:
            self._kept = set(self._facts.names(of_kind("pending")))
        return self._kept


def _name(key: Key) -> str:
    return orjson.dumps(key).decode()


def _key(name: str) -> Key:
    id_, day, source = orjson.loads(name)
    return id_, day, source
