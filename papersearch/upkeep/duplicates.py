"""Papers that are one under several ids, and days that repeat another day's papers.

An arXiv id makes one paper of what all days say of it. What is left is a paper that a digest
lists once by its link and once without, and a summary that was pasted below two titles.
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from papersearch.store.protocol import SearchStore
from papersearch.text.tokens import fold, tokens
from papersearch.types.arrays import Embeddings, Ids, middles
from papersearch.types.paper import Paper
from papersearch.types.passage_ids import num_of

SAME_SUMMARY = 0.5
"""Share of words in common from which two summaries are one; see docs/duplicates.md."""

MIN_WORDS = 8
"""A summary of fewer words says too little to tell it from another."""

NEIGHBOURS = 10
_CELLS = 1 << 22  # similarities at a time, 16 MiB
_BATCH = 1000
_WORD = re.compile(r"\w+")

Words = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Group:
    """Papers that seem to be one, the one most worth keeping first.

    ``same`` is what they have in common: "title", "summary" or both. ``overlap`` is the share of
    words that their summaries have in common, 0 to 1, of the two that have least.
    """

    papers: tuple[Paper, ...]
    same: tuple[str, ...]
    overlap: float


@dataclass(frozen=True, slots=True)
class RepeatedDay:
    """A day of whose ``total`` papers ``papers`` were in the digest of another, earlier day."""

    day: str
    of: str
    papers: int
    total: int


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Groups, those with most words in common first, and repeated days, oldest first."""

    groups: tuple[Group, ...]
    days: tuple[RepeatedDay, ...]


@dataclass(frozen=True, slots=True)
class _Link:
    """Two papers, by position, that have a title, a summary or both in common."""

    one: int
    other: int
    title: bool
    summary: bool
    overlap: float

    @property
    def pair(self) -> tuple[int, int]:
        return self.one, self.other


class _Kept(NamedTuple):
    """What is kept of a paper: enough to compare, not the paper itself."""

    num: int
    id: str
    days: tuple[str, ...]
    title: tuple[str, ...]
    words: Words


@dataclass(frozen=True, slots=True)
class _Read:
    """What is kept of all papers, in the order of their ids, and their (n, d) unit middles."""

    kept: Sequence[_Kept]
    middles: Embeddings

    def link(self, one: int, other: int, threshold: float) -> _Link | None:
        """Return what two papers have in common, None where that is nothing."""
        first, second = self.kept[one], self.kept[other]
        title = bool(first.title) and first.title == second.title
        share = overlap(first.words, second.words)
        enough = min(len(first.words), len(second.words)) >= MIN_WORDS
        summary = enough and share >= threshold
        return _Link(one, other, title, summary, share) if title or summary else None


def duplicates(store: SearchStore, threshold: float = SAME_SUMMARY) -> Duplicates:
    """Return what an index holds twice.

    Summaries are one from ``threshold`` on, a share of words in common. Compared are papers of one
    title, papers of the very same words, and each paper with those nearest to it by the vectors
    that are stored. Some 2 KiB a paper are held in memory.
    """
    with store.snapshot():
        read = _read(store)
        found = (read.link(min(pair), max(pair), threshold) for pair in _candidates(read))
        bundles = _bundles({link.pair: link for link in found if link}.values())
        papers = store.papers(
            read.kept[position].num for bundle in bundles for position in _members(bundle)
        )
    groups = [
        _group([papers[read.kept[position].num] for position in _members(bundle)], bundle)
        for bundle in bundles
    ]
    groups.sort(key=lambda group: (-group.overlap, group.papers[0].id))
    kept = {paper.id: group.papers[0].id for group in groups for paper in group.papers}
    return Duplicates(
        tuple(groups), tuple(repeated_days(((own.id, own.days) for own in read.kept), kept))
    )


def words(paper: Paper) -> Words:
    """Return the checksums of the distinct words of a summary, ascending."""
    said = fold("\n".join(section.text for section in paper.sections))
    found = {zlib.crc32(word.encode(errors="surrogatepass")) for word in _WORD.findall(said)}
    return np.array(sorted(found), np.uint32)


