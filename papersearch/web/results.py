"""What the page shows below its form: the papers of a day, of a question, or like others."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from papersearch.api.paper_index import PaperIndex
from papersearch.embedding.reranker import Reranker
from papersearch.errors import InvalidWatch
from papersearch.following.watches import name_for
from papersearch.types.query import Query
from papersearch.types.watch import Watch
from papersearch.web.form import ALIKE, SEARCH, Form
from papersearch.web.questions import DEEPEST, FILTERS, Alike, OneDay, Parameters
from papersearch.web.views import Card, beginnings, cards

BESIDE, ALIKE_PAGE, UNDATED = 5, 20, 30
_SIMILAR = (*ALIKE, *FILTERS, "k", "offset")


@dataclass(frozen=True, slots=True)
class Day:
    """A day, how many papers it has, and the nearest days that have some, "" for none."""

    day: str
    older: str
    newer: str
    papers: int


@dataclass(frozen=True, slots=True)
class Results:
    """What stands below the form. ``papers`` counts the index; ``next`` is an offset or 0.

    ``end`` is how many papers there are, from the first of all, up to the last that stands out.
    ``asked`` is the watch that a question can become, and ``watched`` says that there is one.
    ``read_as`` are words that were read as others, each with what it was read as, ``offered`` such
    that others may be meant by, ``as_text`` what was read as text and looks like a condition,
    ``read_characters`` of how many characters the meaning was read where not of all.

    The papers are those of ``day``, or like ``subjects`` and unlike ``others``. A ``problem`` is
    said in the language of the page, with what only its English says.
    """

    cards: list[Card]
    papers: int = 0
    offset: int = 0
    next: int = 0
    verdict: str = ""
    confidence: float | None = None
    filtered: bool = False
    end: int = 0
    read_as: Sequence[tuple[str, str]] = ()
    offered: Sequence[tuple[str, str]] = ()
    as_text: Sequence[str] = ()
    read_characters: int | None = None
    day: Day | None = None
    subjects: list[Card] = field(default_factory=list)
    others: list[Card] = field(default_factory=list)
    problem: tuple[str, str] | None = None
    asked: Watch | None = None
    watched: bool = False


def results_of(index: PaperIndex, form: Form, reranker: Reranker | None) -> Results:
    """Return what a form asks for; without question and filters the papers of the newest day."""
    today = datetime.date.today()
    given = Parameters(form.pairs, SEARCH, DEEPEST)
    if not form["q"] and (form["day"] or not form.is_narrowed):
        return _of_day(index, given.day())
    question = given.question(today)
    answer, more = question.ask(index, reranker)
    return Results(
        cards(answer, index.wanted_tokens(form["q"]) if form["q"] else frozenset()),
        papers=len(index),
        asked=watch_of(question.query),
        offset=question.part.offset,
        next=question.part.offset + len(answer) if more else 0,
        verdict=answer.verdict,
        confidence=answer.confidence,
        filtered=answer.filtered,
        end=answer.end,
        read_as=answer.read_as,
        offered=answer.offered,
        as_text=answer.as_text,
        read_characters=answer.read_characters,
    )


def watch_of(query: Query) -> Watch | None:
    """Return the watch of a search: its words and what papers must meet, but for the days.

    None where it has no words, or signs, which mean nothing to a watch.
    """
    if not query.words or any(query.says):
        return None
    filters = dataclasses.replace(query.filters, since="", until="")
    try:
        return Watch(name_for(query.text), query.words, filters=filters)
    except InvalidWatch:  # it holds what no name may
        return None


def _of_day(index: PaperIndex, asked: OneDay) -> Results:
    found, more = asked.ask(index)
    offset = asked.part.offset
    shown = cards(found.papers, frozenset())
    if not found.day:  # no paper has one
        shown = beginnings(index.newest(UNDATED))
    return Results(
        shown,
        papers=len(index),
        offset=offset,
        next=offset + len(found.papers) if more else 0,
        day=Day(found.day, found.older, found.newer, found.count),
    )


def alike_of(form: Form, paper_id: str) -> Alike:
    """Return which papers the page of papers like one asks for.

    Raises:
        InvalidQuery: something about it is not right.
    """
    pairs = [own for own in form.pairs if own[0] in _SIMILAR]
    return Parameters(pairs, _SIMILAR, DEEPEST).alike(
        datetime.date.today(), paper_id, count=ALIKE_PAGE
    )


def similar_of(index: PaperIndex, asked: Alike) -> Results:
    """Return the papers that are like some, with those."""
    subjects, others = (
        list({paper.id: paper for paper in map(index.paper, given)}.values())
        for given in (asked.liked, asked.disliked)
    )
    found = asked.ask(index)
    hits, more = asked.part.of(found)
    tokens = index.wanted_tokens(" ".join(own.title for own in subjects))
    about, apart = map(beginnings, (subjects, others))
    return Results(
        cards(hits, tokens),
        papers=len(index),
        offset=asked.part.offset,
        next=asked.part.offset + len(hits) if more else 0,
        end=found.end,
        subjects=about,
        others=apart,
    )
