"""Parameters of a request into a question, checked once for the API and the page."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from papersearch.api.paper_index import PaperIndex
from papersearch.atlas.days import Day
from papersearch.embedding.reranker import Reranker
from papersearch.errors import InvalidQuery
from papersearch.server.asked import MAX_HITS
from papersearch.types import limits
from papersearch.types.dates import beginning
from papersearch.types.facets import Facets, Suggestion
from papersearch.types.hits import Answer, Hit
from papersearch.types.likeness import check_own
from papersearch.types.query import Filters, Query, check_length

DEEPEST = limits.SERVED_PAPERS
"""How many papers of an answer can be paged through."""

FACET_VALUES, SUGGESTIONS = 20, 8

FILTERS = ("since", "until", "last", "author", "min_votes", "section", "category")
_SEVERAL = {
    "author": limits.FILTER_VALUES,
    "section": limits.FILTER_VALUES,
    "category": limits.FILTER_VALUES,
    "id": limits.LIKENESS_PAPERS,
    "not": limits.LIKENESS_PAPERS,
    "tag": limits.PAPER_TAGS,
    "untag": limits.PAPER_TAGS,
}
"""How often what may be given several times may be."""

_LONG = {
    "id": limits.REFERENCE_CHARACTERS,
    "not": limits.REFERENCE_CHARACTERS,
    "text": limits.SERVED_OWN_CHARACTERS,
    "note": limits.NOTE_CHARACTERS,
}
"""How many characters may be given of what may be longer than a filter."""

_NUMBER = re.compile(r"-?\d{1,9}")
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of an answer is wanted: ``count`` papers after the first ``offset``."""

    count: int
    offset: int

    @property
    def depth(self) -> int:
        """How many papers to search for: one more shows whether there are more."""
        return min(self.offset + self.count + 1, DEEPEST)

    def of(self, answer: Answer) -> tuple[Sequence[Hit], bool]:
        """Return the hits of this part, and whether there are more behind it."""
        end = self.offset + self.count
        return answer.hits[self.offset : end], len(answer) > end