def overlap(one: Words, other: Words) -> float:
    """Return the share of words that two summaries have in common (Jaccard), 0 to 1."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    union = len(one) + len(other) - common
    return common / union if union else 0.0


def nearest(rows: Embeddings, count: int) -> Iterator[tuple[int, int]]:
    """Yield (row, other row) for each of (n, d) unit rows and its ``count`` nearest others.

    Similarities are worked out in blocks, so that memory stays the same however many there are.
    """
    count = min(count, len(rows) - 1)
    if count < 1:
        return
    step = max(1, _CELLS // len(rows))
    for start in range(0, len(rows), step):
        similar = rows[start : start + step] @ rows.T
        own = np.arange(len(similar))
        similar[own, start + own] = -np.inf
        best = np.argpartition(similar, -count, axis=1)[:, -count:]
        for row, others in enumerate(best.tolist(), start=start):
            yield from ((row, other) for other in others)


def repeated_days(
    papers: Iterable[tuple[str, tuple[str, ...]]], kept: Mapping[str, str]
) -> list[RepeatedDay]:
    """Return the days at least half of whose papers, and two, an earlier day has too.

    ``papers`` are (id, days); ``kept`` says for the id of a duplicate which id stands for it.
    Counted is the last day before on which a paper was.
    """
    seen: dict[str, set[str]] = defaultdict(set)
    for paper_id, days in papers:
        seen[kept.get(paper_id, paper_id)].update(days)
    totals = Counter(day for days in seen.values() for day in days)
    repeats = Counter(pair for days in seen.values() for pair in itertools.pairwise(sorted(days)))
    return [
        RepeatedDay(day, earlier, count, totals[day])
        for (earlier, day), count in sorted(repeats.items(), key=lambda item: item[0][::-1])
        if count >= 2 and 2 * count >= totals[day]
    ]


def _read(store: SearchStore) -> _Read:
    """Read all papers, a batch at a time; positions are in the order of their ids."""
    space = store.learned.space()
    nums = store.numbers()
    known: list[_Kept] = []
    found = [np.empty((0, 0), np.float32)]
    for start in range(0, len(nums), _BATCH):
        batch = nums[start : start + _BATCH]
        papers = store.papers(batch)
        for num in batch:
            paper = papers[num]
            title = tuple(tokens(paper.title))
            known.append(_Kept(num, paper.id, paper.days, title, words(paper)))
        pids, rows = store.embeddings_of(batch)
        found.append(_middles(batch, pids, space.rows(rows)))
    order = sorted(range(len(known)), key=lambda at: known[at].id)
    return _Read([known[at] for at in order], np.concatenate(found[1:] or found)[order])


def _middles(nums: Sequence[int], pids: Ids, rows: Embeddings) -> Embeddings:
    """Return the (n, d) unit middles of the rows of each of ``nums``, zeros where there is none."""
    own, there = middles(num_of(pids), rows)
    place = {num: at for at, num in enumerate(nums)}
    found = np.zeros((len(nums), rows.shape[1]), np.float32)
    found[[place[num] for num in own.tolist()]] = there
    return found


def _candidates(read: _Read) -> Iterator[tuple[int, int]]:
    """Yield the pairs of positions worth comparing, some of them twice."""
    alike: dict[object, list[int]] = defaultdict(list)
    for position, own in enumerate(read.kept):
        alike[own.title].append(position)
        alike[own.words.tobytes()].append(position)
    for positions in alike.values():
        yield from itertools.pairwise(positions)
    yield from nearest(read.middles, NEIGHBOURS)


def _bundles(links: Collection[_Link]) -> list[list[_Link]]:
    """Return the links in bundles that have no paper in common."""
    root: dict[int, int] = {}

    def find(position: int) -> int:
        while root.setdefault(position, position) != position:
            root[position] = position = root[root[position]]
        return position

    for link in links:
        root[find(link.one)] = find(link.other)
    bundles: dict[int, list[_Link]] = defaultdict(list)
    for link in links:
        bundles[find(link.one)].append(link)
    return list(bundles.values())


def _members(bundle: Sequence[_Link]) -> list[int]:
    return sorted({position for link in bundle for position in (link.one, link.other)})


def _group(papers: Sequence[Paper], bundle: Sequence[_Link]) -> Group:
    same = [
        name
        for name, there in (
            ("title", any(link.title for link in bundle)),
            ("summary", any(link.summary for link in bundle)),
        )
        if there
    ]
    least = min(link.overlap for link in bundle)
    return Group(tuple(sorted(papers, key=_worth)), tuple(same), round(least, 4))


def _worth(paper: Paper) -> tuple[bool, bool, int, str]:
    """Order what is worth keeping first: by arXiv id, with a summary, with most votes."""
    return paper.id.startswith("x-"), not paper.sections, -(paper.votes or 0), paper.id
