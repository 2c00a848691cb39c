"""What filters look at, in columns: the days, votes, authors and sections of all papers.

numpy compares a million of them in milliseconds where SQLite would read row by row. A row of
the table holds the columns of 1,024 numbers, so that a new day rewrites one of them.
"""

from __future__ import annotations

import contextlib
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from papersearch.errors import IndexCorrupt
from papersearch.paper import Paper
from papersearch.passages import passage_label, passages
from papersearch.query import Filters
from papersearch.store.catalog import Catalog
from papersearch.store.schema import ORDINAL_BITS
from papersearch.store.vectors import Allowed, Mask
from papersearch.text import fold_name

CHUNK_BITS = 10
_WHAT = "what filters look at"
_MOST = (1 << 31) - 1
_NO_VOTES = -1
_BETWEEN = "\0"  # papers; authors of one paper are divided by "\n", which names lack once folded

Ids = NDArray[np.int64]
Column = NDArray[np.int32]


class _Facts(NamedTuple):
    """One paper: days as yyyymmdd, votes, folded authors, the label of each passage."""

    days: tuple[int, ...]
    votes: int
    byline: str
    labels: tuple[int, ...]

    @classmethod
    def of(cls, paper: Paper, labels: Iterable[int]) -> _Facts:
        votes = _NO_VOTES if paper.votes is None else max(0, min(paper.votes, _MOST))
        days = tuple(_day(day) for day in paper.days) or (0,)
        return cls(days, votes, _byline(paper.authors), tuple(labels))


