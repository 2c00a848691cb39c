"""The columns that filters look at, in memory: what a filter leaves of all papers and passages.

numpy compares a million of them in milliseconds where SQLite would read row by row. Columns are by
the number of the paper, so that what a comparison gives is what is left, with nothing to look up.
Read from the rows that facets.py writes.
"""

from __future__ import annotations

import datetime
import functools
from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from papersearch import limits
from papersearch.query import Filters
from papersearch.store.catalog import Catalog
from papersearch.store.cursor import not_ours
from papersearch.store.schema import ORDINAL_BITS
from papersearch.store.vectors import Allowed, Ids, Mask
from papersearch.text import fold_name

CHUNK_BITS = 10
MOST_VOTES = limits.VOTES
NO_VOTES = -1
BETWEEN = "\0"  # papers; authors of one paper are divided by "\n", which names lack once folded

WHAT = "what filters look at"
_REMEMBERED = 8  # filters, of which a server or a browser asks the same again and again

Column = NDArray[np.int32]


class _Papers(NamedTuple):
    """By number, the last element standing for all beyond: is there one, its last day, its votes.

    ``more_days`` are the other days of papers of several, and ``whose`` the numbers of these.
    """

    there: Mask
    days: Column
    votes: Column
    whose: Ids
    more_days: Column


class _Passages(NamedTuple):
    """The labels of all passages and the numbers of their papers.

    ``starts`` says where the passages of each paper begin, by number: behind all passages for
    what is no paper's number.
    """

    labels: Column
    nums: Column
    starts: Ids


class Columns:
    """The columns of a catalog, read once a generation."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def days(self) -> list[str]:
        """Return the ascending ISO days on which there are papers."""
        papers = self._papers()
        found = np.union1d(papers.days, papers.more_days)
        days = [f"{day:08}" for day in found.tolist() if day]
        with self._catalog.reading(WHAT):
            return [datetime.date.fromisoformat(day).isoformat() for day in days]

    def first_days(self) -> dict[int, str]:
        """Return the oldest ISO day of each paper, by number, "" for none."""
        papers = self._papers()
        days = papers.days.copy()
        np.minimum.at(days, papers.whose, papers.more_days)
        nums = np.flatnonzero(papers.there)
        found, places = np.unique(days[nums], return_inverse=True)
        names = [_iso(day) for day in found.tolist()]
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
        known = self._catalog.memo("allowed", OrderedDict[Filters, Allowed])
        if filters not in known:
            known[filters] = self._allowed(filters)
            if len(known) > _REMEMBERED:
                known.popitem(last=False)
        known.move_to_end(filters)
        return known[filters]

    def _allowed(self, filters: Filters) -> Allowed:
        columns = self._papers()
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
        for author in filters.authors:
            part = byline([author])
            if part:
                papers &= self._written_by(part, len(papers))
        return self._in_sections(papers, filters) if filters.sections else Allowed(papers)

    def _in_sections(self, papers: Mask, filters: Filters) -> Allowed:
        passages = self._passages()
        flags = np.zeros(len(passages.labels) + 1, np.bool_)
        for label in self.labels(filters.sections):
            flags[:-1] |= passages.labels == label
        there = np.zeros(len(papers), np.bool_)
        there[passages.nums.take(np.flatnonzero(flags))] = True
        if not np.array_equal(papers, self._papers().there):
            there &= papers
            flags[:-1] &= there.take(passages.nums)
        return Allowed(there, flags, passages.starts)

    def _papers(self) -> _Papers:
        def read() -> _Papers:
            firsts, table = self._column("days", 3, CHUNK_BITS)
            nums = firsts + table[:, 0]
            if (nums[1:] < nums[:-1]).any():
                raise not_ours(self._catalog.path, WHAT)
            size = int(nums[-1]) + 2 if len(nums) else 1
            there = np.zeros(size, np.bool_)
            days, votes = np.zeros(size, np.int32), np.full(size, NO_VOTES, np.int32)
            there[nums], days[nums], votes[nums] = True, table[:, 1], table[:, 2]
            more = np.flatnonzero(nums[:-1] == nums[1:])
            return _Papers(there, days, votes, nums[more], table[more, 1])

        return self._catalog.memo("columns.papers", read)

    def _passages(self) -> _Passages:
        """Return the passages.

        Raises:
            IndexCorrupt: they are of other papers than the days.
        """

        def read() -> _Passages:
            firsts, table = self._column("labels", 2, CHUNK_BITS + ORDINAL_BITS)
            nums = firsts + (table[:, 0] >> ORDINAL_BITS)
            there = self._papers().there
            begins = np.flatnonzero(np.diff(nums, prepend=-1))
            if not np.array_equal(nums[begins], np.flatnonzero(there)):
                raise self._catalog.damaged(WHAT)
            starts = np.full(len(there), len(nums))
            starts[nums[begins]] = begins
            labels = np.ascontiguousarray(table[:, 1])
            return _Passages(labels, nums.astype(np.int32), starts)

        return self._catalog.memo("columns.passages", read)

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

    def _written_by(self, part: str, size: int) -> Mask:
        """Return the papers, by number, an author of which has ``part`` in the name."""
        found = np.zeros(size, np.bool_)
        nums = np.flatnonzero(self._papers().there)
        start = 0
        chunks = self._bylines()
        if sum(papers for papers, _ in chunks) != len(nums):
            raise self._catalog.damaged(WHAT)
        for papers, bylines in chunks:
            place = begin = 0  # of a paper among the chunk's, and of its byline
            while (at := bylines.find(part, begin)) >= 0:
                place += bylines.count(BETWEEN, begin, at)
                found[nums[start + place]] = True
                begin = bylines.find(BETWEEN, at) + 1
                place += 1
                if not begin:
                    break
            start += papers
        return found

    def _bylines(self) -> list[tuple[int, str]]:
        """Return how many papers each chunk has, and their bylines."""

        def read() -> list[tuple[int, str]]:
            rows = self._catalog.execute(
                "SELECT papers, bylines FROM facets ORDER BY first"
            ).fetchall()
            found = [(papers, data.decode(errors="replace")) for papers, data in rows]
            if any(bylines.count(BETWEEN) != papers - 1 for papers, bylines in found):
                raise self._catalog.damaged(WHAT)
            return found

        return self._catalog.memo("columns.bylines", read)


def byline(authors: Iterable[str]) -> str:
    """Return a paper's authors as they are kept and searched: folded, one a line."""
    return "\n".join(fold_name(author) for author in authors).replace(BETWEEN, " ").strip()


def _iso(day: int) -> str:
    """Return a day from yyyymmdd, "" for 0."""
    text = f"{day:08}"
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if day else ""


def day_number(day: str) -> int:
    """Return an ISO day as yyyymmdd."""
    return int(day.replace("-", ""))
