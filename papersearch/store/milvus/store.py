"""Papers on Milvus: the store that indexing writes to and search reads.

Milvus has no transactions over rows. What counts is written last, a paper's own row after its
passages and a digest's mark after its papers, and deleted first; whatever is interrupted in between
is done again by the same command, and writes the same rows under the same keys.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from papersearch.errors import PaperIndexError, StoreFailed
from papersearch.store.columns import Column, Kind
from papersearch.store.milvus import collections
from papersearch.store.milvus.address import Address
from papersearch.store.milvus.collections import FORMAT
from papersearch.store.milvus.columns import columns
from papersearch.store.milvus.connection import Connection
from papersearch.store.milvus.digests import Digests, Pending
from papersearch.store.milvus.encoding import packed, slots, unpacked
from papersearch.store.milvus.frequencies import Said
from papersearch.store.milvus.kinds import EXACT
from papersearch.store.milvus.papers import Known, Staged
from papersearch.store.milvus.reading import MilvusReading
from papersearch.store.milvus.table import Fact, Table
from papersearch.store.milvus.writer_lock import WriterLock
from papersearch.store.protocol import EmbeddedPaper
from papersearch.text.passages import paper_hash, passage_label, passages
from papersearch.types import documents
from papersearch.types.address import is_hashed
from papersearch.types.arrays import Embeddings, Vector
from papersearch.types.paper import Paper, dated
from papersearch.types.passage_ids import num_of


class MilvusStore(MilvusReading):
    """An open store. Readers use :meth:`open`, a writer :meth:`create`; see :class:`Store`."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        said = Table(connection, self.names.entries)
        self.entries = Digests(said, self.facts, self.meta, self._next)
        self._pending = Pending(self.facts)
        self._lock = WriterLock(connection, self.facts)
        self._staged: dict[int, Staged] = {}
        self._before: dict[int, Known] = {}
        self._relogged: set[int] = set()
        self._seq = 0
        self._labels_known: set[str] | None = None

    @classmethod
    def create(cls, address: Address, token: str = "", wait: float = 0.0) -> MilvusStore:
        """Open a store for writing, made first where there is none.

        Raises:
            IndexLocked: another writer is at work, for longer than ``wait`` seconds.
            StoreUnreachable, MissingExtra, IndexVersionMismatch: as for :meth:`open`.
        """
        store = cls(Connection.open(address, token))
        try:
            collections.make_facts(store.connection, store.names)
            store._lock.acquire(wait)
            collections.make(store.connection, store.names)
            collections.load(store.connection, store.names)
            if store.meta.get("format") is None:
                store.meta.set("format", FORMAT)
            store._check_format()
            store._check_kind(address)
            if not store.frequency_table.is_trusted(len(store)):  # a writer was stopped
                store._passages.sweep()
                store.frequency_table.recount()
            store._keep_categories()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Let others write, and release the connection."""
        with contextlib.suppress(PaperIndexError):  # the server may be gone: the claim ends
            self._lock.release()
        super().close()

    def adopt(self, identity: Mapping[str, Any]) -> None:
        """Make a model's identity, as JSON, that of this store, which has none yet."""
        kind = self.address.kind or EXACT
        self.meta.set("vectors", kind)
        collections.make_passages(self.connection, self.names, identity["dimension"], kind)
        collections.load(self.connection, self.names)
        self.meta.set("model", dict(identity))

    def _check_kind(self, address: Address) -> None:
        if self._passages.there and address.kind not in ("", self.kind):
            raise StoreFailed(
                f"{address} was made with ?index={self.kind}: leave that out, or copy it "
                "into a collection of another name (`papersearch copy`)"
            )

    @contextlib.contextmanager
    def commit(self) -> Iterator[None]:
        """Write what counts at the end of the body, and nothing of that where it raises."""
        self._lock.renew()
        try:
            with self.connection.moments.snapshot():
                yield
                self._write_papers()
                self.entries.flush()
                self.meta.set("generation", (self.meta.get("generation") or 0) + 1)
        finally:
            self._staged, self._before, self._relogged = {}, {}, set()
            self.entries.unstage()
            self.meta.forget()

    def stored(self, ids: Iterable[str]) -> dict[str, tuple[bytes, bytes]]:
        """Return the hash and the document of those of ``ids`` that are papers.

        Without those whose document is damaged: so they are stored anew.
        """
        return self.rows.stored(ids)

    def papers(self, nums: Iterable[int]) -> Mapping[int, Paper]:
        """Return the papers that exist among ``nums``, those about to be written among them."""
        wanted = list(nums)
        staged = {num: self._staged[num].paper for num in wanted if num in self._staged}
        if not staged:
            return super().papers(wanted)
        return {**super().papers(num for num in wanted if num not in staged), **staged}

    def nums(self, ids: Iterable[str]) -> list[int]:
        """Return the numbers of those of ``ids`` that are papers, or about to be."""
        wanted = set(ids)
        staged = {own.paper.id: num for num, own in self._staged.items() if own.paper.id in wanted}
        return [*staged.values(), *super().nums(wanted - staged.keys())]

    def column(self, kind: Kind) -> Column:
        """Return which papers have which values of a kind; call within a snapshot."""
        known = self.meta.remembered
        if not known.columns:
            known.columns = columns(self._numbered_papers(), self.entries)
        return known.columns[kind]

    def put_embedded(self, papers: Sequence[EmbeddedPaper]) -> None:
        """Store new papers, or new texts of known ones; call within :meth:`commit`."""
        numbered = self._numbered([embedded.paper for embedded in papers])
        pairs = [(numbered[embedded.paper.id], embedded) for embedded in papers]
        self.interests.keep_arrivals(
            self._before[num] for num in numbered.values() if num in self._before
        )
        self._passages.put(pairs)
        self.facts.delete("doubt", [str(num) for num in numbered.values() if num in self._before])
        seq = self._next(len(papers))
        for n, (num, embedded) in enumerate(pairs):
            digest = paper_hash(list(embedded.passages))
            self._staged[num] = Staged(embedded.paper, digest, seq + n, len(embedded.passages))
        self.learned.outdate(dated(own.paper) for own in papers)

    def put_metadata(self, papers: Sequence[Paper]) -> None:
        """Store papers of which nothing that is embedded has changed; within :meth:`commit`."""
        known = self.rows.found(paper.id for paper in papers)
        before = super().papers([own.num for own in known.values()])
        moved = {*map(dated, before.values())} ^ {*map(dated, papers)}
        self.learned.outdate(moved)
        found = self._passages.of([own.num for own in known.values()])
        pairs = []
        for paper in papers:
            own = known[paper.id]
            self._before[own.num] = own
            self._staged[own.num] = Staged(paper, own.digest, own.seq, own.count)
            rows = found.rows[num_of(found.pids) == own.num]
            said = tuple(passages(paper))
            if not len(rows) == own.count == len(said):
                raise StoreFailed(
                    f"{self.address}: passages of paper {paper.id} are missing: `papersearch "
                    "remove` it, `remove --undo` it and index its digest again"
                )
            pairs.append((own.num, EmbeddedPaper(paper, said, rows)))
        self._passages.put(pairs)

    def drop(self, ids: Sequence[str]) -> int:
        """Remove papers, not their entries, and return how many; within :meth:`commit`."""
        known = list(self.rows.found(ids).values())
        if not known:
            return 0
        nums = [own.num for own in known]
        self._outdate(ids, len(known))
        self.interests.keep_arrivals(known)
        said = self.rows.said(nums)
        self.frequency_table.unsettle()
        self.rows.drop(nums)
        for own in known:
            self._passages.cut(own.num, 0, own.count)
        self.frequency_table.settle(Said() - said)
        self.facts.delete("doubt", [str(own.num) for own in known])
        return len(known)

    def _outdate(self, ids: Sequence[str], count: int) -> None:
        """Note that papers go; of a damaged one nobody knows from when it was."""
        stored = [documents.decode_paper(own) for _, own in self.stored(ids).values()]
        self.learned.outdate(map(dated, stored) if len(stored) == count else [("", "")])

    def remove(self, ids: Sequence[str]) -> int:
        """Remove papers for good, so that indexing does not bring them back; returns how many."""
        with self.commit():
            self.entries.removals.add(ids)
            count = self.drop(ids)
            # What has no address is known again by what was said of it.
            self.entries.forget([own for own in ids if not is_hashed(own)])
        return count

    def restore(self, ids: Sequence[str]) -> int:
        """Let indexing bring removed papers back from their digests; return how many there were."""
        with self.commit():
            count = self.entries.removals.discard(ids)
            self.entries.unmark()  # so that all digests are read again
        return count

    def inherit(self, ids: Mapping[str, str], living: Collection[str] = ()) -> None:
        """Let papers, by their old ids, give what the reader said of them to those of new ids."""
        if not ids:
            return
        self.interests.inherit(ids, living)
        gone = self.entries.removed(ids)
        self.entries.removals.add(new for old, new in ids.items() if old in gone)

    def known_vectors(self, ids: Sequence[str]) -> dict[str, dict[bytes, Vector]]:
        """Return the (d,) vectors that these papers have, by paper and by hash of the text."""
        known = {own.num: paper_id for paper_id, own in self.rows.found(ids).items()}
        there = self._passages.of(list(known))
        found: dict[str, dict[bytes, Vector]] = {}
        for num, name, row in zip(num_of(there.pids), there.hashes, there.rows, strict=True):
            found.setdefault(known[int(num)], {})[bytes.fromhex(name)] = row
        return found

    def pending_vectors(self, hashes: Collection[bytes]) -> dict[bytes, Vector]:
        """Return the (d,) vectors, by hash of the text, that an interruption left behind."""
        pending = self._pending.among(list(hashes))
        return {bytes.fromhex(name): _vector(data) for name, data in pending.items()}

    def keep_pending(self, hashes: Sequence[bytes], vectors: Embeddings) -> None:
        """Keep embeddings of texts whose papers are not complete yet, in a commit of its own."""
        pairs = zip(hashes, vectors, strict=True)
        self._pending.keep({h.hex(): packed(v.astype("<f2").tobytes()) for h, v in pairs})

    def forget_pending(self, hashes: Sequence[bytes]) -> None:
        """Forget embeddings that are part of a paper now; call within :meth:`commit`."""
        self._pending.forget(hashes)

    def pending(self) -> int:
        """Return how many embeddings no complete paper uses yet."""
        return len(self._pending)

    def read_again(self, nums: Iterable[int]) -> None:
        """Let lexical search read these papers again; call within :meth:`commit`."""
        self._relogged.update(nums)

    def _write_papers(self) -> None:
        again = self._relogged - self._staged.keys()
        for num, known in self.rows.known(again).items():
            self._before[num] = known
        for num, paper in super().papers(self._before.keys() & again).items():
            own = self._before[num]
            self._staged[num] = Staged(paper, own.digest, own.seq, own.count)
        if not self._staged:
            return
        self._put_labels()
        doubtful = self.learned.doubtful(self._staged)
        before = [self._before[num] for num in self._staged if num in self._before]
        said = self.rows.said([own.num for own in before])
        self.frequency_table.unsettle()
        now = self.rows.put(self._staged, doubtful, lexical=self.lexical)
        for own in before:
            self._passages.cut(own.num, self._staged[own.num].count, own.count)
        self.frequency_table.settle(now - said)

    def _numbered(self, papers: Sequence[Paper]) -> dict[str, int]:
        """Return the number of each paper: its own, or the first that no other one has."""
        known = self.rows.found(paper.id for paper in papers)
        self._before.update({own.num: own for own in known.values()})
        new = [paper.id for paper in papers if paper.id not in known]
        taken = set(self.rows.known([num for own in new for num in slots(own)]))
        numbered = {paper_id: own.num for paper_id, own in known.items()}
        for paper_id in new:
            num = next((own for own in slots(paper_id) if own not in taken), None)
            if num is None:
                raise StoreFailed(f"{self.address}: no number is free for the paper {paper_id}")
            taken.add(num)
            numbered[paper_id] = num
        return numbered

    def _put_labels(self) -> None:
        """Remember the labels of sections, which filters look for parts of."""
        if self._labels_known is None:
            self._labels_known = set(self.facts.names('kind == "label"'))
        found = {
            passage_label(own.paper, passage)
            for own in self._staged.values()
            for passage in passages(own.paper)
        }
        new = found - self._labels_known
        self.facts.put("label", [Fact(label) for label in sorted(new)])
        self._labels_known |= new

    def _keep_categories(self) -> None:
        """Let filters find the categories of papers that an older papersearch wrote."""
        if self.meta.get("categories"):
            return
        for batch in self._in_batches(sorted(own.num for own in self.rows.all_known())):
            told = [paper for paper in super().papers(batch).values() if paper.categories]
            if told:
                with self.commit():
                    self.put_metadata(told)
        self.meta.set("categories", True)

    def _next(self, count: int) -> int:
        """Return the first of ``count`` numbers that grow with time, whoever writes."""
        if not self._seq:  # a paper that arrives is new to all watches, though a clock went back
            self._seq = self.interests.marked() + 1
        first = max(self._seq, time.time_ns() // 1000)
        self._seq = first + count
        return first


def _vector(data: str) -> Vector:
    return np.frombuffer(unpacked(data), "<f2").astype(np.float32)
