"""What the read path asks of an index folder."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from papersearch.errors import DerivedFileDamaged
from papersearch.runtime.closing import Closing
from papersearch.store.columns import Column, Kind
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.catalog.columns import Columns
from papersearch.store.local.catalog.embeddings import embeddings_of
from papersearch.store.local.catalog.facets import Facets
from papersearch.store.local.catalog.learned import Learned
from papersearch.store.local.derived import damaged
from papersearch.store.local.scope import LocalScope
from papersearch.store.local.vectors.faiss_store import FaissStore
from papersearch.store.local.words.index import Words
from papersearch.store.protocol import Frequencies, Taught
from papersearch.text.passages import exact_hash
from papersearch.types.arrays import Embeddings, Ids
from papersearch.types.paper import Paper
from papersearch.types.passage_ids import ORDINAL_BITS, num_of
from papersearch.types.query import Filters

if TYPE_CHECKING:
    from papersearch.store.local.catalog.interests import Interests


class IndexReader(Closing):
    """An open index folder, for reading; see :class:`SearchStore`."""

    def __init__(self, folder: Path, catalog: Catalog, dimension: int) -> None:
        self.folder = folder
        self.catalog = catalog
        self.vectors = FaissStore(folder, catalog, dimension)
        self.words = Words(folder, catalog)
        self.facets = Facets(catalog)
        self.learned = Learned(catalog)
        self.columns = Columns(catalog, self.facets)

    def close(self) -> None:
        """Release the files."""
        self.catalog.close()

    @property
    def interests(self) -> Interests:
        """What its reader asked to keep."""
        from papersearch.store.local.catalog.interests import Interests  # queries do without

        return Interests(self.catalog)

    def __len__(self) -> int:
        return len(self.facets)

    def model(self) -> Mapping[str, Any] | None:
        """Return the identity of the model, as JSON, None for none yet."""
        found: Mapping[str, Any] | None = self.catalog.meta("model")
        return found

    def passages(self) -> int:
        """Return the number of passages."""
        found = self.catalog.value("SELECT coalesce(sum(length(labels)), 0) FROM facets")
        return int(found) // 8

    def snapshot(self) -> contextlib.AbstractContextManager[None]:
        """Let all reads of the body see one generation, whatever writers do meanwhile.

        Files that somebody has changed are let go before, and are checked anew when they are used.
        """
        gone = [part.let_go() for part in (self.vectors.files, self.words)]
        if any(gone):
            self.catalog.forget()
        return self.catalog.snapshot()

    def prepare(self) -> None:
        """Open and check the vectors, so that searching need not."""
        self.vectors.prepare()

    def scope(self, filters: Filters) -> LocalScope:
        """Return what ``filters`` leave."""
        labels = (
            tuple(sorted(self.facets.labels(filters.sections).values())) if filters.sections else ()
        )
        allowed = self.facets.allowed(filters)
        return LocalScope(self.vectors, self.words, self.facets, allowed, labels)

    def by_author(self, name: str) -> set[int]:
        """Return all papers with an author whose name this is part of."""
        return self.scope(Filters(authors=name)).papers()

    def weight(self, token: str) -> float:
        """Return the inverse document frequency of a token."""
        return self.words.scorer().weight(token)

    def counts(self, tokens: Iterable[str]) -> dict[str, int]:
        """Return how many papers have each of ``tokens``, without those that none has."""
        return self.words.scorer().counts(tokens)

    def by_day(self) -> list[int]:
        """Return the numbers of all papers, in the order of their first days and ids."""
        days = self.facets.first_days()
        ids = self.catalog.execute("SELECT num, id FROM papers").fetchall()
        with self.catalog.reading("a number"):
            return [num for *_, num in sorted((days[num], id_, num) for num, id_ in ids)]

    def frequencies(self, taught: Taught) -> Frequencies:
        """Return what the papers of which was learned say."""
        days = self.facets.first_days()
        (first, _), (last, _) = taught.first, taught.last
        within = {num for num, day in days.items() if first <= day <= last}
        ends = [num for num in within if days[num] in (first, last)]
        for num, id_ in self.catalog.ids_of(ends).items():
            if not taught.first <= (days[num], id_) <= taught.last:
                within.discard(num)
        return self.words.among(np.array(sorted(within), np.int64))

    def paper(self, paper_id: str) -> tuple[int, Paper]:
        """Return the number and the paper of an id; raises as :meth:`Catalog.paper` does."""
        return self.catalog.paper(paper_id)

    def papers(self, nums: Iterable[int]) -> Mapping[int, Paper]:
        """Return the papers that exist among ``nums``."""
        return self.catalog.papers(nums)

    def nums(self, ids: Iterable[str]) -> list[int]:
        """Return the numbers of those of ``ids`` that are papers."""
        return self.catalog.nums(ids)

    def all_papers(self) -> Iterator[Paper]:
        """Yield every paper, in the order of the ids."""
        return self.catalog.all_papers()

    def newest(self, count: int) -> dict[int, Paper]:
        """Return the ``count`` papers that were stored last, by number, oldest first."""
        return self.catalog.newest(count)

    def embeddings_of(self, nums: Iterable[int]) -> tuple[Ids, Embeddings]:
        """Return all passages of these papers, and their (n, d) float32 unit rows."""
        return embeddings_of(self.catalog, nums)

    def damaged(self, what: str) -> DerivedFileDamaged:
        """Return the error for what a derived file names and the catalog does not have."""
        return damaged(self.folder, f"names {what}, which is not there")

    def ids_of(self, nums: Iterable[int]) -> dict[int, str]:
        """Return the ids of the papers that exist among ``nums``."""
        return self.catalog.ids_of(nums)

    def days(self) -> list[str]:
        """Return the ascending ISO days on which there are papers."""
        return self.facets.days()

    def column(self, kind: Kind) -> Column:
        """Return which papers have which values of a kind; call within a snapshot."""
        return self.columns.column(kind)

    def numbers(self) -> list[int]:
        """Return the numbers of all papers, in the order in which they were stored."""
        return [num for (num,) in self.catalog.execute("SELECT num FROM papers ORDER BY num")]

    def labels_of(self, nums: Iterable[int]) -> dict[int, list[str]]:
        """Return, by paper, what stands for the label of each passage, in their order."""
        rows = self.catalog.select_many(
            f"SELECT pid, label AS passage_label FROM json_each(?) CROSS JOIN passages "
            f"ON pid BETWEEN value << {ORDINAL_BITS} AND (value + 1 << {ORDINAL_BITS}) - 1 "
            f"ORDER BY pid",
            nums,
        )
        found: dict[int, list[str]] = {}
        for pid, label in rows:
            found.setdefault(num_of(pid), []).append(exact_hash(label).hex())
        return found

    def stored(self, ids: Iterable[str]) -> dict[str, tuple[bytes, bytes]]:
        """Return the hash and the document of those of ``ids`` that are papers."""
        rows = self.catalog.select_many(
            "SELECT id, hash, document FROM papers WHERE id IN (SELECT value FROM json_each(?)) "
            "AND crc = crc32(id, hash, document)",
            ids,
        )
        return {id_: (digest, document) for id_, digest, document in rows}
