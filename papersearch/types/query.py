"""Queries and hits: what the read path takes and gives."""

from __future__ import annotations

import datetime
import operator
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from papersearch.errors import InvalidQuery
from papersearch.types import limits
from papersearch.types.address import hashed, identified, mentioned
from papersearch.types.box import FILTERS, Says, typed
from papersearch.types.dates import iso_day
from papersearch.types.normalise import normalise

MODES = ("hybrid", "dense", "lexical")
SORTS = ("relevance", "date", "votes")
MAX_K = limits.QUERY_RESULTS
MAX_CHARACTERS = limits.QUERY_CHARACTERS

_LINK = r"\w{1,20}:/|//|www\."


DENSE_WEIGHT = 0.25
"""Share of the dense score in the fused one; see docs/decisions/0004-ranking.md."""


class Weights(NamedTuple):
    """What ranking can be asked to do otherwise, to compare (`papersearch eval --setting`)."""

    dense: float = DENSE_WEIGHT
    translate: bool = True
    centre: bool = True
    adapt: bool = True
    doubt: bool = True


@dataclass(frozen=True, slots=True, init=False)
class Filters:
    """Conditions that every hit meets.

    ``since`` and ``until`` are inclusive days, or "", as :func:`papersearch.types.dates.iso_day`
    reads them ("2024-07-31", "July 2024", "last week") or dates, and are kept as ISO dates; a paper
    of several days meets them when any one of its days meets both. ``authors`` are parts of names,
    all of which must be among the paper's authors; ``sections`` are parts of labels, one of which
    the matching section must bear; ``categories`` are subjects, one of which the paper must have:
    "cs.CL", or "cs" for all of that archive. Each is one text or several. Case, accents and
    apostrophes do not count. An author that begins with "=" is a whole name: "=Wei Chen".

    Raises:
        InvalidQuery: a value is none that can be meant; the message names the filter.
    """

    since: str = ""
    until: str = ""
    authors: tuple[str, ...] = ()
    min_votes: int | None = None
    sections: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def __init__(
        self,
        since: str | datetime.date | None = "",
        until: str | datetime.date | None = "",
        authors: str | Iterable[str] | None = (),
        min_votes: int | None = None,
        sections: str | Iterable[str] | None = (),
        categories: str | Iterable[str] | None = (),
    ) -> None:
        object.__setattr__(self, "since", _day("since", since))
        object.__setattr__(self, "until", _day("until", until))
        object.__setattr__(self, "authors", _texts("authors", authors))
        object.__setattr__(self, "min_votes", min_votes)
        object.__setattr__(self, "sections", _texts("sections", sections))
        object.__setattr__(self, "categories", _texts("categories", categories))
        if self.since and self.until and self.since > self.until:
            raise InvalidQuery(
                f"since {self.since} is after until {self.until}: no day is in between"
            )
        if self.min_votes is not None and not _is_whole(self.min_votes, 0, limits.FILTER_VOTES):
            raise InvalidQuery(
                f"papers cannot have {_number(self.min_votes)} votes: the least is a whole number "
                f"from 0 to {limits.FILTER_VOTES:,}"
            )
        for name in ("authors", "sections", "categories"):
            if values := getattr(self, name):
                _check_texts(name, values)

    def __bool__(self) -> bool:
        texts = self.since or self.until or self.authors or self.sections or self.categories
        return bool(texts) or self.min_votes is not None


@dataclass(frozen=True, slots=True)
class Query:
    """One question to the index.

    ``text`` is what was typed, in the grammar of :mod:`papersearch.types.box`: ``words`` is what is
    ranked by, "" where only conditions were typed, ``says`` what papers have to say; the filters
    that are typed are in ``filters`` beside those that are given, ``as_text`` is what looks like a
    condition and is read as text. Filters may stand alone, with an empty text. ``diverse`` spreads
    papers that are nearly alike; ``explain`` says of each hit why it stands where it does.

    ``sort`` is "relevance", or puts the papers that answer into another order: "date", newest day
    first, or "votes". These are the hits up to ``Answer.end``, or, where that is 0, the best
    :data:`papersearch.types.limits.ANSWER_PAPERS`, whatever ``k`` is. Filters alone leave all
    papers, which are by their days, or by "votes".

    Raises:
        InvalidQuery: there is neither text nor filter, the text has neither letter nor digit or is
            longer than ``MAX_CHARACTERS``, as it is or in its one form; ``k`` is not in 1 to
            ``MAX_K``; ``mode`` or ``sort`` is unknown.
    """

    text: str
    k: int = 10
    mode: str = "hybrid"
    filters: Filters = field(default_factory=Filters)
    diverse: bool = False
    explain: bool = False
    sort: str = "relevance"
    words: str = field(init=False, compare=False)
    says: Says = field(init=False, compare=False)
    as_text: tuple[str, ...] = field(init=False, compare=False)

    @property
    def narrows(self) -> bool:
        """Whether only some papers can answer, whatever they are about."""
        return bool(self.filters or any(self.says))

    def __post_init__(self) -> None:
        if not self.text.strip() and not self.filters:
            raise InvalidQuery("the query is empty: give a few words to search for")
        check_length(self.text)
        if self.text.strip() and not any(character.isalnum() for character in normalise(self.text)):
            raise InvalidQuery("the query has neither letters nor digits: nothing to search for")
        if self.mode not in MODES:
            raise InvalidQuery(f"no mode {self.mode!r}: choose one of {', '.join(MODES)}")
        if self.sort not in SORTS:
            raise InvalidQuery(f"no sort {self.sort!r}: choose one of {', '.join(SORTS)}")
        check_k(self.k)
        if not isinstance(self.filters, Filters):
            raise InvalidQuery(
                f"filters are {_kind(self.filters)}: give Filters(since=..., authors=...)"
            )
        found, filters = typed(self.text), self.filters
        words = [found.words] if found.words else []
        as_text = [*found.as_text]
        for name, value in found.filters:
            try:
                filters = _both(filters, [(name, value)])
            except InvalidQuery:  # no day, or one that contradicts another: words like others
                words.append(f"{name}:{value}")
                as_text.append(f"{name}:{value}")
        object.__setattr__(self, "words", " ".join(words))
        object.__setattr__(self, "says", found.says)
        object.__setattr__(self, "as_text", tuple(as_text))
        object.__setattr__(self, "filters", filters)


