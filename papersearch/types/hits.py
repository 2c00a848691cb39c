"""Hits and answers: what the read path gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload

from papersearch.types.paper import Paper


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit stands where it does.

    ``dense`` is the similarity that ranking uses (in the centred space), ``dense_rank`` and
    ``lexical_rank`` are among all candidates, None where there was no such search or no such
    score. ``found`` and ``missing`` are the query's words that the paper mentions or does not,
    in the query's language or in translation. ``rank_before`` is the rank that the hit would have
    without a model that reranks, None where none scored it.
    """

    dense: float | None
    dense_rank: int | None
    lexical_rank: int | None
    found: tuple[str, ...]
    missing: tuple[str, ...]
    rank_before: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One paper of an answer.

    ``similarity`` is the cosine of the query and the paper's best passage, higher is better;
    None where the query was not embedded (mode "lexical"). ``lexical`` is the BM25 score, 0
    where no word matched; None where words were not searched (mode "dense", similar papers).
    ``score`` is what ``rank`` (from 1) follows. ``relevance`` is the one that people see, 0 to 100:
    how sure it is that the paper answers (see docs/output.md); None where nothing was ranked.
    ``near`` says that the paper stands out from those that merely follow.
    ``section`` is the position in ``paper.sections`` of what matched best, -1 for the title;
    ``evidence`` is its best sentence, and ``marks`` are the (start, end) positions in it of
    the query's words. ``doubtful`` says that the summary seems to be of another paper.
    ``rerank`` is the score of a model that reranks, None where none scored the paper.
    """

    rank: int
    paper: Paper
    score: float
    similarity: float | None
    lexical: float | None
    section: int
    evidence: str
    marks: tuple[tuple[int, int], ...] = ()
    doubtful: bool = False
    explanation: Explanation | None = None
    rerank: float | None = None
    relevance: float | None = None
    near: bool = True

    @property
    def label(self) -> str:
        """The label of the section that matched, "" for plain bullets and the title."""
        return self.paper.sections[self.section].label if self.section >= 0 else ""


class Hits(Sequence[Hit]):
    """Hits that are made when they are looked at: finding their evidence takes time."""

    def __init__(self, make: Callable[[int], Hit], count: int) -> None:
        """Hold ``count`` hits; ``make`` returns the one at a place."""
        self._make = make
        self._made: list[Hit | None] = [None] * count

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, index: int | slice) -> Hit | tuple[Hit, ...]:
        if isinstance(index, slice):
            return tuple(self[place] for place in range(*index.indices(len(self))))
        hit = self._made[index]
        if hit is None:
            hit = self._made[index] = self._make(range(len(self))[index])
        return hit

    def __len__(self) -> int:
        return len(self._made)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(tuple(self))


@dataclass(frozen=True, slots=True)
class Answer(Sequence[Hit]):
    """The hits of one query, best first, and how far they stand out.

    ``confidence`` is 0 to 1, None where meaning was not searched; ``verdict`` puts it in a word:
    "strong", "fair", "weak", "none" (nothing answers this, as where there are no hits), or ""
    without one. ``filtered`` says
    that this is about what filters left, not about the whole index. ``end`` is how many hits there
    are up to the last one that stands out: those behind merely follow; 0 where none does.
    ``read_as`` are words that no paper says, as they were typed, each with what it was read as,
    ``offered`` words that were read as they are, each with what may be meant, ``as_text`` what
    looks like a condition and was read as text. ``read_characters`` is how many of a long query
    its meaning was read of, None for all of them. ``ordered`` is of how many papers that answer
    an order by date or votes was made, 0 where the hits stand by their ranks.
    """

    hits: Sequence[Hit] = ()
    confidence: float | None = None
    verdict: str = ""
    filtered: bool = False
    end: int = 0
    read_as: tuple[tuple[str, str], ...] = ()
    offered: tuple[tuple[str, str], ...] = ()
    as_text: tuple[str, ...] = ()
    read_characters: int | None = None
    ordered: int = 0

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Hit]: ...
    def __getitem__(self, index: int | slice) -> Hit | Sequence[Hit]:
        return self.hits[index]

    def __len__(self) -> int:
        return len(self.hits)
