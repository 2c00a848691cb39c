"""Queries and hits: what the read path takes and gives."""

from __future__ import annotations

import datetime
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import overload

from papersearch import limits
from papersearch.errors import InvalidQuery
from papersearch.normalise import normalise
from papersearch.paper import Paper, arxiv_id

MODES = ("hybrid", "dense", "lexical")
MAX_K = limits.QUERY_RESULTS
MAX_CHARACTERS = limits.QUERY_CHARACTERS

_SHOWN = 60
_DAY = r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?"
_LAST = r"(?i)(\d{1,5})\s*(d|w|m|y)"
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that every hit meets.

    ``since`` and ``until`` are inclusive ISO dates, or ""; a paper of several days meets
    them when any one of its days meets both. ``authors`` are parts of names, all of which must
    be among the paper's authors; ``sections`` are parts of labels, one of which the matching
    section must bear. Case, accents and apostrophes do not count.
    """

    since: str = ""
    until: str = ""
    authors: tuple[str, ...] = ()
    min_votes: int | None = None
    sections: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.since:
            object.__setattr__(self, "since", iso_day(self.since))
        if self.until:
            object.__setattr__(self, "until", iso_day(self.until, last=True))
        if self.since and self.until and self.since > self.until:
            raise InvalidQuery(
                f"since {self.since} is after until {self.until}: no day is in between"
            )
        if self.min_votes is not None and not _is_whole(self.min_votes, 0, limits.FILTER_VOTES):
            raise InvalidQuery(
                f"papers cannot have {_number(self.min_votes)} votes: the least is a whole number "
                f"from 0 to {limits.FILTER_VOTES:,}"
            )
        for name, values in (("authors", self.authors), ("sections", self.sections)):
            if values:
                _check_texts(name, values)

    def __bool__(self) -> bool:
        return self != _NO_FILTERS


_NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the index.

    ``diverse`` spreads papers that are nearly alike; ``explain`` says of each hit why it stands
    where it does.

    Raises:
        InvalidQuery: the text is empty, has neither letter nor digit or is longer than
            ``MAX_CHARACTERS``, as it is or in its one form; ``k`` is not in 1 to ``MAX_K``;
            ``mode`` is unknown.
    """

    text: str
    k: int = 10
    mode: str = "hybrid"
    filters: Filters = field(default_factory=Filters)
    diverse: bool = False
    explain: bool = False

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise InvalidQuery("the query is empty: give a few words to search for")
        check_length(self.text)
        if not any(character.isalnum() for character in normalise(self.text)):
            raise InvalidQuery("the query has neither letters nor digits: nothing to search for")
        if self.mode not in MODES:
            raise InvalidQuery(f"no mode {self.mode!r}: choose one of {', '.join(MODES)}")
        check_k(self.k)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit stands where it does.

    ``dense`` is the similarity that ranking uses (in the centred space), ``dense_rank`` and
    ``lexical_rank`` are among all candidates, None where there was no such search or no such
    score. ``found`` and ``missing`` are the query's words that the paper mentions or does not,
    in the query's language or in translation.
    """

    dense: float | None
    dense_rank: int | None
    lexical_rank: int | None
    found: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One paper of an answer.

    ``similarity`` is the cosine of the query and the paper's best passage, higher is better;
    None where the query was not embedded (mode "lexical"). ``lexical`` is the BM25 score, 0
    where no word matched; None where words were not searched (mode "dense", similar papers).
    ``score`` is what ``rank`` (from 1) follows.
    ``section`` is the position in ``paper.sections`` of what matched best, -1 for the title;
    ``evidence`` is its best sentence, and ``marks`` are the (start, end) positions in it of
    the query's words. ``doubtful`` says that the summary seems to be of another paper.
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
    "strong", "fair", "weak", "none" (nothing in the index answers this), or "" without one.
    """

    hits: Sequence[Hit] = ()
    confidence: float | None = None
    verdict: str = ""

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Hit]: ...
    def __getitem__(self, index: int | slice) -> Hit | Sequence[Hit]:
        return self.hits[index]

    def __len__(self) -> int:
        return len(self.hits)


