"""The papers by time: a calendar with counts, and weeks and months by topics."""

from __future__ import annotations

import calendar
import dataclasses
import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from papersearch.api.paper_index import PaperIndex
from papersearch.atlas.days import Period
from papersearch.server.engine import Engine
from papersearch.types.dates import iso_day
from papersearch.types.query import Filters
from papersearch.web.answers import html
from papersearch.web.form import Form, form_of
from papersearch.web.own import owned
from papersearch.web.questions import FILTERS, Parameters
from papersearch.web.views import Card, cards
from papersearch.web.visits import Visit

OF_A_TOPIC = 6
"""Papers of a topic that a week or a month shows."""

LEVELS = 4
"""Shades of a calendar: from few papers to many."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A day or a month of a calendar: how many papers it has, and its shade, 0 for none."""

    name: str
    count: int
    level: int


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """One month in weeks, whose days outside of it are None, and every year in months.

    ``month`` is as "2024-07", ``older`` and ``newer`` the nearest ones with papers; all are "" in
    an index without days.
    """

    month: str = ""
    older: str = ""
    newer: str = ""
    count: int = 0
    weeks: Sequence[Sequence[Cell | None]] = ()
    years: Mapping[str, Sequence[Cell]] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a period: its words, how many papers it has, and the first of these."""

    words: tuple[str, ...]
    count: int
    cards: Sequence[Card]


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """A week or a month, by ``kind``, and its topics."""

    kind: str
    period: Period
    topics: Sequence[Topic]


def routes(engine: Engine) -> list[Route]:
    """Return the routes of the calendar, of weeks and of months."""

    async def months(request: Request) -> Response:
        form, month = _form(request, "/calendar"), request.query_params.get("month", "")
        filters = _filters(form)
        found = await engine.run(lambda index: calendar_of(index, month, filters))
        return html(request, "calendar.html", form=form, page=found)

    def period(kind: str) -> Callable[[Request], object]:
        async def answer(request: Request) -> Response:
            form, since = _form(request, f"/{kind}"), Visit.of(request.headers).since
            day, filters = request.query_params.get("day", ""), _filters(form)
            found = await engine.run(lambda index: period_of(index, kind, day, filters, since))
            return html(request, "period.html", form=form, page=found)

        return answer

    return [
        Route("/calendar", months),
        Route("/week", period("week")),
        Route("/month", period("month")),
    ]


def calendar_of(index: PaperIndex, month: str, filters: Filters) -> CalendarPage:
    """Return the calendar of a month, by default of the newest one that has papers.

    Raises:
        InvalidQuery: it is no month.
    """
    days = index.atlas.calendar(filters=filters)
    months: dict[str, int] = {}
    for day, count in days.items():
        months[day[:7]] = months.get(day[:7], 0) + count
    chosen = iso_day(month)[:7] if month else max(months, default="")
    if not chosen:
        return CalendarPage()
    most = max(days.values(), default=1)
    year, number = map(int, chosen.split("-"))
    return CalendarPage(
        chosen,
        max((own for own in months if own < chosen), default=""),
        min((own for own in months if own > chosen), default=""),
        months.get(chosen, 0),
        [
            [_cell(f"{chosen}-{day:02}", days, most) if day else None for day in week]
            for week in calendar.Calendar().monthdayscalendar(year, number)
        ],
        _years(months),
    )


def _years(months: Mapping[str, int]) -> dict[str, list[Cell]]:
    """Return the months of every year that has papers, the newest year first."""
    most = max(months.values(), default=1)
    return {
        year: [_cell(f"{year}-{number:02}", months, most) for number in range(1, 13)]
        for year in sorted({month[:4] for month in months}, reverse=True)
    }


def _cell(name: str, counts: Mapping[str, int], most: int) -> Cell:
    count = counts.get(name, 0)
    return Cell(name, count, -(-count * LEVELS // most))


def period_of(index: PaperIndex, kind: str, day: str, filters: Filters, since: str) -> PeriodPage:
    """Return a week or a month with the most voted papers of each topic.

    Raises:
        InvalidQuery: ``day`` is no day.
    """
    ask = index.week if kind == "week" else index.month
    found = ask(day, filters=filters, k=OF_A_TOPIC)
    topics = [
        Topic(own.words, own.count, owned(index, cards(own.papers, frozenset()), since))
        for own in found.topics
    ]
    return PeriodPage(kind, found, topics)


def _form(request: Request, path: str) -> Form:
    """Return the form of a page of time, which has no question and no days of its own."""
    form = form_of(request)
    kept = {name: value for name, value in form.values.items() if name in dict(form.filters)}
    return dataclasses.replace(form, values=kept).at(path, [])


def _filters(form: Form) -> Filters:
    return Parameters(form.pairs, FILTERS).filters(datetime.date.today())
