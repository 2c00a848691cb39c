"""What filters look at of one paper, and the rows that keep it of 1,024 papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from papersearch.text.passages import passage_label, passages
from papersearch.text.tokens import fold_name
from papersearch.types import limits
from papersearch.types.paper import Paper
from papersearch.types.passage_ids import ORDINAL_BITS

CHUNK_BITS = 10
MOST_VOTES = limits.VOTES
NO_VOTES = -1
BETWEEN = "\0"  # papers; authors of one paper are divided by "\n", which names lack once folded


class PaperFacets(NamedTuple):
    """One paper: days as yyyymmdd, votes, folded authors and categories, labels of passages."""

    days: tuple[int, ...]
    votes: int
    byline: str
    labels: tuple[int, ...]
    categories: str

    @classmethod
    def of(cls, paper: Paper, labels: Iterable[int]) -> PaperFacets:
        """Return those of a paper, whose passages have ``labels``."""
        votes = NO_VOTES if paper.votes is None else max(0, min(paper.votes, MOST_VOTES))
        days = tuple(day_number(day) for day in paper.days) or (0,)
        names, fields = byline(paper.authors), subjects(paper.categories)
        return cls(days, votes, names, tuple(labels), fields)


def byline(authors: Iterable[str]) -> str:
    """Return a paper's authors as they are kept and searched: folded, one a line."""
    return "\n".join(fold_name(author) for author in authors).replace(BETWEEN, " ").strip()


def subjects(categories: Iterable[str]) -> str:
    """Return a paper's categories as they are kept and searched: folded, one a line."""
    return "\n".join(filter(None, map(fold_name, categories))).replace(BETWEEN, " ")


def joined(texts: Iterable[str]) -> bytes:
    """Return one text of each of some papers as they are kept."""
    return BETWEEN.join(texts).encode(errors="surrogatepass")


def as_iso(day: int) -> str:
    """Return a day from yyyymmdd, "" for 0."""
    text = f"{day:08}"
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if day else ""


def day_number(day: str) -> int:
    """Return an ISO day as yyyymmdd."""
    return int(day.replace("-", ""))


def unpacked(
    first: int, days: bytes, labels: bytes, bylines: bytes, categories: bytes
) -> Iterator[tuple[int, PaperFacets]]:
    """Yield the papers of one row, by number.

    Raises:
        ValueError: it is none that we write.
    """
    own_days: dict[int, list[int]] = defaultdict(list)
    votes = {}
    for at, day, count in np.frombuffer(days, "<i4").reshape(-1, 3).tolist():
        own_days[at].append(day)
        votes[at] = count
    own_labels: dict[int, list[int]] = defaultdict(list)
    for place, label in np.frombuffer(labels, "<i4").reshape(-1, 2).tolist():
        own_labels[place >> ORDINAL_BITS].append(label)
    names = bylines.decode(errors="surrogatepass").split(BETWEEN)
    fields = categories.decode(errors="surrogatepass").split(BETWEEN)
    for at, own, said in zip(own_days, names, fields, strict=True):
        facts = PaperFacets(tuple(own_days[at]), votes[at], own, tuple(own_labels[at]), said)
        yield first + at, facts


def labels_of(paper: Paper) -> list[str]:
    """Return the label of each passage of a paper."""
    return [passage_label(paper, passage) for passage in passages(paper)]
