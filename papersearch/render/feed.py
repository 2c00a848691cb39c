"""What watches caught, in every format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from papersearch.render.facts import date, notes, published, relevance, votes
from papersearch.render.markdown import escape_markdown, link
from papersearch.render.payload import Payload, paper_facts, to_json
from papersearch.render.table import beside, evidence, room_beside
from papersearch.render.terminal import Style, escape, pad, wrap
from papersearch.types.hits import Hit

if TYPE_CHECKING:
    from papersearch.following.feed import Caught, Feed
    from papersearch.types.watch import Watch

FEED_FORMATS = ("table", "markdown", "json", "atom", "html")
_LEVEL = 6


def render_feed(feed: Feed, format_: str, *, made: str, style: Style | None = None) -> str:
    """Return ``feed`` in one of ``FEED_FORMATS``; ``style`` matters to the table alone.

    ``made`` is the instant at which it is made, "2024-07-04T06:00:00Z".

    Raises:
        ValueError: there is no such format.
    """
    if format_ == "table":
        return _table(feed, style or Style())
    if format_ == "markdown":
        return _markdown(feed)
    if format_ == "json":
        return to_json(feed_payload(feed))
    if format_ == "atom":
        from papersearch.render.atom import atom

        return atom(feed, made)
    if format_ == "html":
        from papersearch.render.mail import mail

        return mail(feed)
    raise ValueError(f"no format {format_!r}: choose one of {', '.join(FEED_FORMATS)}")


def feed_payload(feed: Feed) -> Payload:
    """Return a feed as a JSON value."""
    return {
        "watches": [watch_payload(watch) for watch in feed.watches],
        "looked": feed.looked,
        "count": len(feed),
        "papers": [_caught_payload(caught) for caught in feed.caught],
    }


def watch_payload(watch: Watch) -> Payload:
    """Return a watch as a JSON value."""
    given = {
        "authors": list(watch.filters.authors),
        "min_votes": watch.filters.min_votes,
        "sections": list(watch.filters.sections),
        "categories": list(watch.filters.categories),
    }
    return {
        "name": watch.name,
        "text": watch.text,
        "min_confidence": watch.least,
        "filters": {key: value for key, value in given.items() if value not in ([], None)},
    }


def watches_table(watches: Sequence[Watch], style: Style) -> str:
    """Return a block for each watch: its name, its text, and what papers must meet."""
    blocks = []
    for watch in watches:
        lines = [watch.text] if watch.text != watch.name else []
        lines.append(", ".join([f"at least {watch.least}", *_conditions(watch)]))
        indented = [f"  {line}" for text in lines for line in wrap(escape(text), style.columns - 2)]
        blocks.append("\n".join([style.bold(escape(watch.name)), *indented]))
    return "\n".join(blocks)


def watches_json(watches: Sequence[Watch]) -> str:
    """Return the watches as one JSON object."""
    return to_json({"count": len(watches), "watches": [watch_payload(watch) for watch in watches]})


def as_hit(caught: Caught, rank: int) -> Hit:
    """Return a caught paper as a hit of the watch that is surest of it."""
    best = caught.catches[0]
    return Hit(
        rank=rank,
        paper=caught.paper,
        score=best.confidence,
        similarity=None,
        lexical=None,
        section=best.section,
        evidence=best.evidence,
        marks=best.marks,
        doubtful=caught.doubtful,
        relevance=round(100 * best.confidence, 1),
    )


def _conditions(watch: Watch) -> list[str]:
    filters = watch.filters
    least = [] if filters.min_votes is None else [f"{filters.min_votes:,} votes or more"]
    return [
        *least,
        *(f"by {author}" for author in filters.authors),
        *([f"in {' or '.join(filters.sections)}"] if filters.sections else []),
        *([f"of {' or '.join(filters.categories)}"] if filters.categories else []),
    ]


def _caught_payload(caught: Caught) -> Payload:
    return {
        **paper_facts(caught.paper),
        "arrived": caught.arrived,
        "doubtful": caught.doubtful,
        "watches": [
            {
                "name": catch.watch,
                "confidence": catch.confidence,
                "relevance": round(100 * catch.confidence, 1),
                "level": catch.level,
                "section": (
                    caught.paper.sections[catch.section].label if catch.section >= 0 else ""
                ),
                "evidence": catch.evidence,
                "marks": [list(mark) for mark in catch.marks],
            }
            for catch in caught.catches
        ],
    }


def _table(feed: Feed, style: Style) -> str:
    blocks = []
    for watch, caught in feed.by_watch():
        said = "" if watch.text == watch.name else f": {watch.text}"
        blocks.append("\n".join(map(style.mark, wrap(escape(watch.name + said), style.columns))))
        blocks += ["\n".join(_block(one, style)) for one in caught]
    return "\n\n".join(blocks)


def _block(caught: Caught, style: Style) -> list[str]:
    best = caught.catches[0]
    head = f"{pad(best.level, _LEVEL)}  {relevance(as_hit(caught, 1)):>3}  "
    room = room_beside(head, style)
    said = [style.dim(line) for note in notes(caught) for line in wrap(note, room)]
    lines = [*evidence(as_hit(caught, 1), room, style), *said]
    return beside(head, caught.paper, lines, style)


def _markdown(feed: Feed) -> str:
    lines: list[str] = []
    for watch, caught in feed.by_watch():
        lines += [*([""] if lines else []), f"## {escape_markdown(watch.name)}", ""]
        for one in caught:
            best, paper = one.catches[0], one.paper
            facts = [best.level, date(paper), votes(paper), *published(paper), *notes(one)]
            title = link(paper.title or paper.id, paper.url)
            said = ", ".join(escape_markdown(fact) for fact in facts if fact)
            lines.append(f"- **{title}** ({said})")
            if best.evidence and best.section >= 0:
                lines.append(f"  > {escape_markdown(best.evidence)}")
    return "\n".join(lines)
