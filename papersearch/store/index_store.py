"""The index on disk as one thing: catalog, vectors and lexical index of one folder."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from papersearch import limits
from papersearch.closing import Closing
from papersearch.errors import DerivedFileDamaged, IndexUnwritable
from papersearch.paper import Paper
from papersearch.passages import paper_hash, passage_label, text_hash
from papersearch.store import documents
from papersearch.store.asking import Asking
from papersearch.store.bm25 import Document
from papersearch.store.catalog import Catalog
from papersearch.store.entries import Entries
from papersearch.store.facets import Facets
from papersearch.store.faiss_store import FaissStore
from papersearch.store.learned import Learned
from papersearch.store.lexical import LexicalIndex
from papersearch.store.protocol import EmbeddedPaper
from papersearch.store.schema import ORDINAL_BITS, pid_of
from papersearch.store.words import Words
from papersearch.text import TOKENS, had_others

if TYPE_CHECKING:
    from papersearch.store.interests import Interests

Vectors = NDArray[np.float32]
_SWEPT_AFTER = 600.0
_ABSORBED = 4096  # changes that the lexical index takes in one commit


class IndexStore(Closing, Asking):
    """An open index folder. Readers use :meth:`open`, the one writer :meth:`create`."""

    def __init__(self, folder: Path, catalog: Catalog, dimension: int) -> None:
        self.folder = folder
        self.catalog = catalog
        self.vectors = FaissStore(folder, catalog, dimension)
        self.lexical = LexicalIndex(folder)
        self.learned = Learned(catalog)
        self.facets = Facets(catalog)
        self.entries = Entries(catalog)
        self.words = Words(catalog, folder)
        self._version = -1

    @classmethod
    def open(cls, folder: Path) -> IndexStore:
        """Open an index for reading; raises as :meth:`Catalog.open` does."""
        catalog = Catalog.open(folder)
        with catalog.snapshot():
            identity = catalog.meta("model") or {}
        return cls(folder, catalog, identity.get("dimension", 0))

    @classmethod
    def create(cls, folder: Path) -> IndexStore:
        """Open an index for writing, made first where there is none, and mend what it derives.

        The caller holds the writer's lock.
        """
        catalog = Catalog.create(folder)
        identity = catalog.meta("model") or {}
        store = cls(folder, catalog, identity.get("dimension", 0))
        store.mend()
        return store

    @property
    def interests(self) -> Interests:
        """What its reader asked to keep."""
        from papersearch.store.interests import Interests  # queries do without

        return Interests(self.catalog)

    def adopt(self, identity: Mapping[str, Any]) -> None:
        """Make a model's identity, as JSON, that of this index, which has none yet."""
        with self.catalog.transaction():
            self.catalog.set_meta("model", dict(identity))
        self.vectors.dimension = identity["dimension"]

    def close(self) -> None:
        """Release the files."""
        self.lexical.reload()
        self.catalog.close()

    def begin_checking(self, *, vectors: bool) -> None:
        """Begin to compare files with their checksums in the background."""
        self.lexical.begin_checking()
        if vectors:
            # A snapshot remembers the segments for the query, which will say what is damaged.
            with self.catalog.snapshot(), contextlib.suppress(DerivedFileDamaged):
                self.vectors.files.begin_checking()

    @contextlib.contextmanager
    def commit(self) -> Iterator[None]:
        """Make all changes of the body visible at once, then let the lexical index follow."""
        with self.catalog.transaction():
            yield
            self.catalog.set_meta("generation", (self.catalog.meta("generation") or 0) + 1)
        self.absorb()
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
        self.log(nums)
        if ids:
            stacked = np.concatenate([embedded.vectors for embedded in papers])
            self.vectors.add(np.array(ids, np.int64), stacked)

    def put_metadata(self, papers: Sequence[Paper]) -> None:
        """Store papers of which nothing that is embedded has changed; within :meth:`commit`."""
        nums: dict[int, Paper] = {}
        for paper in papers:
            num = self.catalog.value("SELECT num FROM papers WHERE id = ?", (paper.id,))
            nums[num] = paper
            self.catalog.execute(
                "UPDATE papers SET document = ?1, crc = crc32(id, hash, ?1) WHERE num = ?2",
                (documents.encode(paper), num),
            )
        self.facets.put(nums)
        self.log(nums)  # labels may have changed, which the lexical index knows

    def drop(self, ids: Sequence[str]) -> int:
        """Remove papers, not their entries, and return how many; within :meth:`commit`."""
        nums = self.catalog.nums(ids)
        if not nums:
            return 0
        pids, _ = self.catalog.embeddings_of(nums)
        self.vectors.remove(pids)
        self.catalog.executemany("DELETE FROM passages WHERE pid = ?", [(int(p),) for p in pids])
        self.facets.drop(nums)
        self.words.drop(nums)
        for table in ("papers", "doubts"):
            self.catalog.executemany(
                f"DELETE FROM {table} WHERE num = ?",
                [(num,) for num in nums],
            )
        self.log(nums)
        return len(nums)

    def known_vectors(self, ids: Sequence[str]) -> dict[str, dict[bytes, Vectors]]:
        """Return the (d,) vectors that these papers have, by paper and by hash of the text."""
        rows = self.catalog.select_many(
            f"SELECT papers.id, p.hash, p.embedding FROM papers JOIN passages p "
            f"ON p.pid BETWEEN num << {ORDINAL_BITS} AND (num + 1 << {ORDINAL_BITS}) - 1 "
            f"WHERE papers.id IN (SELECT value FROM json_each(?)) "
            f"AND p.crc = crc32(p.pid, p.label, p.hash, p.embedding)",
            ids,
        )
        found: dict[str, dict[bytes, Vectors]] = {}
        for id_, digest, data in rows:
            if len(data) == 2 * self.vectors.dimension:
                found.setdefault(id_, {})[digest] = np.frombuffer(data, "<f2").astype(np.float32)
        return found

    def pending_vectors(self, hashes: Collection[bytes]) -> dict[bytes, Vectors]:
        """Return the (d,) vectors, by hash of the text, that an interruption left behind."""
        wanted = set(hashes)
        return {
            digest: np.frombuffer(data, "<f2").astype(np.float32)
            for digest, data in self.catalog.execute("SELECT hash, embedding FROM pending")
            if digest in wanted and len(data) == 2 * self.vectors.dimension
        }

    def keep_pending(self, hashes: Sequence[bytes], vectors: Vectors) -> None:
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
            self.catalog.executemany("DELETE FROM entries WHERE id = ?", [(i,) for i in ids])
            return self.drop(ids)

    def restore(self, ids: Sequence[str]) -> int:
        """Let indexing bring removed papers back from their digests; return how many there were."""
        with self.commit():
            before = self.catalog.value("SELECT count(*) FROM removed")
            self.catalog.executemany("DELETE FROM removed WHERE id = ?", [(i,) for i in ids])
            self.catalog.execute("DELETE FROM sources")  # so that all digests are read again
            return int(before - self.catalog.value("SELECT count(*) FROM removed"))

    def refresh(self) -> bool:
        """Notice what another process has committed, and return whether it has."""
        version = self.catalog.data_version()
        if version == self._version:
            return False
        self._version = version
        self.lexical.reload()
        self.vectors.files.reload()
        return True

    def absorb(self) -> None:
        """Let the lexical index catch up with the catalog's change log."""
        while rows := self.catalog.execute(
            "SELECT seq, num FROM changes ORDER BY seq LIMIT ?", (_ABSORBED,)
        ).fetchall():
            nums = {num for _, num in rows}
            papers = self.catalog.papers(nums)
            doubtful = self.learned.doubtful(nums)
            documents_ = {
                num: Document.of(paper, body=num not in doubtful) for num, paper in papers.items()
            }
            self.lexical.absorb(nums - set(papers), documents_)
            with self.catalog.transaction():
                self.words.put({num: document.tokens for num, document in documents_.items()})
                self.catalog.execute("DELETE FROM changes WHERE seq <= ?", (rows[-1][0],))
        self.words.file_up()

    def mend(self) -> list[str]:
        """Rebuild derived files that are missing or damaged, and return what was rebuilt."""
        rebuilt = []
        try:
            self.vectors.files.check()
        except DerivedFileDamaged as damage:
            rebuilt.append(str(damage))
            with self.catalog.transaction():
                self.vectors.rebuild()
        self.vectors.sweep()
        try:
            if self.catalog.value("SELECT 1 FROM papers"):
                self.lexical.count()
        except DerivedFileDamaged as damage:
            rebuilt.append(str(damage))
            self.lexical.clear()
            with self.catalog.transaction():
                self.catalog.execute("INSERT INTO changes (num) SELECT num FROM papers")
        self._renew_tokens()
        self.absorb()
        self.lexical.open_up()
        return rebuilt

    def _renew_tokens(self) -> None:
        """Let the lexical index read those papers again that an older papersearch read otherwise.

        Of most texts the tokens are still the same.
        """
        if self.catalog.meta("tokens") == TOKENS:
            return
        with self.catalog.transaction():
            self.log(
                num
                for num, paper in self.catalog.numbered()
                if any(map(had_others, [paper.title, *(part.text for part in paper.sections)]))
            )
            self.catalog.set_meta("tokens", TOKENS)

    def _put_paper(self, paper: Paper, digest: bytes) -> int:
        cursor = self.catalog.execute(
            "INSERT INTO papers (id, hash, document, crc) VALUES (?1, ?2, ?3, crc32(?1, ?2, ?3))",
            (paper.id, digest, documents.encode(paper)),
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
            (
                pid_of(num, passage.ordinal),
                passage_label(embedded.paper, passage),
                text_hash(passage.text),
                vector.astype("<f2").tobytes(),
            )
            for passage, vector in zip(embedded.passages, embedded.vectors, strict=True)
        ]
        self.catalog.executemany(
            "INSERT INTO passages VALUES (?1, ?2, ?3, ?4, crc32(?1, ?2, ?3, ?4))", rows
        )
        return [row[0] for row in rows]

    def log(self, nums: Iterable[int]) -> None:
        """Let the lexical index read these papers again; call within :meth:`commit`."""
        self.catalog.executemany("INSERT INTO changes (num) VALUES (?)", [(num,) for num in nums])
