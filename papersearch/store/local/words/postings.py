"""The words of some papers as arrays: which papers have each token, where, and how often.

Compressed sparse rows, twice over the same tokens: what papers say as a whole, and what each says
under each label, which filters by section ask for.
"""

from __future__ import annotations

import functools
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from papersearch.store.bm25 import Document
from papersearch.types.arrays import Ids, Mask

_MOST = 255  # a count is a byte: BM25 is all but saturated there

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]


class Rows(NamedTuple):
    """The places in ``columns`` and ``counts`` where the postings of t tokens are.

    Those of token i are ``begins[i]`` to ``begins[i + 1]``, by ascending column. ``begins``
    (t + 1,) uint64, ``columns`` (n,) uint32, ``counts`` (n,) uint8 from 1; ``lengths`` (c,) uint32
    is the sum of the counts of each of c columns.
    """

    begins: U64
    columns: U32
    counts: U8
    lengths: U32

    def of(self, token: int) -> tuple[U32, U8]:
        """Return the columns and counts of one token."""
        begin, end = map(int, self.begins[token : token + 2])
        return self.columns[begin:end], self.counts[begin:end]


class Postings(NamedTuple):
    """The postings of p papers with t distinct tokens.

    ``nums`` (p,) int64 are the papers' numbers and ``hashes`` (t,) uint64 the tokens', both
    ascending. The columns of ``text`` are places in ``nums``; those of ``said`` are places in
    ``papers`` and ``labels`` (r,) uint32, which are places in ``nums``, ascending, and in
    ``names``: what a paper says under one label.
    """

    names: tuple[str, ...]
    nums: Ids
    hashes: U64
    text: Rows
    papers: U32
    labels: U32
    said: Rows

    @classmethod
    def of(cls, documents: Mapping[int, Document]) -> Postings:
        """Return the postings of papers by number."""
        nums = sorted(documents)
        names: dict[str, int] = {}
        text, said = _Counted(), _Counted()
        papers: list[int] = []
        labels: list[int] = []
        for place, num in enumerate(nums):
            text.add(documents[num].tokens)
            for label, tokens in documents[num].sections.items():
                said.add(tokens)
                papers.append(place)
                labels.append(names.setdefault(label, len(names)))
        return cls._ordered(
            tuple(names),
            np.array(nums, np.int64),
            text.flat(),
            np.array(papers, np.uint32),
            np.array(labels, np.uint32),
            said.flat(),
        )

    @classmethod
    def merged(cls, parts: Iterable[tuple[Postings, Mask | None]]) -> Postings:
        """Return several postings as one, of each the papers that its (p,) mask, if any, keeps.

        No two parts keep a paper of the same number.
        """
        kept = [part if mask is None else part.kept(mask) for part, mask in parts]
        names = dict.fromkeys(name for part in kept for name in part.names)
        place_of = {name: place for place, name in enumerate(names)}
        nums = np.concatenate([part.nums for part in kept])
        paper_of, nums_order = _ranks(nums)
        held = [part.nums for part in kept]
        papers = paper_of[np.concatenate(_shifted([part.papers for part in kept], held))]
        row_of, rows_order = _ranks(papers)
        labels = [
            np.array([place_of[name] for name in part.names], np.uint32)[part.labels]
            for part in kept
        ]
        return cls._ordered(
            tuple(names),
            nums[nums_order],
            _joined([(p.hashes, p.text) for p in kept], held, paper_of),
            papers[rows_order],
            np.concatenate(labels)[rows_order],
            _joined([(p.hashes, p.said) for p in kept], [p.papers for p in kept], row_of),
        )

    @classmethod
    def _ordered(
        cls,
        names: tuple[str, ...],
        nums: Ids,
        text: _Flat,
        papers: U32,
        labels: U32,
        said: _Flat,
    ) -> Postings:
        hashes = np.unique(np.concatenate((text.hashes, said.hashes)))
        return cls(names, nums, hashes, text.rows(hashes), papers, labels, said.rows(hashes))

    def kept(self, mask: Mask) -> Postings:
        """Return the postings of those papers that a (p,) mask keeps."""
        rows = mask[self.papers]
        return Postings._ordered(
            self.names,
            self.nums[mask],
            _Flat.of(self.hashes, self.text).kept(mask),
            (np.cumsum(mask, dtype=np.uint32) - np.uint32(1))[self.papers[rows]],
            self.labels[rows],
            _Flat.of(self.hashes, self.said).kept(rows),
        )

    def says(self, other: Postings) -> bool:
        """Whether it is the same, but for the order of the labels' names."""
        names, other_names = ([own.names[n] for n in own.labels.tolist()] for own in (self, other))
        return names == other_names and all(map(_are_equal, self._arrays, other._arrays))

    @property
    def _arrays(self) -> list[NDArray[Any]]:
        return [self.nums, self.hashes, self.papers, *self.text, *self.said]

    def place(self, token: str) -> int:
        """Return the place of a token among ``hashes``, -1 where it is not there."""
        number = np.uint64(token_hash(token))
        place = int(self.hashes.searchsorted(number))
        return place if place < len(self.hashes) and self.hashes[place] == number else -1

    def has(self, hashes: U64) -> Mask:
        """Return which of (n,) hashes are those of tokens that are there."""
        if not len(self.hashes):
            return np.zeros(len(hashes), np.bool_)
        there: Mask = self.hashes.take(self.hashes.searchsorted(hashes), mode="clip") == hashes
        return there