def check_length(text: str, most: int = MAX_CHARACTERS) -> None:
    """Raise InvalidQuery where a query is longer than ``most``, as it is or in its one form.

    A model reads the form, in which one character may become eighteen.
    """
    length = len(text) if len(text) > most else len(normalise(text))
    if length > most:
        raise InvalidQuery(
            f"the query has {length:,} characters: at most {most:,} can be searched for, a few "
            "sentences are plenty"
        )


def check_k(k: int) -> None:
    """Raise InvalidQuery unless ``k`` papers can be asked for."""
    if not _is_whole(k, 1, MAX_K):
        raise InvalidQuery(f"cannot return {_number(k)} papers: k is between 1 and {MAX_K:,}")


def _is_whole(value: object, least: int, most: int) -> bool:
    """Whether a value is a whole number, True and 1.0 being none, from ``least`` to ``most``."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        return False
    return least <= operator.index(value) <= most


def _number(value: object) -> str:
    """Return a number as a message shows it: one of thousands of digits says nothing."""
    short = _is_whole(value, -(10**15), 10**15) or isinstance(value, bool | float)
    return f"{value:,}" if short else "so many"


def _check_texts(name: str, values: Sequence[str]) -> None:
    """Raise InvalidQuery where a filter has more or longer values than are looked for."""
    if len(values) > limits.FILTER_VALUES:
        raise InvalidQuery(
            f"{len(values):,} {name} are given: at most {limits.FILTER_VALUES} can be asked for"
        )
    if any(len(value) > limits.FILTER_CHARACTERS for value in values):
        raise InvalidQuery(
            f"one of the {name} has more than {limits.FILTER_CHARACTERS} characters: a part of "
            "the name is enough"
        )


def id_named(text: str) -> str:
    """Return the id that ``text`` names, an id itself or a link, whatever version it names.

    Raises:
        InvalidQuery: it is longer than any.
    """
    if len(text) > limits.REFERENCE_CHARACTERS:
        raise InvalidQuery(
            f"{len(text):,} characters are no id: at most {limits.REFERENCE_CHARACTERS:,} are read"
        )
    return arxiv_id(text) or text


def iso_day(text: str, *, last: bool = False) -> str:
    """Return ``text`` as an ISO date; of "2024-07" or "2024" the first or the last day.

    Raises:
        InvalidQuery: it is no date.
    """
    found = re.fullmatch(_DAY, text.strip())
    try:
        if found is None:
            raise ValueError
        year = int(found[1])
        month = int(found[2] or (12 if last else 1))
        day = int(found[3] or (_last_of_month(year, month) if last else 1))
        return datetime.date(year, month, day).isoformat()
    except (ValueError, OverflowError):
        raise InvalidQuery(f"{_shown(text)} is no date: write it as 2024-07-31") from None


def _shown(text: str) -> str:
    """Return the beginning of a text as a message quotes it."""
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _last_of_month(year: int, month: int) -> int:
    next_month = datetime.date(year, month, 28) + datetime.timedelta(days=4)
    return (next_month - datetime.timedelta(days=next_month.day)).day


def days_ago(text: str, today: datetime.date) -> str:
    """Return the ISO date that lies "30d", "2w", "6m" or "1y" before ``today``.

    Raises:
        InvalidQuery: ``text`` is no such span.
    """
    found = re.fullmatch(_LAST, text.strip())
    if not found:
        raise InvalidQuery(f"{_shown(text)} is no span of time: write 7d, 2w, 6m or 1y")
    days = int(found.group(1)) * _DAYS[found.group(2).lower()]
    try:
        return (today - datetime.timedelta(days=days)).isoformat()
    except OverflowError:
        return datetime.date.min.isoformat()
