"""A day, and a week or a month by topics, for people and programs."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from papersearch.render.hits import render_hits
from papersearch.render.markdown import escape_markdown, hits_markdown
from papersearch.render.payload import day_payload, hit_payload, to_json
from papersearch.render.table import table
from papersearch.render.terminal import Style, escape

if TYPE_CHECKING:
    from papersearch.atlas.days import Day, Group, Period

PERIOD_FORMATS = ("table", "json", "markdown", "ids")


def render_day(found: Day, format_: str, *, style: Style | None = None) -> str:
    """Return a day in one of the formats of hits; ``style`` matters to the table alone.

    Raises:
        ValueError: there is no such format.
    """
    style = style or Style()
    if format_ == "table":
        head = style.bold(f"{_written(found.day)}: {_papers(found.count)}") if found.day else ""
        beside = style.dim(_beside(found.older, found.newer))
        return "\n\n".join(filter(None, [head, table(found.papers, style), beside]))
    if format_ == "json":
        return to_json(day_payload(found))
    if format_ == "markdown":
        head = f"# {found.day}\n\n" if len(found.papers) else ""
        return f"{head}{hits_markdown(found.papers)}"
    return render_hits(found.papers, format_, style=style)


def render_period(found: Period, format_: str, *, style: Style | None = None) -> str:
    """Return a week or a month in one of ``PERIOD_FORMATS``; ``style`` matters to the table alone.

    Raises:
        ValueError: there is no such format.
    """
    style = style or Style()
    if format_ == "table":
        span = " to ".join(map(_written, filter(None, [found.first, found.last])))
        head = style.bold(f"{span}: {_papers(found.count)}") if span else ""
        groups = [f"{style.bold(_name(own))}\n\n{table(own.papers, style)}" for own in found.topics]
        beside = style.dim(_beside(found.older, found.newer))
        return "\n\n".join(filter(None, [head, *groups, beside]))
    if format_ == "json":
        return to_json(
            {
                "first": found.first,
                "last": found.last,
                "older": found.older,
                "newer": found.newer,
                "papers": found.count,
                "topics": [
                    {
                        "words": list(own.words),
                        "papers": own.count,
                        "hits": [hit_payload(hit) for hit in own.papers],
                    }
                    for own in found.topics
                ],
            }
        )
    if format_ == "markdown":
        parts = [
            f"## {escape_markdown(_name(own))}\n\n{hits_markdown(own.papers)}"
            for own in found.topics
        ]
        return "\n\n".join([f"# {found.first} to {found.last}", *parts]) if parts else ""
    if format_ == "ids":
        return "".join(render_hits(own.papers, "ids") for own in found.topics)
    raise ValueError(f"no format {format_!r}: choose one of {', '.join(PERIOD_FORMATS)}")


def _name(own: Group) -> str:
    """Return the words of a topic, and how many papers it has beyond those that are shown."""
    words = " · ".join(map(escape, own.words)) or "All topics"
    more = own.count - len(own.papers)
    return f"{words} ({own.count:,}{f', {more:,} more' if more else ''})"


def _written(day: str) -> str:
    """Return a day with its weekday."""
    return f"{datetime.date.fromisoformat(day):%A} {day}"


def _papers(count: int) -> str:
    return f"{count:,} paper{'' if count == 1 else 's'}"


def _beside(older: str, newer: str) -> str:
    sides = [f"older: {older}" if older else "", f"newer: {newer}" if newer else ""]
    return "  ".join(filter(None, sides))
