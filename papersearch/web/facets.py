"""How papers spread over months, authors and so on, each value a filter to go on with."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from papersearch.server.engine import Engine
from papersearch.types.facets import Counts, Facets
from papersearch.web.answers import html, part_of
from papersearch.web.form import SEARCH, Form, form_of
from papersearch.web.questions import Parameters


@dataclass(frozen=True, slots=True)
class Value:
    """A value, the address of the papers that have it, "" where there is none, and how many."""

    name: str
    address: str
    count: int


def routes(engine: Engine) -> list[Route]:
    """Return the route of the counts."""

    async def counts(request: Request) -> Response:
        form = form_of(request).at("/", [])
        asked = Parameters(form.pairs, SEARCH).counted(datetime.date.today())
        found = await engine.run(asked.ask)
        name = "counts.html" if part_of(request) == "facets" else "facets.html"
        return html(request, name, form=form, facets=_shown(found, form), papers=found.papers)

    return [Route("/facets", counts)]


def _shown(found: Facets, form: Form) -> list[tuple[str, Sequence[Value]]]:
    """Return the values of each kind that has some, the newest months first."""

    def leading(**filters: str) -> str:
        return form.address("/", keep=True, k="", offset="", day="", **filters)

    ways: Mapping[str, tuple[Counts, Callable[[str], tuple[str, str]]]] = {
        "month": (found.months[::-1], lambda own: (own, leading(**_days(own)))),
        "section": (found.sections, lambda own: (own, leading(section=own))),
        "author": (found.authors, lambda own: (own, leading(author=f"={own}"))),
        "category": (found.categories, lambda own: (own, leading(category=own))),
        "source": (found.sources, lambda own: (PurePath(own).name or own, "")),
    }
    return [
        (kind, [Value(*way(own), count) for own, count in values])
        for kind, (values, way) in ways.items()
        if values
    ]


def _days(month: str) -> dict[str, str]:
    """Return the filters of a month."""
    year, number = map(int, month.split("-"))
    last = calendar.monthrange(year, number)[1]
    return {"since": f"{month}-01", "until": f"{month}-{last}", "last": ""}
