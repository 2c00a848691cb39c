"""What a store on Milvus was told: entries, sources that were read, ids that were removed.

What makes a digest count as read, or an entry as gone, waits for the end of the commit.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import orjson

from papersearch.store.milvus.encoding import any_of, batches, digest
from papersearch.store.milvus.meta import Meta
from papersearch.store.milvus.table import Fact, Table, of_kind, of_owners
from papersearch.types import documents
from papersearch.types.collections import Collection, as_fact, from_fact
from papersearch.types.followed import Followed
from papersearch.types.followed import as_fact as followed_fact
from papersearch.types.followed import from_fact as followed_of
from papersearch.types.merging import Key
from papersearch.types.paper import Entry

_ENTRIES = 200  # owners or sources that are asked for at a time


class Digests:
    """Entries, by paper and by source; see :class:`EntryStore`.

    ``numbered`` returns the first of so many numbers that grow with time.
    """

    def __init__(
        self, entries: Table, facts: Table, meta: Meta, numbered: Callable[[int], int]
    ) -> None:
        self._entries = entries
        self._facts = facts
        self._meta = meta
        self._numbered = numbered
        self.removals = Removed(facts)
        self._fingerprints: dict[str, bytes] | None = None
        self._marks: dict[str, bytes] = {}
        self._gone: list[Key] = []

    def flush(self) -> None:
        """Write what has waited for the end of the commit."""
        self._delete(self._gone)
        self._mark(self._marks)

    def unstage(self) -> None:
        """Forget what has waited."""
        self._marks, self._gone = {}, []

    def put(self, entries: Sequence[tuple[str, Entry]]) -> None:
        """Store (source, entry) pairs."""
        if not entries:
            return
        seq = self._numbered(len(entries))
        sources = {source for source, _ in entries}
        self._facts.put("origin", [Fact(source) for source in sorted(sources)])
        by_source: dict[str, list[Fact]] = {source: [] for source in sources}
        for n, (source, entry) in enumerate(entries):
            name = _name((entry.id, entry.day, source))
            data = documents.encode(entry).decode()
            by_source[source].append(Fact(name, data, seq + n, owner=digest(entry.id)))
        for source, facts in by_source.items():
            self._entries.put(digest(source), facts)

    def delete(self, keys: Sequence[Key]) -> None:
        """Forget what these (id, day, source) said, and that their sources were read whole."""
        self._gone += keys

    def _delete(self, keys: Iterable[Key]) -> None:
        by_source: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            by_source[key[2]].append(_name(key))
        for source, names in by_source.items():
            self._entries.delete_any(digest(source), names)
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
            yield key_of(fact.name), documents.decode_entry(fact.data.encode())

    def keys(self, sources: Iterable[str]) -> list[Key]:
        """Return the (id, day, source) of all entries of these sources, in order."""
        found = []
        for some in batches(sorted(map(digest, sources)), _ENTRIES):
            found += [key_of(name) for name in self._entries.names(of_kind(*some))]
        return sorted(found)

    def sources(self) -> set[str]:
        """Return the sources that there are entries of."""
        there = set(self._entries.names("", "kind"))
        return {
            source for source in self._facts.names(of_kind("origin")) if digest(source) in there
        }

    def relabel(self, names: Mapping[str, str]) -> None:
        """Let sources have new names, by their old ones; they have to be read again."""
        if not names:
            return
        self._facts.delete("source", [*names, *names.values()])
        self._fingerprints = None
        for old, new in names.items():
            self._relabel(old, new)

    def _relabel(self, old: str, new: str) -> None:
        """Write the entries of a source under its new name, then forget those of the old one."""
        there = {fact.name: fact for fact in self._entries.all(of_kind(digest(new)))}
        said = list(self._entries.all(of_kind(digest(old))))
        moved = [dataclasses.replace(fact, name=_named(fact.name, new)) for fact in said]
        newer = [f for f in moved if f.name not in there or there[f.name].num < f.num]
        self._facts.put("origin", [Fact(new)])
        self._entries.put(digest(new), newer)
        self._entries.delete_any(digest(old), [fact.name for fact in said])
        self._facts.delete("origin", [old])

    def collections(self) -> list[Collection]:
        """Return what people named, by root; nothing where an older papersearch has read."""
        return from_fact(self._meta.get("collections"))

    def keep_collections(self, collections: Sequence[Collection]) -> None:
        """Remember what people named."""
        self._meta.set("collections", as_fact(collections))

    def followed(self) -> list[Followed]:
        """Return where digests are to be fetched from, in the order in which people said so."""
        return followed_of(self._meta.get("followed"))

    def keep_followed(self, followed: Sequence[Followed]) -> None:
        """Remember where digests are to be fetched from."""
        self._meta.set("followed", followed_fact(followed))

    def ids_in(self, sources: Iterable[str]) -> set[str]:
        """Return the ids that these sources have entries of."""
        return {id_ for id_, _, _ in self.keys(sources)}

    def removed(self, ids: Iterable[str]) -> set[str]:
        """Return those of ``ids`` that were removed by hand."""
        return self.removals.among(ids)

    def all_removed(self) -> list[str]:
        """Return all ids that were removed by hand, in order."""
        return self.removals.all()

    def fingerprint(self, source: str) -> bytes | None:
        """Return what a source was like when it was read whole, None where it never was."""
        return self.fingerprints().get(source)

    def fingerprints(self) -> dict[str, bytes]:
        """Return what all sources were like; read once, since each of them is asked for."""
        if self._fingerprints is None:
            found = self._facts.all(of_kind("source"))
            self._fingerprints = {fact.name: bytes.fromhex(fact.data) for fact in found}
        return self._fingerprints

    def mark_read(self, fingerprints: Mapping[str, bytes]) -> None:
        """Remember sources as read whole."""
        self._marks.update(fingerprints)

    def _mark(self, fingerprints: Mapping[str, bytes]) -> None:
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


def _named(name: str, source: str) -> str:
    """Return the name of the same entry of another source."""
    id_, day, _ = key_of(name)
    return _name((id_, day, source))


def key_of(name: str) -> Key:
    """Return the (id, day, source) that the name of an entry stands for."""
    id_, day, source = orjson.loads(name)
    return id_, day, source
