"""The index on disk as one thing: catalog, vectors and words of one folder."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from papersearch import files
from papersearch.errors import DerivedFileDamaged, IndexUnwritable
from papersearch.runtime.closing import closed_on_error
from papersearch.store.bm25 import Document
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.catalog.embeddings import embeddings_of
from papersearch.store.local.catalog.entries import Entries
from papersearch.store.local.catalog.migrations import migrate
from papersearch.store.local.catalog.schema import FORMAT
from papersearch.store.local.layout import LEXICAL, LEXICAL_FILES
from papersearch.store.local.reader import IndexReader
from papersearch.store.protocol import EmbeddedPaper
from papersearch.text.passages import paper_hash, passage_label, text_hash
from papersearch.text.tokens import TOKENS
from papersearch.types import documents, limits
from papersearch.types.address import is_hashed
from papersearch.types.arrays import Embeddings, Vector
from papersearch.types.paper import Paper, dated
from papersearch.types.passage_ids import ORDINAL_BITS, pid_of

_SWEPT_AFTER = 600.0
_BATCH = 1024
_FACETS_SINCE, _CATEGORIES_SINCE = 3, 6  # the formats
_DERIVED_SINCE = 5
"""The format since which all derived files are as they are now."""


class IndexStore(IndexReader):
    """An open index folder. Readers use :meth:`open`, the one writer :meth:`create`."""

    def __init__(self, folder: Path, catalog: Catalog, dimension: int) -> None:
        super().__init__(folder, catalog, dimension)
        self.entries = Entries(catalog)
        self._version = -1
        self._unread: set[int] = set()

    @classmethod
    def open(cls, folder: Path) -> IndexStore:
        """Open an index for reading; raises as :meth:`Catalog.open` does."""
        with closed_on_error(Catalog.open(folder)) as catalog:
            with catalog.snapshot():
                identity = catalog.meta("model") or {}
            return cls(folder, catalog, identity.get("dimension", 0))

    @classmethod
    def create(cls, folder: Path) -> IndexStore:
        """Open an index for writing, made first where there is none, and mend what it derives.

        One of an older format is brought to the present one, in one commit, embedding nothing. The
        caller holds the writer's lock.
        """
        with closed_on_error(Catalog.create(folder)) as catalog:
            identity = catalog.meta("model") or {}
            store = cls(folder, catalog, identity.get("dimension", 0))
            if catalog.format < FORMAT:
                store._bring_up_to_date(catalog.format)
            store.mend()
            return store

    def adopt(self, identity: Mapping[str, Any]) -> None:
        """Make a model's identity, as JSON, that of this index, which has none yet."""
        with self.catalog.transaction():
            self.catalog.set_meta("model", dict(identity))
        self.vectors.dimension = identity["dimension"]

    def begin_checking(self, *, vectors: bool) -> None:
        """Begin to compare files with their checksums in the background."""
        # A snapshot remembers the segments for the query, which will say what is damaged.
        with self.catalog.snapshot(), contextlib.suppress(DerivedFileDamaged):
            self.words.begin_checking()
            if vectors:
                self.vectors.files.begin_checking()

    def is_blank(self) -> bool:
        """Whether nothing was ever kept here."""
        pending = self.catalog.execute("SELECT EXISTS (SELECT 1 FROM pending)").fetchone()[0]
        kept = self.catalog.meta("generation") or self.catalog.meta("followed")
        return not (kept or pending)

    @contextlib.contextmanager
    def commit(self) -> Iterator[None]:
        """Make all changes of the body visible at once."""
        self._unread = set()
        with self.catalog.transaction():
            yield
            self._read_words()
            self.catalog.set_meta("generation", (self.catalog.meta("generation") or 0) + 1)
        for part in (self.vectors, self.words):
            part.sweep(older_than=_SWEPT_AFTER)  # readers may still be about to open them

    def put_embedded(self, papers: Sequence[EmbeddedPaper]) -> None:
        """Store new papers, or new texts of known ones; call within :meth:`commit`."""
        self.drop([embedded.paper.id for embedded in papers])
        ids: list[int] = []
        nums: dict[int, Paper] = {}
        for embedded in papers:
            num = self._put_paper(embedded.paper, paper_hash(list(embedded.passages)))
            ids += self._put_passages(num, embedded)
            nums[num] = embedded.paper
        self.facets.put(nums)
        self.learned.outdate(map(dated, nums.values()))
        self.read_again(nums)
        if ids:
            # As the catalog has them: FAISS rounds to half precision in another way.
            stacked = np.concatenate([embedded.vectors.astype("<f2") for embedded in papers])
            self.vectors.add(np.array(ids, np.int64), stacked.astype(np.float32))

    def put_metadata(self, papers: Sequence[Paper]) -> None:
        """Store papers of which nothing that is embedded has changed; within :meth:`commit`."""
        nums: dict[int, Paper] = {}
        for paper in papers:
            num, before = self.catalog.paper(paper.id)
            if dated(before) != dated(paper):  # it comes first on another day
                self.learned.outdate(map(dated, (before, paper)))
            nums[num] = paper
            self.catalog.execute(
                "UPDATE papers SET document = :said, crc = crc32(id, hash, :said) WHERE num = :num",
                {"said": documents.encode(paper), "num": num},
            )
        self.facets.put(nums)
        self.read_again(nums)  # labels may have changed, which words know of

    def drop(self, ids: Sequence[str]) -> int:
        """Remove papers, not their entries, and return how many; within :meth:`commit`."""
        nums = self.catalog.nums(ids)
        if not nums:
            return 0
        self.learned.outdate(map(dated, self.catalog.papers(nums).values()))
        pids, _ = embeddings_of(self.catalog, nums)
        self.vectors.remove(pids)
        self.catalog.executemany("DELETE FROM passages WHERE pid = ?", [(int(p),) for p in pids])
        self.facets.drop(nums)
        for table in ("papers", "doubts"):
            self.catalog.executemany(
                f"DELETE FROM {table} WHERE num = ?",
                [(num,) for num in nums],
            )
        self.read_again(nums)
        return len(nums)

    def known_vectors(self, ids: Sequence[str]) -> dict[str, dict[bytes, Vector]]:
        """Return the (d,) vectors that these papers have, by paper and by hash of the text."""
        rows = self.catalog.select_many(
            f"SELECT papers.id, p.hash, p.embedding FROM papers JOIN passages p "
            f"ON p.pid BETWEEN num << {ORDINAL_BITS} AND (num + 1 << {ORDINAL_BITS}) - 1 "
            f"WHERE papers.id IN (SELECT value FROM json_each(?)) "
            f"AND p.crc = crc32(p.pid, p.label, p.hash, p.embedding)",
            ids,
        )
        found: dict[str, dict[bytes, Vector]] = {}
        for id_, digest, data in rows:
            if len(data) == 2 * self.vectors.dimension:
                found.setdefault(id_, {})[digest] = np.frombuffer(data, "<f2").astype(np.float32)
        return found

    def pending_vectors(self, hashes: Collection[bytes]) -> dict[bytes, Vector]:
        """Return the (d,) vectors, by hash of the text, that an interruption left behind."""
        wanted = set(hashes)
        return {
            digest: np.frombuffer(data, "<f2").astype(np.float32)
            for digest, data in self.catalog.execute("SELECT hash, embedding FROM pending")
            if digest in wanted and len(data) == 2 * self.vectors.dimension
        }

    def keep_pending(self, hashes: Sequence[bytes], vectors: Embeddings) -> None:
        """Keep embeddings of texts whose papers are not complete yet, in a commit of its own."""
        rows = [(h, v.astype("<f2").tobytes()) for h, v in zip(hashes, vectors, strict=True)]
        with self.catalog.transaction():
            self.catalog.executemany("REPLACE INTO pending VALUES (?, ?)", rows)

    def forget_pending(self, hashes: Sequence[bytes]) -> None:
        """Forget embeddings that are part of a paper now; call within :meth:`commit`."""
        self.catalog.executemany("DELETE FROM pending WHERE hash = ?", [(h,) for h in hashes])

    def remove(self, ids: Sequence[str]) -> int:
        """Remove papers for good, so that indexing does not bring them back; returns how many."""
        with self.commit():
            self.catalog.executemany(
                "INSERT OR IGNORE INTO removed VALUES (?)", [(i,) for i in ids]
            )
            # What has no address is known again by what was said of it.
            said = [(own,) for own in ids if not is_hashed(own)]
            self.catalog.executemany("DELETE FROM entries WHERE id = ?", said)
            return self.drop(ids)

    def restore(self, ids: Sequence[str]) -> int:
        """Let indexing bring removed papers back from their digests; return how many there were."""
        with self.commit():
            before = self.catalog.value("SELECT count(*) FROM removed")
            self.catalog.executemany("DELETE FROM removed WHERE id = ?", [(i,) for i in ids])
            self.catalog.execute("DELETE FROM sources")  # so that all digests are read again
            return int(before - self.catalog.value("SELECT count(*) FROM removed"))

    def inherit(self, ids: Mapping[str, str], living: Collection[str] = ()) -> None:
        """Let papers, by their old ids, give what the reader said of them to those of new ids."""
        self.interests.inherit(ids, living)
        pairs = [(new, old) for old, new in ids.items()]
        self.catalog.executemany(
            "INSERT OR IGNORE INTO removed SELECT ? FROM removed WHERE id = ?", pairs
        )

    def refresh(self) -> bool:
        """Notice what another process has committed, and return whether it has."""
        version = self.catalog.data_version()
        if version == self._version:
            return False
        self._version = version
        self.words.reload()
        self.vectors.files.reload()
        return True

    def read_again(self, nums: Iterable[int]) -> None:
        """Let the words of these papers be read again at the end of this :meth:`commit`."""
        self._unread.update(nums)

    def _read_words(self) -> None:
        """Write the words of papers that are new or other, and forget those that are gone."""
        if self._unread:
            there = self.catalog.papers(self._unread)
            self.words.replace(self._unread, dict(self._documents(there.items())))

    def _documents(self, papers: Iterable[tuple[int, Paper]]) -> Iterator[tuple[int, Document]]:
        """Yield what words are read of: the body of a doubtful paper is not."""
        left = iter(papers)
        while some := list(itertools.islice(left, _BATCH)):
            doubtful = self.learned.doubtful([num for num, _ in some])
            for num, paper in some:
                yield num, Document.of(paper, body=num not in doubtful)

    def rebuild_words(self) -> None:
        """Read the words of all papers again; call within a transaction."""
        self.words.rebuild(self._documents(self.catalog.numbered()))
        self.catalog.set_meta("tokens", TOKENS)

    def has_other_words(self) -> bool:
        """Whether words are kept that are other than those of the papers."""
        left = self._documents(self.catalog.numbered())
        while some := dict(itertools.islice(left, _BATCH)):
            if not self.words.say(some):
                return True
        return False

    def _bring_up_to_date(self, version: int) -> None:
        with self.catalog.transaction():
            migrate(self.catalog.execute, version)
            if version < _FACETS_SINCE:
                self.facets.fill()
            elif version < _CATEGORIES_SINCE:
                self.facets.fill_categories()
            if version < _DERIVED_SINCE:
                self.rebuild_words()
                self.vectors.rebuild()  # some were rounded to half precision by FAISS

    def mend(self) -> list[str]:
        """Make derived files again that are missing or damaged, and return what was."""
        mended = []
        for check, rebuild in (
            (self.vectors.files.check, self.vectors.rebuild),
            (self.words.check, self.rebuild_words),
        ):
            try:
                check()
            except DerivedFileDamaged as damage:
                mended.append(str(damage))
                with self.catalog.transaction():
                    rebuild()
        if self.catalog.meta("tokens") != TOKENS:  # an older papersearch read texts otherwise
            with self.catalog.transaction():
                self.rebuild_words()
        self.vectors.sweep()
        self.words.sweep()
        files.remove_tree(self.folder / LEXICAL, LEXICAL_FILES)  # of an older papersearch
        return mended

    def _put_paper(self, paper: Paper, digest: bytes) -> int:
        cursor = self.catalog.execute(
            "INSERT INTO papers (id, hash, document, crc) "
            "VALUES (:id, :hash, :document, crc32(:id, :hash, :document))",
            {"id": paper.id, "hash": digest, "document": documents.encode(paper)},
        )
        num = int(cursor.lastrowid or 0)
        if num >= limits.PAPER_NUMBERS:
            raise IndexUnwritable(
                f"{self.folder} has given all {limits.PAPER_NUMBERS:,} numbers that papers can "
                "have: `papersearch copy` makes an index that begins anew"
            )
        return num

    def _put_passages(self, num: int, embedded: EmbeddedPaper) -> list[int]:
        rows = [
            {
                "pid": pid_of(num, passage.ordinal),
                "label": passage_label(embedded.paper, passage),
                "hash": text_hash(passage.text),
                "embedding": vector.astype("<f2").tobytes(),
            }
            for passage, vector in zip(embedded.passages, embedded.vectors, strict=True)
        ]
        self.catalog.executemany(
            "INSERT INTO passages VALUES "
            "(:pid, :label, :hash, :embedding, crc32(:pid, :label, :hash, :embedding))",
            rows,
        )
        return [row["pid"] for row in rows]
