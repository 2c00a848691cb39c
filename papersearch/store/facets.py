"""What filters look at, kept in columns: the days, votes, authors and sections of all papers.

A row of the table holds the columns of 1,024 numbers, so that a new day rewrites one of them.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from papersearch import limits
from papersearch.errors import IndexCorrupt
from papersearch.paper import Paper
from papersearch.passages import passage_label, passages
from papersearch.store.catalog import Catalog
from papersearch.store.columns import (
    BETWEEN,
    CHUNK_BITS,
    MOST_VOTES,
    NO_VOTES,
    WHAT,
    Columns,
    byline,
    day_number,
)
from papersearch.store.cursor import not_ours
from papersearch.store.schema import ORDINAL_BITS


class _Facts(NamedTuple):
    """One paper: days as yyyymmdd, votes, folded authors, the label of each passage."""

    days: tuple[int, ...]
    votes: int
    byline: str
    labels: tuple[int, ...]

    @classmethod
    def of(cls, paper: Paper, labels: Iterable[int]) -> _Facts:
        votes = NO_VOTES if paper.votes is None else max(0, min(paper.votes, MOST_VOTES))
        days = tuple(day_number(day) for day in paper.days) or (0,)
        return cls(days, votes, byline(paper.authors), tuple(labels))


class Facets:
    """The facets of a catalog. Writing methods are called within a transaction."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def __len__(self) -> int:
        def read() -> int:
            papers = int(self._catalog.value("SELECT coalesce(sum(papers), 0) FROM facets"))
            if not 0 <= papers < limits.PAPER_NUMBERS:
                raise not_ours(self._catalog.path, WHAT)
            return papers

        return self._catalog.memo("facets.papers", read)

    @functools.cached_property
    def columns(self) -> Columns:
        """What is read of it for filters."""
        return Columns(self._catalog)

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

    def wrong(self, papers: Iterable[tuple[int, Paper]]) -> int:
        """Count the papers of which something else is stored than they say."""
        names: dict[int, str] = dict(
            self._catalog.execute("SELECT label, name FROM labels").fetchall()
        )
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
                BETWEEN.join(own.byline for _, own in kept).encode(errors="surrogatepass"),
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
            raise self._catalog.damaged(WHAT) from None


def _facts(first: int, days: bytes, labels: bytes, bylines: bytes) -> Iterator[tuple[int, _Facts]]:
    own_days: dict[int, list[int]] = defaultdict(list)
    votes = {}
    for at, day, count in np.frombuffer(days, "<i4").reshape(-1, 3).tolist():
        own_days[at].append(day)
        votes[at] = count
    own_labels: dict[int, list[int]] = defaultdict(list)
    for place, label in np.frombuffer(labels, "<i4").reshape(-1, 2).tolist():
        own_labels[place >> ORDINAL_BITS].append(label)
    names = bylines.decode(errors="surrogatepass").split(BETWEEN)
    for at, own in zip(own_days, names, strict=True):
        yield first + at, _Facts(tuple(own_days[at]), votes[at], own, tuple(own_labels[at]))


def _labels(paper: Paper) -> list[str]:
    return [passage_label(paper, passage) for passage in passages(paper)]
