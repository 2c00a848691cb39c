"""What filters look at, kept in columns: the days, votes, authors and sections of all papers.

A row of the table holds the columns of 1,024 numbers, so that a new day rewrites one of them. numpy
compares a million papers in milliseconds where SQLite would read row by row: columns are by the
number of the paper, so that what a comparison gives is what is left, with nothing to look up.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from papersearch.errors import IndexCorrupt
from papersearch.store.local.catalog.catalog import Catalog
from papersearch.store.local.catalog.cursor import not_ours
from papersearch.store.local.catalog.generation import Column, PaperColumns, PassageColumns
from papersearch.store.local.catalog.paper_facets import (
    BETWEEN,
    CHUNK_BITS,
    MOST_VOTES,
    NO_VOTES,
    PaperFacets,
    as_iso,
    day_number,
    joined,
    labels_of,
    subjects,
    unpacked,
)
from papersearch.text.names import Name, fields, wanted_fields
from papersearch.text.tokens import fold_name
from papersearch.types import limits
from papersearch.types.arrays import Ids, Mask
from papersearch.types.filters import Allowed
from papersearch.types.paper import Paper
from papersearch.types.passage_ids import ORDINAL_BITS
from papersearch.types.query import Filters

WHAT = "what filters look at"


class Facets:
    """The facets of a catalog. Writing methods are called within a transaction."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def __len__(self) -> int:
        known = self._catalog.generation
        if known.papers is None:
            papers = int(self._catalog.value("SELECT coalesce(sum(papers), 0) FROM facets"))
            if not 0 <= papers < limits.PAPER_NUMBERS:
                raise not_ours(self._catalog.path, WHAT)
            known.papers = papers
        return known.papers

    def nums(self) -> Ids:
        """Return the ascending numbers of all papers."""
        return np.flatnonzero(self.papers().there)

    def days(self) -> list[str]:
        """Return the ascending ISO days on which there are papers."""
        papers = self.papers()
        found = np.union1d(papers.days, papers.more_days)
        days = [f"{day:08}" for day in found.tolist() if day]
        with self._catalog.reading(WHAT):
            return [datetime.date.fromisoformat(day).isoformat() for day in days]

    def first_days(self) -> dict[int, str]:
        """Return the oldest ISO day of each paper, by number, "" for none."""
        papers = self.papers()
        days = papers.days.copy()
        np.minimum.at(days, papers.whose, papers.more_days)
        nums = np.flatnonzero(papers.there)
        found, places = np.unique(days[nums], return_inverse=True)
        names = [as_iso(day) for day in found.tolist()]
        return dict(zip(nums.tolist(), (names[at] for at in places.tolist()), strict=True))

    def labels(self, sections: Iterable[str]) -> dict[int, str]:
        """Return the labels of the index, by number, that contain one of the ``sections``."""
        wanted = [fold_name(section) for section in sections]
        rows = self._catalog.execute("SELECT label, name FROM labels").fetchall()
        return {label: name for label, name in rows if any(part in name for part in wanted)}

    def allowed(self, filters: Filters) -> Allowed | None:
        """Return what ``filters`` leave, None where there are none."""
        if not filters:
            return None
        columns = self.papers()
        left = []
        if filters.since or filters.until:
            first = day_number(filters.since) if filters.since else 1
            last = day_number(filters.until) if filters.until else MOST_VOTES
            papers = (columns.days >= first) & (columns.days <= last)
            more = (columns.more_days >= first) & (columns.more_days <= last)
            papers[columns.whose[more]] = True
            left.append(papers)
        if filters.min_votes is not None:
            left.append(columns.votes >= max(min(filters.min_votes, MOST_VOTES), 0))
        papers = functools.reduce(np.logical_and, left) if left else columns.there.copy()
        for name in map(Name.of, filters.authors):
            if name.text:
                papers[self.nums()] &= self._by(name)
        if wanted := wanted_fields(filters.categories):
            papers[self.nums()] &= self._of_fields(wanted)
        return self._in_sections(papers, filters) if filters.sections else Allowed(papers)

    def _by(self, name: Name) -> Mask:
        """Return which papers are by an author, in the order of their numbers."""
        if name.whole:
            line = f"\n{name.text}\n"
            return np.array([line in f"\n{own}\n" for own in self.bylines()], np.bool_)
        return np.array([name.text in own for own in self.bylines()], np.bool_)

    def _of_fields(self, wanted: set[str]) -> Mask:
        """Return which papers have one of these categories, in the order of their numbers."""
        texts = self.categories()
        meet = {own: not wanted.isdisjoint(fields(own.split("\n"))) for own in set(texts)}
        return np.array([meet[own] for own in texts], np.bool_)

    def _in_sections(self, papers: Mask, filters: Filters) -> Allowed:
        passages = self.passages()
        flags = np.zeros(len(passages.labels) + 1, np.bool_)
        for label in self.labels(filters.sections):
            flags[:-1] |= passages.labels == label
        there = np.zeros(len(papers), np.bool_)
        there[passages.nums.take(np.flatnonzero(flags))] = True
        if not np.array_equal(papers, self.papers().there):
            there &= papers
            flags[:-1] &= there.take(passages.nums)
        return Allowed(there, flags, passages.starts)

    def papers(self) -> PaperColumns:
        """Return the days and votes of all papers."""
        known = self._catalog.generation
        if known.paper_columns is None:
            known.paper_columns = self._paper_columns()
        return known.paper_columns

    def _paper_columns(self) -> PaperColumns:
        firsts, table = self._column("days", 3, CHUNK_BITS)
        nums = firsts + table[:, 0]
        if (nums[1:] < nums[:-1]).any():
            raise not_ours(self._catalog.path, WHAT)
        size = int(nums[-1]) + 2 if len(nums) else 1
        there = np.zeros(size, np.bool_)
        days, votes = np.zeros(size, np.int32), np.full(size, NO_VOTES, np.int32)
        there[nums], days[nums], votes[nums] = True, table[:, 1], table[:, 2]
        more = np.flatnonzero(nums[:-1] == nums[1:])
        return PaperColumns(there, days, votes, nums[more], table[more, 1])

    def passages(self) -> PassageColumns:
        """Return the labels of all passages."""
        known = self._catalog.generation
        if known.passage_columns is None:
            known.passage_columns = self._passage_columns()
        return known.passage_columns

    def _passage_columns(self) -> PassageColumns:
        """Read the passages.

        Raises:
            IndexCorrupt: they are of other papers than the days.
        """
        firsts, table = self._column("labels", 2, CHUNK_BITS + ORDINAL_BITS)
        nums = firsts + (table[:, 0] >> ORDINAL_BITS)
        there = self.papers().there
        begins = np.flatnonzero(np.diff(nums, prepend=-1))
        if not np.array_equal(nums[begins], np.flatnonzero(there)):
            raise self._catalog.damaged(WHAT)
        starts = np.full(len(there), len(nums))
        starts[nums[begins]] = begins
        labels = np.ascontiguousarray(table[:, 1])
        return PassageColumns(labels, nums.astype(np.int32), starts)

    def _column(self, name: str, width: int, bits: int) -> tuple[Ids, Column]:
        """Return all chunks of a column as one (n, width) table, and the first number of each row.

        Raises:
            IndexCorrupt: it is no table, or a row's place, of so many bits, lies outside of its
                chunk.
        """
        rows = self._catalog.execute(f"SELECT first, {name} FROM facets ORDER BY first").fetchall()
        chunk = (1 << CHUNK_BITS) - 1
        if any(len(data) % (4 * width) or first & chunk for first, data in rows):
            raise self._catalog.damaged(WHAT)
        table = np.frombuffer(b"".join([data for _, data in rows]), "<i4").reshape(-1, width)
        if (table[:, 0] >> bits).any():
            raise self._catalog.damaged(WHAT)
        firsts = np.fromiter((first for first, _ in rows), np.int64, len(rows))
        lengths = np.fromiter((len(data) for _, data in rows), np.int64, len(rows))
        return np.repeat(firsts, lengths // (4 * width)), table

    def bylines(self) -> list[str]:
        """Return the bylines of all papers, in the order of their numbers."""
        known = self._catalog.generation
        if known.bylines is None:
            known.bylines = self._texts("bylines")
        return known.bylines

    def categories(self) -> list[str]:
        """Return the folded categories of all papers, one a line, in the order of their numbers."""
        known = self._catalog.generation
        if known.categories is None:
            known.categories = self._texts("categories")
        return known.categories

    def _texts(self, name: str) -> list[str]:
        rows = self._catalog.execute(f"SELECT {name} FROM facets ORDER BY first").fetchall()
        found = [own for (data,) in rows for own in data.decode(errors="replace").split(BETWEEN)]
        if len(found) != len(self.nums()):
            raise self._catalog.damaged(WHAT)
        return found

    def put(self, papers: Mapping[int, Paper]) -> None:
        """Store what filters look at of these papers, by number."""
        named = {num: labels_of(paper) for num, paper in papers.items()}
        ids = self._label_ids({name for own in named.values() for name in own})
        self._change(
            {
                num: PaperFacets.of(paper, (ids[name] for name in named[num]))
                for num, paper in papers.items()
            }
        )

    def drop(self, nums: Iterable[int]) -> None:
        """Forget these papers."""
        self._change(dict.fromkeys(nums))

    def fill(self) -> None:
        """Store what filters look at of all papers anew."""
        self._catalog.execute("DELETE FROM facets")
        papers = self._catalog.numbered()
        while some := dict(itertools.islice(papers, 1 << CHUNK_BITS)):
            self.put(some)

    def fill_categories(self) -> None:
        """Store the categories of all papers, of which an older papersearch kept none."""
        papers = self._catalog.numbered()
        for chunk, own in itertools.groupby(papers, lambda pair: pair[0] >> CHUNK_BITS):
            said = joined(subjects(paper.categories) for _, paper in own)
            first = chunk << CHUNK_BITS
            self._catalog.execute("UPDATE facets SET categories = ? WHERE first = ?", (said, first))

    def wrong(self, papers: Iterable[tuple[int, Paper]]) -> int:
        """Count the papers of which something else is stored than they say."""
        names: dict[int, str] = dict(
            self._catalog.execute("SELECT label, name FROM labels").fetchall()
        )
        differing = 0
        chunk, first = dict[int, PaperFacets](), -1
        total = 0
        for num, paper in papers:
            if num >> CHUNK_BITS != first:
                first, chunk = num >> CHUNK_BITS, {}
                with contextlib.suppress(IndexCorrupt):
                    chunk = self._chunk(first)
            facts = chunk.get(num)
            total += 1
            differing += (
                facts is None
                or facts != PaperFacets.of(paper, facts.labels)
                or [names.get(label) for label in facts.labels] != labels_of(paper)
            )
        return differing + max(0, len(self) - total)

    def _label_ids(self, names: set[str]) -> dict[str, int]:
        self._catalog.executemany(
            "INSERT OR IGNORE INTO labels (name) VALUES (?)", [(name,) for name in sorted(names)]
        )
        rows = self._catalog.select_many(
            "SELECT name, label FROM labels WHERE name IN (SELECT value FROM json_each(?))", names
        )
        return dict(rows)

    def _change(self, changes: Mapping[int, PaperFacets | None]) -> None:
        by_chunk: dict[int, dict[int, PaperFacets | None]] = defaultdict(dict)
        for num, facts in changes.items():
            by_chunk[num >> CHUNK_BITS][num] = facts
        for chunk, own in by_chunk.items():
            merged = {**self._chunk(chunk), **own}
            self._write(chunk, {num: merged[num] for num in sorted(merged)})

    def _write(self, chunk: int, facts: Mapping[int, PaperFacets | None]) -> None:
        first = chunk << CHUNK_BITS
        kept = [(num - first, own) for num, own in facts.items() if own is not None]
        if not kept:
            self._catalog.execute("DELETE FROM facets WHERE first = ?", (first,))
            return
        days = [(at, day, own.votes) for at, own in kept for day in own.days]
        labels = [
            (at << ORDINAL_BITS | ordinal, label)
            for at, own in kept
            for ordinal, label in enumerate(own.labels)
        ]
        self._catalog.execute(
            "REPLACE INTO facets VALUES (?, ?, ?, ?, ?, ?)",
            (
                first,
                len(kept),
                np.array(days, "<i4").tobytes(),
                np.array(labels, "<i4").tobytes(),
                joined(own.byline for _, own in kept),
                joined(own.categories for _, own in kept),
            ),
        )

    def _chunk(self, chunk: int) -> dict[int, PaperFacets]:
        first = chunk << CHUNK_BITS
        row = self._catalog.execute(
            "SELECT days, labels, bylines, categories FROM facets WHERE first = ?", (first,)
        ).fetchone()
        try:
            return dict(unpacked(first, *row)) if row else {}
        except ValueError:
            raise self._catalog.damaged(WHAT) from None
