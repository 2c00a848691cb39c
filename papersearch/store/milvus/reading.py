"""What the read path asks of a store on Milvus."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from papersearch.errors import IndexNotFound, IndexVersionMismatch, PaperNotFound, StoreFailed
from papersearch.runtime.closing import Closing
from papersearch.store.milvus import collections
from papersearch.store.milvus.address import Address
from papersearch.store.milvus.collections import FORMAT, Names
from papersearch.store.milvus.conditions import left
from papersearch.store.milvus.connection import Connection
from papersearch.store.milvus.frequencies import Frequencies, FrequencyTable
from papersearch.store.milvus.interests import MilvusInterests
from papersearch.store.milvus.kinds import EXACT
from papersearch.store.milvus.learned import MilvusLearned
from papersearch.store.milvus.meta import Meta
from papersearch.store.milvus.papers import Papers
from papersearch.store.milvus.passages import Passages
from papersearch.store.milvus.scope import MilvusScope, Words
from papersearch.store.milvus.table import Table, of_kind
from papersearch.store.protocol import Taught
from papersearch.text.names import bare
from papersearch.text.tokens import fold_name
from papersearch.types import documents
from papersearch.types.arrays import Embeddings, Ids
from papersearch.types.paper import Paper
from papersearch.types.passage_ids import num_of
from papersearch.types.query import Filters

_DOCUMENTS = 200  # read at a time
_R = TypeVar("_R", bound="MilvusReading")


class MilvusReading(Closing):
    """An open store, for reading; see :class:`SearchStore`."""

    def __init__(self, connection: Connection) -> None:
        self.address = connection.address
        self.connection = connection
        self.names = Names.of(connection.address.collection)
        self.facts = Table(connection, self.names.facts)
        self.meta = Meta(self.facts)
        self.learned = MilvusLearned(self.facts, self.meta)
        self.rows = Papers(connection, self.names.papers, self.facts)
        self.interests = MilvusInterests(self.facts, self.meta, self.rows)
        self._passages = Passages(connection, self.names.passages, self._counts)
        self.frequency_table = FrequencyTable(self.facts, self.meta, self.rows.all_said)
        self._lexical: bool | None = None

    @classmethod
    def open(cls: type[_R], address: Address, token: str = "") -> _R:
        """Open a store that is there.

        Raises:
            IndexNotFound, IndexVersionMismatch: there is none, or one of another format.
            StoreUnreachable, MissingExtra: as for :meth:`Connection.open`.
        """
        if address.is_file and not Path(address.uri).exists():
            raise _not_found(address)
        connection = Connection.open(address, token)
        try:
            store = cls(connection)
            store._begin()
        except BaseException:
            connection.close()
            raise
        return store

    def _begin(self) -> None:
        if not self.connection.has(self.names.facts):
            raise _not_found(self.address)
        collections.load(self.connection, self.names)
        self._check_format()

    def _check_format(self) -> None:
        found = self.meta.get("format")
        if found is None:
            raise _not_found(self.address)
        if found != FORMAT:
            raise IndexVersionMismatch(
                f"{self.address} has format {found}, this papersearch reads {FORMAT}: use the "
                "papersearch that wrote it, or copy it with that one into a folder and from there"
            )

    def close(self) -> None:
        """Release the connection."""
        self.connection.close()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def lexical(self) -> bool:
        """Whether the server can search for words."""
        if self._lexical is None:
            self._lexical = collections.has_lexical(self.connection, self.names)
        return self._lexical

    @property
    def kind(self) -> str:
        """The one of :data:`KINDS` by which vectors are found."""
        return str(self.meta.get("vectors") or EXACT)

    def model(self) -> Mapping[str, Any] | None:
        """Return the identity of the model, as JSON, None for none yet."""
        found: Mapping[str, Any] | None = self.meta.get("model")
        return found

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read the facts about the store once, and rows as of no earlier than now."""
        with self.connection.moments.snapshot(), self.meta.snapshot():
            yield

    def prepare(self) -> None:
        """Do nothing: what a server needs to search, it has open."""

    def scope(self, filters: Filters) -> MilvusScope:
        """Return what ``filters`` leave.

        Raises:
            StoreFailed: it is by category, and an older papersearch was the last to write.
        """
        if filters.categories and not self.meta.get("categories") and len(self):
            raise StoreFailed(
                f"{self.address}: an older papersearch wrote this, which kept no categories to "
                f"filter by: `papersearch --store {self.address} index` brings it up to date"
            )
        labels = self._labels(filters.sections) if filters.sections else None
        words = Words(
            self.rows.counted,
            self.papers,
            self.weight,
            self.has,
            lambda: self.frequency_table.mean_length,
        )
        return MilvusScope(
            self.connection,
            self.names,
            self._passages,
            words,
            left(self.connection, self.names, filters, labels),
            labels or (),
            self.lexical,
            self.kind,
        )

    def _labels(self, sections: Iterable[str]) -> tuple[str, ...]:
        wanted = [fold_name(section) for section in sections]
        known = self.meta.remembered
        if known.labels is None:
            known.labels = sorted(self.facts.names(of_kind("label")))
        return tuple(label for label in known.labels if any(part in label for part in wanted))

    def by_author(self, name: str) -> set[int]:
        """Return papers with an author whose name this is part of, none where no whole name is."""
        if not self.frequency_table.current().has_author(bare(fold_name(name))):
            return set()
        return self.scope(Filters(authors=name)).papers()

    def weight(self, token: str) -> float:
        """Return the inverse document frequency of a token."""
        return self.frequency_table.current().weight(token)

    def counts(self, tokens: Iterable[str]) -> dict[str, int]:
        """Return how many papers have each of ``tokens``, without those that none has."""
        return self.frequency_table.current().counts_of(tokens)

    def has(self, token: str) -> bool:
        """Whether any paper has a token."""
        return self.frequency_table.current().has(token)

    def by_day(self) -> list[int]:
        """Return the numbers of all papers, in the order of their first days and ids."""
        rows = self.connection.all_rows(self.names.papers, "", ["num", "first"], 4000)
        days = {row["num"]: row["first"] for row in rows}
        ids: dict[int, str] = {}
        for batch in self._in_batches(sorted(days)):
            ids |= self.ids_of(batch)
        return sorted(ids, key=lambda num: (days[num], ids[num]))

    def frequencies(self, taught: Taught) -> Frequencies:
        """Return what all papers say: Milvus counts no part of them."""
        del taught
        return self.frequency_table.current()

    def paper(self, paper_id: str) -> tuple[int, Paper]:
        """Return the number and the paper of an id.

        Raises:
            PaperNotFound: there is none.
        """
        for num in self.nums([paper_id]):
            for found in self.papers([num]).values():
                if found.id != paper_id:
                    raise self._other(f"the row of paper {paper_id} is of another")
                return num, found
        raise PaperNotFound(f"no paper {paper_id} in {self.address}: `papersearch query` finds ids")

    def papers(self, nums: Iterable[int]) -> Mapping[int, Paper]:
        """Return the papers that exist among ``nums``; asked for another, it says it is gone."""
        found = self.rows.documents(list(nums))
        return documents.Papers(found, self._decoded, self._missing)

    def _decoded(self, document: bytes) -> Paper:
        try:
            return documents.decode_paper(document)
        except ValueError as error:
            raise self._other("the row of a paper is none that papersearch wrote") from error

    def _other(self, what: str) -> StoreFailed:
        return StoreFailed(
            f"{self.address}: {what}: `papersearch verify` says what is damaged, and what to do"
        )

    def _missing(self, num: int) -> StoreFailed:
        return self.damaged(f"the row of paper number {num}")

    def nums(self, ids: Iterable[str]) -> list[int]:
        """Return the numbers of those of ``ids`` that are papers."""
        return [known.num for known in self.rows.found(ids).values()]

    def ids_of(self, nums: Iterable[int]) -> dict[int, str]:
        """Return the ids of the papers that exist among ``nums``, which only documents say."""
        found = (self.papers(batch).items() for batch in self._in_batches(sorted(nums)))
        return {num: paper.id for batch in found for num, paper in batch}

    def all_papers(self) -> Iterator[Paper]:
        """Yield every paper, in the order of the numbers."""
        yield from (paper for _, paper in self._numbered_papers())

    def _numbered_papers(self) -> Iterator[tuple[int, Paper]]:
        for batch in self._in_batches(sorted(known.num for known in self.rows.all_known())):
            found = self.papers(batch)
            yield from ((num, found[num]) for num in batch if num in found)

    def newest(self, count: int) -> dict[int, Paper]:
        """Return the ``count`` papers that were stored last, by number, oldest first."""
        nums = self.numbers()[-count:] if count else []
        found: dict[int, Paper] = {}
        for batch in self._in_batches(nums):
            found.update(self.papers(batch))
        return {num: found[num] for num in nums if num in found}

    def numbers(self) -> list[int]:
        """Return the numbers of all papers, in the order in which they were stored."""
        known = sorted(self.rows.all_known(), key=lambda own: (own.seq, own.num))
        return [own.num for own in known]

    def labels_of(self, nums: Iterable[int]) -> dict[int, list[str]]:
        """Return, by paper, what stands for the label of each passage, in their order."""
        found = self._passages.of(list(nums))
        by_paper: dict[int, list[str]] = {}
        for pid, label in zip(found.pids.tolist(), found.labels, strict=True):
            by_paper.setdefault(num_of(pid), []).append(label)
        return by_paper

    def embeddings_of(self, nums: Iterable[int]) -> tuple[Ids, Embeddings]:
        """Return all passages of these papers, and their (n, d) float32 unit rows."""
        found = self._passages.of(list(nums))
        return found.pids, found.rows

    def passages(self) -> int:
        """Return the number of passages."""
        return self.connection.count(self.names.passages) if self._passages.there else 0

    def days(self) -> list[str]:
        """Return the ascending ISO days on which there are papers."""
        rows = self.connection.all_rows(self.names.papers, "first > 0", ["days"], 4000)
        found = {part for row in rows for part in row["days"].split("|") if len(part) == 8}
        return [f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in sorted(found)]

    def damaged(self, what: str) -> StoreFailed:
        """Return the error that says what was gone before it could be read."""
        return StoreFailed(f"{self.address}: {what} is gone: a writer is at work, ask again")

    def _counts(self, nums: Collection[int]) -> dict[int, int]:
        return {num: known.count for num, known in self.rows.known(nums).items()}

    def _in_batches(self, nums: list[int]) -> Iterator[list[int]]:
        for start in range(0, len(nums), _DOCUMENTS):
            yield nums[start : start + _DOCUMENTS]


def _not_found(address: Address) -> IndexNotFound:
    return IndexNotFound(
        f"there is no index at {address}: build one with `papersearch --store {address} index "
        "PATH...`, or copy one there with `papersearch copy`"
    )