class Facets:
    """The facets of a catalog. Writing methods are called within a transaction."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def __len__(self) -> int:
        def read() -> int:
            return int(self._catalog.value("SELECT coalesce(sum(papers), 0) FROM facets"))

        return self._catalog.memo("facets.papers", read)

    def put(self, papers: Mapping[int, Paper]) -> None:
        """Store what filters look at of these papers, by number."""
        named = {num: _labels(paper) for num, paper in papers.items()}
        ids = self._label_ids({name for own in named.values() for name in own})
        self._change(
            {
                num: _Facts.of(paper, (ids[name] for name in named[num]))
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

    def days(self) -> list[str]:
        """Return the ascending ISO days on which there are papers."""
        days = [f"{day:08}" for day in np.unique(self._days()[1]).tolist() if day]
        return [f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in days]

    def labels(self, sections: Iterable[str]) -> list[str]:
        """Return the labels of the index that contain one of the ``sections``."""
        return sorted(self._labelled(sections).values())

    def allowed(self, filters: Filters) -> Allowed | None:
        """Return what ``filters`` leave, None where there are none."""
        if not filters:
            return None
        nums, days, votes = self._days()
        kept = np.ones(len(nums), np.bool_)
        if filters.since or filters.until:
            kept &= days > 0
        if filters.since:
            kept &= days >= _day(filters.since)
        if filters.until:
            kept &= days <= _day(filters.until)
        if filters.min_votes is not None:
            kept &= votes >= max(min(filters.min_votes, _MOST), 0)
        papers = np.zeros(int(nums[-1]) + 2 if len(nums) else 1, np.bool_)
        starts = self._starts()
        if len(starts) < len(nums):  # papers of several days
            nums, kept = nums[starts], np.logical_or.reduceat(kept, starts)
        papers[nums] = kept
        for author in filters.authors:
            part = _byline([author])
            if part:
                papers &= self._written_by(part, len(papers))
        return self._in_sections(papers, filters.sections) if filters.sections else Allowed(papers)

    def wrong(self, papers: Iterable[tuple[int, Paper]]) -> int:
        """Count the papers of which something else is stored than they say."""
        names = dict(self._catalog.execute("SELECT label, name FROM labels").fetchall())
        differing = 0
        chunk, first = dict[int, _Facts](), -1
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
                or facts != _Facts.of(paper, facts.labels)
                or [names.get(label) for label in facts.labels] != _labels(paper)
            )
        return differing + max(0, len(self) - total)

    def _days(self) -> tuple[Ids, Column, Column]:
        """Return numbers, days and votes, one element for each day of a paper."""

        def read() -> tuple[Ids, Column, Column]:
            firsts, table = self._column("days", 3, CHUNK_BITS)
            places, days, votes = np.ascontiguousarray(table.T)
            return firsts + places, days, votes

        return self._catalog.memo("facets.days", read)

    def _starts(self) -> Ids:
        """Return where each paper begins among the days."""
        return self._catalog.memo(
            "facets.starts", lambda: np.flatnonzero(np.diff(self._days()[0], prepend=-1))
        )

    def _passages(self) -> tuple[Ids, Column, Ids]:
        """Return the numbers of the papers of all passages, their labels, and where papers begin.

        The last by number, and behind all passages for what is no paper's number.

        Raises:
            IndexCorrupt: the passages are of other papers than the days.
        """

        def read() -> tuple[Ids, Column, Ids]:
            firsts, table = self._column("labels", 2, CHUNK_BITS + ORDINAL_BITS)
            nums = firsts + (table[:, 0] >> ORDINAL_BITS)
            papers = self._days()[0][self._starts()]
            begins = np.flatnonzero(np.diff(nums, prepend=-1))
            if not np.array_equal(nums[begins], papers):
                raise self._catalog.damaged(_WHAT)
            starts = np.full(int(papers[-1]) + 2 if len(papers) else 1, len(nums))
            starts[papers] = begins
            return nums, np.ascontiguousarray(table[:, 1]), starts

        return self._catalog.memo("facets.labels", read)

    def _column(self, name: str, width: int, bits: int) -> tuple[Ids, Column]:
        """Return all chunks of a column as one (n, width) table, and the first number of each row.

        Raises:
            IndexCorrupt: it is no table, or a row's place, of so many bits, lies outside of its
                chunk.
        """
        rows = self._catalog.execute(f"SELECT first, {name} FROM facets ORDER BY first").fetchall()
        try:
            tables = [np.frombuffer(data, "<i4").reshape(-1, width) for _, data in rows]
        except ValueError:
            raise self._catalog.damaged(_WHAT) from None
        firsts = np.fromiter((first for first, _ in rows), np.int64, len(rows))
        lengths = [len(table) for table in tables]
        table = np.concatenate(tables) if tables else np.empty((0, width), np.int32)
        if (table[:, 0] >> bits).any():
            raise self._catalog.damaged(_WHAT)
        return np.repeat(firsts, lengths), table

    def _written_by(self, part: str, size: int) -> Mask:
        """Return the papers, by number, an author of which has ``part`` in the name."""
        found = np.zeros(size, np.bool_)
        nums = self._days()[0][self._starts()]
        start = 0
        for papers, bylines in self._bylines():
            at = bylines.find(part)
            while at >= 0:
                found[nums[start + bylines.count(_BETWEEN, 0, at)]] = True
                end = bylines.find(_BETWEEN, at)
                at = bylines.find(part, end + 1) if end >= 0 else -1
            start += papers
        if start != len(nums):
            raise self._catalog.damaged(_WHAT)
        return found

    def _bylines(self) -> list[tuple[int, str]]:
        """Return how many papers each chunk has, and their bylines."""

        def read() -> list[tuple[int, str]]:
            rows = self._catalog.execute(
                "SELECT papers, bylines FROM facets ORDER BY first"
            ).fetchall()
            found = [(papers, data.decode(errors="replace")) for papers, data in rows]
            if any(bylines.count(_BETWEEN) != papers - 1 for papers, bylines in found):
                raise self._catalog.damaged(_WHAT)
            return found

        return self._catalog.memo("facets.bylines", read)

    def _in_sections(self, papers: Mask, sections: Iterable[str]) -> Allowed:
        nums, labels, starts = self._passages()
        flags = np.zeros(len(labels) + 1, np.bool_)
        for label in self._labelled(sections):
            flags[:-1] |= labels == label
        if np.count_nonzero(papers) < len(self):
            flags[:-1] &= papers[nums]
        there = np.zeros(len(papers), np.bool_)
        there[nums[np.flatnonzero(flags)]] = True
        return Allowed(there, flags, starts)

    def _labelled(self, sections: Iterable[str]) -> dict[int, str]:
        wanted = [fold_name(section) for section in sections]
        rows = self._catalog.execute("SELECT label, name FROM labels").fetchall()
        return {label: name for label, name in rows if any(part in name for part in wanted)}

    def _label_ids(self, names: set[str]) -> dict[str, int]:
        self._catalog.executemany(
            "INSERT OR IGNORE INTO labels (name) VALUES (?)", [(name,) for name in sorted(names)]
        )
        rows = self._catalog.select_many(
            "SELECT name, label FROM labels WHERE name IN (SELECT value FROM json_each(?))", names
        )
        return dict(rows)

    def _change(self, changes: Mapping[int, _Facts | None]) -> None:
        by_chunk: dict[int, dict[int, _Facts | None]] = defaultdict(dict)
        for num, facts in changes.items():
            by_chunk[num >> CHUNK_BITS][num] = facts
        for chunk, own in by_chunk.items():
            merged = {**self._chunk(chunk), **own}
            self._write(chunk, {num: merged[num] for num in sorted(merged)})

    def _write(self, chunk: int, facts: Mapping[int, _Facts | None]) -> None:
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
            "REPLACE INTO facets VALUES (?, ?, ?, ?, ?)",
            (
                first,
                len(kept),
                np.array(days, "<i4").tobytes(),
                np.array(labels, "<i4").tobytes(),
                _BETWEEN.join(own.byline for _, own in kept).encode(errors="surrogatepass"),
            ),
        )

    def _chunk(self, chunk: int) -> dict[int, _Facts]:
        first = chunk << CHUNK_BITS
        row = self._catalog.execute(
            "SELECT days, labels, bylines FROM facets WHERE first = ?", (first,)
        ).fetchone()
        try:
            return dict(_facts(first, *row)) if row else {}
        except ValueError:
            raise self._catalog.damaged(_WHAT) from None


def _facts(first: int, days: bytes, labels: bytes, bylines: bytes) -> Iterator[tuple[int, _Facts]]:
    own_days: dict[int, list[int]] = defaultdict(list)
    votes = {}
    for at, day, count in np.frombuffer(days, "<i4").reshape(-1, 3).tolist():
        own_days[at].append(day)
        votes[at] = count
    own_labels: dict[int, list[int]] = defaultdict(list)
    for place, label in np.frombuffer(labels, "<i4").reshape(-1, 2).tolist():
        own_labels[place >> ORDINAL_BITS].append(label)
    for at, byline in zip(
        own_days, bylines.decode(errors="surrogatepass").split(_BETWEEN), strict=True
    ):
        yield first + at, _Facts(tuple(own_days[at]), votes[at], byline, tuple(own_labels[at]))


def _labels(paper: Paper) -> list[str]:
    return [passage_label(paper, passage) for passage in passages(paper)]


def _byline(authors: Iterable[str]) -> str:
    return "\n".join(fold_name(author) for author in authors).replace(_BETWEEN, " ").strip()


def _day(day: str) -> int:
    return int(day.replace("-", ""))
