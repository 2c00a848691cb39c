"""The words of an index folder: segments of postings that the catalog names.

New papers go into a new small segment, together with their vectors and in the same transaction,
and segments merge (derived.py). All of it is made of the papers in the catalog.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from papersearch import files
from papersearch.runtime.background import Background
from papersearch.store.bm25 import Document
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.derived import MAX_DEAD_SHARE, checked, checksum, damaged, due
from papersearch.store.local.layout import WORDS, WORDS_FILES, WORDS_NAME
from papersearch.store.local.mapped import Mapped
from papersearch.store.local.words.files import check_whole, encoded, mapped
from papersearch.store.local.words.postings import Postings
from papersearch.store.local.words.scoring import Scorer, Segment
from papersearch.types.arrays import Ids, Mask

SEGMENT_UP_TO = 1 << 17
"""Papers that no merge goes beyond: what memory is meant for while segments merge."""

_BATCH = 4096


class Named(NamedTuple):
    """A segment as the catalog knows it."""

    name: str
    papers: int
    size: int
    sha256: bytes


class Words:
    """The words of a catalog's papers. Writing methods are called within a transaction."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        self.folder = folder / WORDS
        self._catalog = catalog
        self._open: dict[str, tuple[Mapped, Postings]] = {}
        self._checksums: Background[dict[str, bytes | None]] | None = None

    def scorer(self, labels: Collection[str] = ()) -> Scorer:
        """Return what scores the papers of this generation, within these sections if any.

        Raises:
            DerivedFileDamaged: a file is missing or damaged.
        """
        if labels:
            within = frozenset(labels)
            segments = [Segment(own.postings, own.alive, within) for own in self._segments()]
            return Scorer(self.folder, segments)
        known = self._catalog.generation
        if known.scorer is None:
            known.scorer = Scorer(self.folder, self._segments())
        return known.scorer

    def among(self, nums: Ids) -> Scorer:
        """Return what knows the words of the papers of some numbers alone, of all they say.

        Raises:
            DerivedFileDamaged: a file is missing or damaged.
        """
        known = self._segments()
        labels = frozenset(name for own in known for name in own.postings.names)
        segments = [Segment(own.postings, own.among(nums), labels) for own in known]
        return Scorer(self.folder, segments)

    def _segments(self) -> list[Segment]:
        known = self._catalog.generation
        if known.word_segments is None:
            known.word_segments = self._read()
        return known.word_segments

    def _read(self) -> list[Segment]:
        return [Segment(self._opened(named), self._alive(named)) for named in self.named()]

    def named(self) -> list[Named]:
        """Return the segments of this generation, largest first.

        Raises:
            DerivedFileDamaged: the catalog names a file as we name none.
        """
        rows = self._catalog.execute(
            "SELECT name, papers, bytes, sha256 FROM word_segments ORDER BY papers DESC, name"
        )
        found = [Named(*row) for row in rows]
        for named in found:
            if not WORDS_NAME.fullmatch(named.name):
                raise damaged(self.folder, "is said to hold a file of another name")
        return found

    def _alive(self, named: Named) -> Mask | None:
        rows = self._catalog.execute("SELECT num FROM dead_words WHERE name = ?", (named.name,))
        dead = [num for (num,) in rows]
        return ~np.isin(self._opened(named).nums, dead) if dead else None

    def check_complete(self) -> None:
        """See that the words of all papers are there, as they are between two commits.

        Raises:
            DerivedFileDamaged: they are not.
        """
        known = self.scorer().papers
        papers = int(self._catalog.value("SELECT count(*) FROM papers"))
        if known != papers:
            raise damaged(self.folder, f"knows {known:,} of {papers:,} papers")

    def say(self, documents: Mapping[int, Document]) -> bool:
        """Whether what is kept of these papers, by number, is what their documents say."""
        nums = np.fromiter(documents, np.int64)
        kept = [(own.postings, own.among(nums)) for own in self._segments()]
        return self._merged(kept).says(Postings.of(documents)) if kept else not documents

    def _merged(self, parts: Sequence[tuple[Postings, Mask | None]]) -> Postings:
        """Return segments as one.

        Raises:
            DerivedFileDamaged: one points outside of itself: only small files are looked through.
        """
        try:
            return Postings.merged(parts)
        except (IndexError, ValueError) as error:
            raise damaged(self.folder, "points outside of itself") from error

    def begin_checking(self) -> None:
        """Begin to read checksums in the background, before files are needed."""
        names = [own.name for own in self._checked() if own.name not in self._open]
        self._checksums = None
        if names:
            self._checksums = Background(lambda: {n: checksum(self.folder / n) for n in names})

    def check(self, *, whole: bool = False) -> None:
        """Compare every file with what the catalog says, large ones by size unless ``whole``.

        Raises:
            DerivedFileDamaged: one is missing or differs.
        """
        self._open, self._checksums = {}, None  # all are looked at again
        for named in self.named():
            self._opened(named, whole=whole)
        self.check_complete()

    def reload(self) -> None:
        """Let go of files that this generation no longer names."""
        rows = self._catalog.execute("SELECT name FROM word_segments").fetchall()
        known = {name for (name,) in rows}
        self._open = {name: own for name, own in self._open.items() if name in known}

    def let_go(self) -> bool:
        """Let go of files that have changed in their places; return whether there were any."""
        changed = [name for name, (seen, _) in self._open.items() if seen.changed()]
        for name in changed:
            del self._open[name]
        return bool(changed)

    def replace(self, nums: Iterable[int], documents: Mapping[int, Document]) -> None:
        """Forget what the papers ``nums`` say, and take in what ``documents`` say, by number."""
        gone = np.fromiter(sorted({*nums, *documents}), np.int64)
        for named in self.named():
            there = gone[np.isin(gone, self._opened(named).nums)]
            self._catalog.executemany(
                "INSERT OR IGNORE INTO dead_words VALUES (?, ?)",
                [(named.name, num) for num in there.tolist()],
            )
        if documents:
            self._write(Postings.of(documents))
        self._merge(self._due())

    def rebuild(self, documents: Iterable[tuple[int, Document]]) -> None:
        """Write all segments anew, of the documents of all papers by ascending number."""
        self._catalog.execute("DELETE FROM word_segments")
        self._catalog.execute("DELETE FROM dead_words")
        self._open = {}
        batch: dict[int, Document] = {}
        for num, document in documents:
            batch[num] = document
            if len(batch) == _BATCH:
                self.replace((), batch)
                batch = {}
        if batch:
            self.replace((), batch)

    def sweep(self, older_than: float = 0.0) -> int:
        """Delete files that no generation names, if so many seconds old; return how many."""
        known = {named.name for named in self.named()}
        return files.sweep(self.folder, WORDS_FILES, known, older_than)

    def _write(self, postings: Postings) -> None:
        with files.writing(self.folder):
            files.make_folder(self.folder)
        path = self.folder / f"{os.urandom(8).hex()}.safetensors"
        digest = files.write_atomic(path, encoded(postings))
        named = Named(path.name, len(postings.nums), path.stat().st_size, digest)
        self._catalog.execute("INSERT INTO word_segments VALUES (?, ?, ?, ?)", named)

    def _due(self) -> Sequence[Named]:
        """Return the segments to merge: all that are not too large, where too much is dead."""
        ascending = [named for named in self.named()[::-1] if named.papers <= SEGMENT_UP_TO]
        dead = self._catalog.value("SELECT count(*) FROM dead_words") or 0
        if dead > MAX_DEAD_SHARE * sum(named.papers for named in ascending):
            return ascending
        return due(ascending, lambda named: named.papers, SEGMENT_UP_TO)

    def _merge(self, merging: Sequence[Named]) -> None:
        """Replace these segments by one that holds what is alive of them."""
        if not merging:
            return
        parts = [(self._opened(named), self._alive(named)) for named in merging]
        key = [(named.name,) for named in merging]
        self._catalog.executemany("DELETE FROM word_segments WHERE name = ?", key)
        self._catalog.executemany("DELETE FROM dead_words WHERE name = ?", key)
        merged = self._merged(parts)
        if len(merged.nums):
            self._write(merged)
        for named in merging:
            files.touch(self.folder / named.name)

    def _opened(self, named: Named, *, whole: bool = False) -> Postings:
        """Map a file, checked first, once."""
        if named.name not in self._open:
            checksums = self._checksums.result() if self._checksums else {}
            whole = whole or named.name in checksums or named in self._checked()
            self._compare(named, whole=whole, read=checksums.get(named.name))
            path = self.folder / named.name
            seen = Mapped([path])
            try:
                found = mapped(path)
                if whole:
                    check_whole(found)
            except (OSError, ValueError) as error:
                raise damaged(path, f"cannot be read ({error})") from error
            if len(found.nums) != named.papers:
                raise damaged(path, "has other papers than the catalog says")
            self._open[named.name] = seen, found
        return self._open[named.name][1]

    def _compare(self, named: Named, *, whole: bool, read: bytes | None = None) -> None:
        path = self.folder / named.name
        if not files.see(path):
            raise damaged(path, "is missing")
        if path.stat().st_size != named.size:
            raise damaged(path, "has the wrong size")
        if whole and (read or checksum(path)) != named.sha256:
            raise damaged(path, "does not match its checksum")

    def _checked(self) -> list[Named]:
        """Return the segments that are read against their checksums: the smallest ones."""
        return checked(self.named()[::-1], lambda named: named.size)