def _both(given: Filters, in_text: Sequence[tuple[str, str]]) -> Filters:
    """Return filters that leave what ``given`` and those of a text leave.

    Raises:
        InvalidQuery: one is none, or no paper could meet all.
    """
    if not in_text:
        return given
    values: dict[str, list[str]] = {name: [] for name in FILTERS}
    for name, value in in_text:
        values[name].append(value)
    own = [Filters(since=value) for value in values["since"]]
    own += [Filters(until=value) for value in values["until"]]
    votes = [int(value) for value in values["votes"]]
    return Filters(
        max([given.since, *(one.since for one in own)]),
        min([one for one in (given.until, *(one.until for one in own)) if one], default=""),
        tuple(dict.fromkeys([*given.authors, *values["author"]])),
        max([*votes, *([] if given.min_votes is None else [given.min_votes])], default=None),
        tuple(dict.fromkeys([*given.sections, *values["section"]])),
        tuple(dict.fromkeys([*given.categories, *values["category"]])),
    )


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


def _day(name: str, value: object) -> str:
    """Return a day of a filter, given as a text or a date, as an ISO date; "" for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime.date):
        return datetime.date(value.year, value.month, value.day).isoformat()
    if not isinstance(value, str):
        raise InvalidQuery(f"{name} is {_kind(value)}: give a day as a text, such as '2024-07-31'")
    return iso_day(value, last=name == "until")


def _texts(name: str, value: object) -> tuple[str, ...]:
    """Return the texts of a filter, of which one may be given by itself."""
    if value is None:
        return ()
    texts = (value,) if isinstance(value, str) else value
    if not isinstance(texts, Iterable) or isinstance(texts, bytes | Mapping):
        raise InvalidQuery(f"{name} is {_kind(value)}: give a text or a list of texts")
    found = tuple(texts)
    if wrong := next((own for own in found if not isinstance(own, str)), None):
        raise InvalidQuery(f"{name} holds {_kind(wrong)}: give a text or a list of texts")
    return found


def _kind(value: object) -> str:
    return f"of the type {type(value).__name__}"


def _check_texts(name: str, values: Sequence[str]) -> None:
    """Raise InvalidQuery where a filter has more or longer values than are looked for."""
    if len(values) > limits.FILTER_VALUES:
        raise InvalidQuery(
            f"{len(values):,} {name} are given: at most {limits.FILTER_VALUES} can be asked for"
        )
    if any(len(value) > limits.FILTER_CHARACTERS for value in values):
        hint = "" if name == "categories" else ": a part of the name is enough"
        raise InvalidQuery(
            f"one of the {name} has more than {limits.FILTER_CHARACTERS} characters{hint}"
        )


def ids_named(text: str) -> list[str]:
    """Return the ids that ``text`` may name, likeliest first.

    That is what its address is, else itself; a link also stands for a paper that nothing but this
    link tells from others, as all of unknown sites are.

    Raises:
        InvalidQuery: it is longer than any id.
    """
    if len(text) > limits.REFERENCE_CHARACTERS:
        raise InvalidQuery(
            f"{len(text):,} characters are no id: at most {limits.REFERENCE_CHARACTERS:,} are read"
        )
    plain = text.strip()
    found = [identified(plain), *mentioned(plain)[:1]]
    found.append(hashed(plain) if re.match(_LINK, plain) else plain)
    return list(dict.fromkeys(own for own in found if own)) or [text]


def id_named(text: str) -> str:
    """Return the id that ``text`` most likely names; see :func:`ids_named`."""
    return ids_named(text)[0]