class _Flat(NamedTuple):
    """Postings one by one: (n,) hashes, columns and counts; how many columns there are."""

    hashes: U64
    columns: U32
    counts: U8
    held: int

    @classmethod
    def of(cls, hashes: U64, rows: Rows) -> _Flat:
        """Return the postings of ascending tokens."""
        sizes = (rows.begins[1:] - rows.begins[:-1]).astype(np.int64)
        return cls(np.repeat(hashes, sizes), rows.columns, rows.counts, len(rows.lengths))

    def kept(self, mask: Mask) -> _Flat:
        """Return those of columns that a mask keeps, which are numbered anew."""
        there = mask[self.columns]
        place = np.cumsum(mask, dtype=np.uint32) - np.uint32(1)
        return _Flat(
            self.hashes[there], place[self.columns[there]], self.counts[there], int(mask.sum())
        )

    def rows(self, hashes: U64) -> Rows:
        """Return the postings by token, of tokens that all are among the ascending ``hashes``."""
        order = np.lexsort((self.columns, self.hashes))
        begins = np.append(np.searchsorted(self.hashes[order], hashes), len(order))
        lengths = np.bincount(self.columns, self.counts, self.held).astype(np.uint32)
        return Rows(begins.astype(np.uint64), self.columns[order], self.counts[order], lengths)


class _Counted:
    """Tokens of one text after another, counted."""

    def __init__(self) -> None:
        self._hashes: list[int] = []
        self._counts: list[int] = []
        self._sizes: list[int] = []
        self._known: dict[str, int] = {}

    def add(self, tokens: Sequence[str]) -> None:
        """Count the tokens of the next text."""
        counted = Counter(tokens)
        self._sizes.append(len(counted))
        for token, count in counted.items():
            if token not in self._known:
                self._known[token] = token_hash(token)
            self._hashes.append(self._known[token])
            self._counts.append(min(count, _MOST))

    def flat(self) -> _Flat:
        """Return the postings, whose columns are the texts in their order."""
        return _Flat(
            np.array(self._hashes, np.uint64),
            np.repeat(np.arange(len(self._sizes), dtype=np.uint32), self._sizes),
            np.array(self._counts, np.uint8),
            len(self._sizes),
        )


@functools.lru_cache(maxsize=1 << 14)
def token_hash(token: str) -> int:
    """Return the 64-bit number that a token is known by.

    That any two of a million tokens share one has a chance of one in forty million.
    """
    digest = hashlib.blake2b(token.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _are_equal(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return np.array_equal(one, other)


def _ranks(values: NDArray[np.generic]) -> tuple[U32, Ids]:
    """Return the place of each value among the ascending ones, and what puts them in order."""
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(order), np.uint32)
    ranks[order] = np.arange(len(order), dtype=np.uint32)
    return ranks, order


def _shifted(parts: Sequence[U32], held: Sequence[NDArray[np.generic]]) -> list[Ids]:
    """Return places in each of what is ``held`` as places in all of it, one after the other."""
    starts = np.cumsum([0, *map(len, held)])
    return [part + start for part, start in zip(parts, starts.tolist(), strict=False)]


def _joined(
    parts: Sequence[tuple[U64, Rows]], held: Sequence[NDArray[np.generic]], place_of: U32
) -> _Flat:
    flat = [_Flat.of(hashes, rows) for hashes, rows in parts]
    columns = np.concatenate(_shifted([own.columns for own in flat], held))
    return _Flat(
        np.concatenate([own.hashes for own in flat]),
        place_of[columns],
        np.concatenate([own.counts for own in flat]),
        len(place_of),
    )
