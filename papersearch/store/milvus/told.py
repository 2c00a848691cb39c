"""What a store on Milvus was told: entries, sources that were read, ids that were removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from papersearch.paper import Entry
from papersearch.store.milvus.digests import Digests, Removed
from papersearch.store.protocol import Key


class Told:
    """The part of :class:`MilvusStore` that knows what digests say; see :class:`Store`.

    What makes a digest count as read, or an entry as gone, waits for the end of the commit.
    """

    digests: Digests
    removals: Removed
    _marks: dict[str, bytes]
    _gone: list[Key]

    def _next(self, count: int) -> int:
        raise NotImplementedError

    def put_entries(self, entries: Sequence[tuple[str, Entry]]) -> None:
        """Store (source, entry) pairs; call within :meth:`commit`."""
        if entries:
            self.digests.put(entries, self._next(len(entries)))

    def delete_entries(self, keys: Sequence[Key]) -> None:
        """Forget what these (id, day, source) said; call within :meth:`commit`."""
        self._gone += keys

    def held_entries(self, ids: Iterable[str]) -> Iterator[tuple[Key, Entry]]:
        """Yield the entries of these papers, oldest knowledge first."""
        return self.digests.held(ids)

    def fingerprint(self, source: str) -> bytes | None:
        """Return what a source was like when it was read whole, None where it never was."""
        return self.digests.fingerprint(source)

    def mark_read(self, fingerprints: Mapping[str, bytes]) -> None:
        """Remember sources as read whole; call within :meth:`commit`."""
        self._marks.update(fingerprints)

    def entry_sources(self) -> set[str]:
        """Return the sources that papers are made of."""
        return self.digests.sources()

    def entry_keys(self, sources: Iterable[str]) -> list[Key]:
        """Return the (id, day, source) of all entries of these sources, in order."""
        return self.digests.keys(sources)

    def ids_in(self, sources: Iterable[str]) -> set[str]:
        """Return the ids that these sources have entries of."""
        return {id_ for id_, _, _ in self.digests.keys(sources)}

    def removed(self, ids: Iterable[str]) -> set[str]:
        """Return those of ``ids`` that were removed by hand."""
        return self.removals.among(ids)

    def all_removed(self) -> list[str]:
        """Return all ids that were removed by hand, in order."""
        return self.removals.all()

    def fingerprints(self) -> Mapping[str, bytes]:
        """Return what all sources were like when they were read whole."""
        return self.digests.fingerprints()
