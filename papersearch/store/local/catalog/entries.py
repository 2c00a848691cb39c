"""What digests say, source by source: the entries that papers of an index folder are made of."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from papersearch.store.local.catalog.catalog import Catalog
from papersearch.types import documents
from papersearch.types.collections import Collection, as_fact, from_fact
from papersearch.types.followed import Followed
from papersearch.types.followed import as_fact as followed_fact
from papersearch.types.followed import from_fact as followed_of
from papersearch.types.merging import Key
from papersearch.types.paper import Entry


class Entries:
    """The entries in a catalog and their sources; see :class:`EntryStore`."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def put(self, entries: Sequence[tuple[str, Entry]]) -> None:
        """Store (source, entry) pairs."""
        if not entries:
            return
        seq = self._entry_seq() + 1
        self._catalog.set_meta("entry_seq", seq + len(entries) - 1)
        self._catalog.executemany(
            "REPLACE INTO entries VALUES "
            "(:id, :day, :source, :seq, :document, crc32(:id, :day, :source, :document))",
            [
                {
                    **{"id": entry.id, "day": entry.day, "source": source, "seq": seq + n},
                    "document": documents.encode(entry),
                }
                for n, (source, entry) in enumerate(entries)
            ],
        )

    def delete(self, keys: Sequence[Key]) -> None:
        """Forget what these (id, day, source) said."""
        self._catalog.executemany(
            "DELETE FROM entries WHERE id = ? AND day = ? AND source = ?", keys
        )
        self._catalog.executemany(
            "DELETE FROM sources WHERE source = ? "
            "AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.source = sources.source)",
            [(source,) for _, _, source in keys],
        )

    def fingerprint(self, source: str) -> bytes | None:
        """Return what a source was like when it was read whole, None where it never was."""
        found: bytes | None = self._catalog.value(
            "SELECT fingerprint FROM sources WHERE source = ?", (source,)
        )
        return found

    def sources(self) -> set[str]:
        """Return the sources that papers are made of."""
        return {name for (name,) in self._catalog.execute("SELECT DISTINCT source FROM entries")}

    def relabel(self, names: Mapping[str, str]) -> None:
        """Let sources have new names, by their old ones; they have to be read again."""
        pairs = [{"old": old, "new": new} for old, new in names.items()]
        # Of what two sources say under one name the one that was read last counts.
        self._catalog.executemany(
            "DELETE FROM entries WHERE source = :old AND EXISTS (SELECT 1 FROM entries e "
            "WHERE e.source = :new AND e.id = entries.id AND e.day = entries.day "
            "AND e.seq > entries.seq)",
            pairs,
        )
        self._catalog.executemany(
            "UPDATE OR REPLACE entries SET source = :new, crc = crc32(id, day, :new, document) "
            "WHERE source = :old",
            pairs,
        )
        self._catalog.executemany("DELETE FROM sources WHERE source IN (:old, :new)", pairs)

    def collections(self) -> list[Collection]:
        """Return what people named, by root; nothing where an older papersearch has read."""
        return from_fact(self._catalog.meta("collections"))

    def keep_collections(self, collections: Sequence[Collection]) -> None:
        """Remember what people named, in a commit of its own."""
        with self._catalog.transaction():
            self._catalog.set_meta("collections", as_fact(collections))

    def followed(self) -> list[Followed]:
        """Return where digests are to be fetched from, in the order in which people said so."""
        return followed_of(self._catalog.meta("followed"))

    def keep_followed(self, followed: Sequence[Followed]) -> None:
        """Remember where digests are to be fetched from, in a commit of its own."""
        with self._catalog.transaction():
            self._catalog.set_meta("followed", followed_fact(followed))

    def keys(self, sources: Iterable[str]) -> list[Key]:
        """Return the (id, day, source) of all entries of these sources, in order."""
        rows = self._catalog.select_many(
            "SELECT id, day, source FROM entries "
            "WHERE source IN (SELECT value FROM json_each(?)) ORDER BY id, day, source",
            sources,
        )
        return [(id_, day, source) for id_, day, source in rows]

    def removed(self, ids: Iterable[str]) -> set[str]:
        """Return those of ``ids`` that were removed by hand."""
        rows = self._catalog.select_many(
            "SELECT id FROM removed WHERE id IN (SELECT value FROM json_each(?))", ids
        )
        return {id_ for (id_,) in rows}

    def mark_read(self, fingerprints: Mapping[str, bytes]) -> None:
        """Remember sources as read whole."""
        self._catalog.executemany("REPLACE INTO sources VALUES (?, ?)", fingerprints.items())

    def ids_in(self, sources: Iterable[str]) -> set[str]:
        """Return the ids that these sources have entries of."""
        rows = self._catalog.select_many(
            "SELECT DISTINCT id FROM entries WHERE source IN (SELECT value FROM json_each(?))",
            sources,
        )
        return {id_ for (id_,) in rows}

    def held(self, ids: Iterable[str]) -> Iterator[tuple[Key, Entry]]:
        """Yield the entries of these papers, oldest knowledge first."""
        rows = self._catalog.select_many(
            # A damaged row is as good as none: its digest is read again, and says the same.
            "SELECT id, day, source, document FROM entries "
            "WHERE id IN (SELECT value FROM json_each(?)) "
            "AND crc = crc32(id, day, source, document) ORDER BY seq",
            ids,
        )
        for id_, day, source, document in rows:
            with contextlib.suppress(ValueError):
                entry = documents.decode_entry(document)
                if (entry.id, entry.day) == (id_, day):
                    yield (id_, day, source), entry

    def all_removed(self) -> list[str]:
        """Return all ids that were removed by hand, in order."""
        return [id_ for (id_,) in self._catalog.execute("SELECT id FROM removed ORDER BY id")]

    def fingerprints(self) -> Mapping[str, bytes]:
        """Return what all sources were like when they were read whole."""
        return dict(self._catalog.execute("SELECT source, fingerprint FROM sources").fetchall())

    def _entry_seq(self) -> int:
        """Return the highest number of an entry, which no index finds."""
        known = self._catalog.meta("entry_seq")
        highest = "SELECT max(seq) FROM entries WHERE typeof(seq) = 'integer'"
        return int(known or self._catalog.value(highest) or 0)