@dataclass(frozen=True, slots=True)
class Alike:
    """Which papers are to be like others, and which part of them is wanted."""

    liked: tuple[str, ...]
    disliked: tuple[str, ...]
    text: str
    filters: Filters
    part: Part

    def ask(self, index: PaperIndex) -> Answer:
        """Return the papers, those of the part and one more where there is one."""
        return index.similar(
            self.liked, self.part.depth, filters=self.filters, unlike=self.disliked, text=self.text
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A query, as it was asked, and which part of its answer is wanted."""

    query: Query
    part: Part

    def ask(self, index: PaperIndex, reranker: Reranker | None) -> tuple[Answer, bool]:
        """Return the hits that are wanted, as an answer, and whether there are more."""
        asked = dataclasses.replace(self.query, k=self.part.depth)
        answer = index.ask(asked, rerank=reranker)
        hits, more = self.part.of(answer)
        return dataclasses.replace(answer, hits=tuple(hits)), more


@dataclass(frozen=True, slots=True)
class Counted:
    """Which papers are to be counted, and how many values of each kind are wanted."""

    text: str
    filters: Filters
    mode: str
    count: int

    def ask(self, index: PaperIndex) -> Facets:
        """Return the counts."""
        return index.facets(self.text, filters=self.filters, mode=self.mode, k=self.count)


@dataclass(frozen=True, slots=True)
class Typing:
    """A text that is being typed, and how many names that continue it are wanted."""

    text: str
    count: int

    def ask(self, index: PaperIndex) -> list[Suggestion]:
        """Return the names."""
        return index.suggest(self.text, self.count)


@dataclass(frozen=True, slots=True)
class OneDay:
    """Which day is asked for, "" for the newest, and which part of its papers is wanted."""

    day: str
    filters: Filters
    part: Part

    def ask(self, index: PaperIndex) -> tuple[Day, bool]:
        """Return the day with the papers of the part, and whether there are more."""
        found = index.day(self.day, filters=self.filters, k=self.part.offset + self.part.count)
        hits = found.papers.hits[self.part.offset :]
        papers = dataclasses.replace(found.papers, hits=tuple(hits))
        return dataclasses.replace(found, papers=papers), found.count > len(found.papers)


class Parameters:
    """The parameters of one request, by name; at most ``most`` papers are given at a time.

    Raises:
        InvalidQuery: there is one that is not ``allowed``, one given too often or too long.
    """

    def __init__(
        self, pairs: Iterable[tuple[str, str]], allowed: Sequence[str], most: int = MAX_HITS
    ) -> None:
        self._values: dict[str, list[str]] = {}
        self._most = most
        for name, value in pairs:
            if name not in allowed:
                raise InvalidQuery(f"no parameter {name!r}: there are {', '.join(allowed)}")
            self._values.setdefault(name, []).append(value)
        for name, values in self._values.items():
            if len(values) > _SEVERAL.get(name, 1):
                raise InvalidQuery(f"{name} is given {len(values)} times, which is too often")
            most = _LONG.get(name, limits.FILTER_CHARACTERS)
            if name != "q" and any(len(value) > most for value in values):
                raise InvalidQuery(f"{name} has more than {most:,} characters")

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str, default: str = "") -> str:
        """Return a value, ``default`` where there is none."""
        return self._values.get(name, [default])[0]

    def texts(self, name: str) -> tuple[str, ...]:
        """Return all values of a name."""
        return tuple(self._values.get(name, ()))

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """Return a whole number between ``least`` and ``most``."""
        text = self.text(name, str(default))
        if not _NUMBER.fullmatch(text) or not least <= int(text) <= most:
            raise InvalidQuery(f"{name} is {text!r}: give a number from {least} to {most:,}")
        return int(text)

    def truth(self, name: str) -> bool:
        """Return true or false, false where it is not given."""
        text = self.text(name, "false")
        if text not in _TRUTH:
            raise InvalidQuery(f"{name} is {text!r}: give true or false")
        return _TRUTH[text]

    def choice(self, name: str) -> bool | None:
        """Return true or false, None where it is not given."""
        return self.truth(name) if self.text(name) else None

    def day(self) -> OneDay:
        """Return which day is asked for.

        Raises:
            InvalidQuery: something about it is not right.
        """
        return OneDay(self.text("day"), self.filters(datetime.date.today()), self.part(MAX_HITS))

    def part(self, count: int) -> Part:
        """Return which part of the answer is wanted, by default its first ``count`` papers."""
        part = Part(self.number("k", count, 1, self._most), self.number("offset", 0, 0, DEEPEST))
        if part.offset + part.count > DEEPEST:
            raise InvalidQuery(
                f"offset and k reach paper {part.offset + part.count}: an answer can be read up to "
                f"its {DEEPEST}th paper, narrow the question with filters to see others"
            )
        return part

    def filters(self, today: datetime.date) -> Filters:
        """Return the filters; ``last`` counts back from ``today``."""
        least = (
            self.number("min_votes", 0, 0, limits.FILTER_VOTES) if self.text("min_votes") else None
        )
        return Filters(
            beginning(self.text("since"), self.text("last"), today),
            self.text("until"),
            tuple(filter(None, self.texts("author"))),
            least,
            tuple(filter(None, self.texts("section"))),
            tuple(filter(None, self.texts("category"))),
        )

    def standing(self) -> Filters:
        """Return the filters without days, for a watch, which looks ahead."""
        found = self.filters(datetime.date.today())
        return dataclasses.replace(found, since="", until="")

    def alike(self, today: datetime.date, *first: str, count: int = 10) -> Alike:
        """Return what is asked for that is like papers, ``first`` among them.

        Raises:
            InvalidQuery: something about it is not right.
        """
        liked, disliked = (tuple(filter(None, self.texts(name))) for name in ("id", "not"))
        text = self.text("text")
        if text:
            check_own(text, limits.SERVED_OWN_CHARACTERS)
        filters = self.filters(today)
        return Alike((*first, *liked), disliked, text, filters, self.part(count))

    def question(self, today: datetime.date, count: int = 10) -> Question:
        """Return what is asked.

        Raises:
            InvalidQuery: something about it is not right.
        """
        text = self.text("q")
        check_length(text, limits.SERVED_CHARACTERS)
        part, diverse = self.part(count), self.truth("diverse")
        mode, explain = self.text("mode", "hybrid"), self.truth("explain")
        sort = self.text("sort", "relevance")
        query = Query(text, part.count, mode, self.filters(today), diverse, explain, sort)
        return Question(query, part)

    def counted(self, today: datetime.date) -> Counted:
        """Return what is to be counted.

        Raises:
            InvalidQuery: something about it is not right.
        """
        text = self.text("q")
        check_length(text, limits.SERVED_CHARACTERS)
        count = self.number("k", FACET_VALUES, 1, MAX_HITS)
        return Counted(text, self.filters(today), self.text("mode", "hybrid"), count)

    def typing(self) -> Typing:
        """Return what is being typed.

        Raises:
            InvalidQuery: something about it is not right.
        """
        text = self.text("q")
        check_length(text, limits.SERVED_CHARACTERS)
        return Typing(text, self.number("k", SUGGESTIONS, 1, MAX_HITS))


def pairs_of(values: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the members of a JSON object as parameters.

    Raises:
        InvalidQuery: one is neither text, number, true, false nor a list of texts.
    """
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        several = value if isinstance(value, list) and name in _SEVERAL else [value]
        pairs += [(name, _text(name, one)) for one in several]
    return pairs


_KINDS: dict[str, type] = {
    "k": int,
    "offset": int,
    "min_votes": int,
    "diverse": bool,
    "explain": bool,
    "liked": bool,
    "undo": bool,
    "listed": bool,
    "read": bool,
}


def _text(name: str, value: object) -> str:
    kind = _KINDS.get(name, str)
    if type(value) is not kind:
        words = {int: "a whole number", bool: "true or false", str: "text"}
        raise InvalidQuery(f"{name} is not {words[kind]}")
    return str(value).lower() if kind is bool else str(value)
