"""How many papers have a token or an author: counted when papers are written, kept among the facts.

Milvus weighs tokens within each of its segments. Scores shall be those of the whole corpus, the
same as in a folder, so that the frequencies behind them are exact. Each commit adds a part, which
says by how much counts have changed. A part takes in those before it that are no longer than
twice its own length, so that a few are all there are; the fact "words" names those that count.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from papersearch.errors import StoreFailed
from papersearch.store.bm25 import idf
from papersearch.store.milvus.counted_words import Hashes, author_hash, token_hash
from papersearch.store.milvus.encoding import packed, unpacked
from papersearch.store.milvus.meta import Meta
from papersearch.store.milvus.table import Fact, Table

_KIND = "frequencies"
_BYTES = 8  # of a token in a part: its hash, and by how much its count has changed


class Counts(NamedTuple):
    """Ascending hashes of what papers have, (n,) uint32, and how many have each, (n,) int32.

    What says by how much counts have changed has negative ones, too.
    """

    hashes: Hashes = np.empty(0, np.uint32)
    papers: NDArray[np.int32] = np.empty(0, np.int32)

    @classmethod
    def of(cls, papers: Sequence[Hashes]) -> Counts:
        """Return the counts of papers that have these hashes, each of one paper but once."""
        joined = np.concatenate(papers) if papers else np.empty(0, np.uint32)
        hashes, counts = np.unique(joined, return_counts=True)
        return cls(hashes, counts.astype(np.int32))

    @classmethod
    def summed(cls, parts: Sequence[Counts]) -> Counts:
        """Return the sum of counts, without what has none."""
        if not parts:
            return cls()
        joined = np.concatenate([own.hashes for own in parts])
        hashes, places = np.unique(joined, return_inverse=True)
        every = np.concatenate([own.papers for own in parts])
        sums = np.bincount(places, every, len(hashes)).astype(np.int32)
        kept = sums != 0
        return cls(hashes[kept], sums[kept])

    def of_one(self, name: int) -> int:
        """Return how many papers have what a hash stands for."""
        place = int(np.searchsorted(self.hashes, np.uint32(name)))
        there = place < len(self.hashes) and int(self.hashes[place]) == name
        return int(self.papers[place]) if there else 0

    def to_text(self) -> str:
        """Return them as the text that :meth:`from_text` reads."""
        return packed(self.hashes.astype("<u4").tobytes() + self.papers.astype("<i4").tobytes())

    @classmethod
    def from_text(cls, text: str) -> Counts:
        """Return what :meth:`to_text` made a text of."""
        data = unpacked(text)
        n = len(data) // _BYTES
        return cls(np.frombuffer(data, "<u4", n), np.frombuffer(data, "<i4", n, 4 * n))


@dataclass(frozen=True, slots=True)
class Said:
    """What papers say together: how many they are, how many tokens they have, how many have each.

    The difference of two is what a commit has changed.
    """

    papers: int = 0
    tokens: int = 0
    counts: Counts = field(default_factory=Counts)

    def __add__(self, other: Said) -> Said:
        counts = Counts.summed([self.counts, other.counts])
        return Said(self.papers + other.papers, self.tokens + other.tokens, counts)

    @classmethod
    def summed(cls, parts: Iterable[Said]) -> Said:
        """Return the sum of many, each count of which is looked at but log(many) times."""
        sums: list[tuple[int, Said]] = []  # of 2 ** size parts each, sizes descending
        for part in parts:
            size, own = 0, part
            while sums and sums[-1][0] == size:
                size, own = size + 1, sums.pop()[1] + own
            sums.append((size, own))
        return sum((own for _, own in reversed(sums)), cls())

    def __sub__(self, other: Said) -> Said:
        counts = Counts(other.counts.hashes, -other.counts.papers)
        return self + Said(-other.papers, -other.tokens, counts)


@dataclass(frozen=True, slots=True)
class Frequencies:
    """The document frequencies of one state of a store."""

    papers: int
    counts: Counts

    def weight(self, token: str) -> float:
        """Return the inverse document frequency of a token."""
        return idf(self.papers, self.count(token))

    def has(self, token: str) -> bool:
        """Whether any paper has a token."""
        return self.count(token) > 0

    def has_author(self, whole: str) -> bool:
        """Whether any paper may have an author of this whole folded name, without punctuation."""
        return self.counts.of_one(author_hash(whole)) > 0

    def count(self, token: str) -> int:
        """Return how many papers have a token."""
        return self.counts.of_one(token_hash(token))

    def counts_of(self, tokens: Iterable[str]) -> dict[str, int]:
        """Return how many papers have each of ``tokens``, without those that none has."""
        found = {token: self.count(token) for token in tokens}
        return {token: count for token, count in found.items() if count}


class FrequencyTable:
    """The document frequencies of a store as they are kept. ``said`` reads what all papers say."""

    def __init__(self, facts: Table, meta: Meta, said: Callable[[], Said]) -> None:
        self._facts = facts
        self._meta = meta
        self._said = said
        self._state: object = None
        self._parts: dict[str, Counts] = {}
        self._sum = Counts()

    def current(self) -> Frequencies:
        """Return those of the present state; within a snapshot, that is found out once.

        Raises:
            StoreFailed: a writer has put another state in its place meanwhile.
        """
        about = self._about()
        if "parts" not in about:  # an older papersearch was the last to write
            return self._counted()
        state = tuple(name for name, _ in about["parts"])
        if state != self._state:
            new = [name for name in state if name not in self._parts]
            self._parts = {name: self._parts[name] for name in state if name in self._parts}
            self._parts |= self._read(new)
            self._sum = Counts.summed([self._parts[name] for name in state])
            self._state = state
        return Frequencies(about["papers"], self._sum)

    def _counted(self) -> Frequencies:
        state = ("older", self._meta.get("generation"))
        if state != self._state:
            self._sum = self._said().counts
            self._state = state
        return Frequencies(self._about()["papers"], self._sum)

    def unsettle(self) -> None:
        """Say that what is kept cannot be trusted, before papers are written or deleted."""
        self._meta.set("words", {**self._about(), "settled": False})

    def settle(self, change: Said) -> None:
        """Keep by how much a commit has changed what papers say, and that it can be trusted."""
        about = self._about()
        self._keep(
            about.get("parts", []),
            change.counts,
            papers=about["papers"] + change.papers,
            tokens=about["tokens"] + change.tokens,
        )

    def is_trusted(self, papers: int) -> bool:
        """Whether what is kept is of so many papers, and no writer was stopped before it was."""
        about = self._about()
        return "parts" in about and bool(about.get("settled")) and about["papers"] == papers

    def recount(self) -> None:
        """Keep what all papers say, whatever was kept before."""
        said = self._said()
        gone = [name for name, _ in self._about().get("parts", [])]
        self._keep([], said.counts, papers=said.papers, tokens=said.tokens, gone=gone)

    def is_right(self, said: Said) -> bool:
        """Whether what is kept is what all papers say, and can be read.

        An older papersearch kept no counts, and how many papers and tokens there are.
        """
        about = self._about()
        if (about["papers"], about["tokens"]) != (said.papers, said.tokens):
            return False
        if "parts" not in about:
            return True
        found = self._facts.among(_KIND, [name for name, _ in about["parts"]])
        kept = [fact for fact in found.values() if fact is not None]
        try:
            with np.errstate(all="ignore"):  # damaged counts may be any
                counts = Counts.summed([Counts.from_text(fact.data) for fact in kept])
        except ValueError:
            return False
        return len(kept) == len(about["parts"]) and all(
            np.array_equal(own, other) for own, other in zip(counts, said.counts, strict=True)
        )

    @property
    def mean_length(self) -> float:
        """How many tokens papers have on average."""
        about = self._about()
        return float(max(about["tokens"], 1) / max(about["papers"], 1))

    def _keep(
        self,
        before: Sequence[tuple[str, int]],
        counts: Counts,
        *,
        papers: int,
        tokens: int,
        gone: Sequence[str] = (),
    ) -> None:
        """Keep another part, and in one fact what counts from now on.

        What the part takes in is there for another commit: somebody may be about to read it.
        """
        about = self._about()
        parts, taken = list(before), list(gone)
        while parts and parts[-1][1] <= 2 * len(counts.hashes):
            name, _ = parts.pop()
            taken.append(name)
            counts = Counts.summed([*self._read([name]).values(), counts])
        if len(counts.hashes):
            name = uuid.uuid4().hex  # no other state has a part of this name
            self._facts.put(_KIND, [Fact(name, counts.to_text())])
            parts.append((name, len(counts.hashes)))
        said = {"papers": papers, "tokens": tokens, "settled": True}
        self._meta.set("words", {**said, "parts": parts, "gone": taken})
        self._facts.delete_long(_KIND, about.get("gone", []))

    def _read(self, names: Sequence[str]) -> dict[str, Counts]:
        found = self._facts.get(_KIND, names)
        if len(found) < len(names):
            raise StoreFailed("the counted words have changed: a writer is at work, ask again")
        try:
            return {name: Counts.from_text(found[name].data) for name in names}
        except ValueError as error:
            raise StoreFailed(
                "the counted words cannot be read: `papersearch verify --repair` counts them anew"
            ) from error

    def _about(self) -> Mapping[str, Any]:
        """Return what is said of the counts; what cannot be read counts as never said."""
        found = self._meta.find("words")
        return {"papers": 0, "tokens": 0, **(found if _is_about(found) else {})}


def _is_about(found: Any) -> bool:
    """Whether this is what :meth:`FrequencyTable._keep` writes, or an older papersearch."""
    if not isinstance(found, dict):
        return False
    parts, gone = found.get("parts", []), found.get("gone", [])
    numbers = [found.get("papers"), found.get("tokens")]
    return (
        all(type(own) is int and 0 <= own < 1 << 63 for own in numbers)
        and isinstance(parts, list)
        and all(isinstance(own, list) and [*map(type, own)] == [str, int] for own in parts)
        and isinstance(gone, list)
        and all(isinstance(own, str) for own in gone)
        and not {name for name, _ in parts}.intersection(gone)
    )
