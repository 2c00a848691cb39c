"""A map as a page: one file that works offline, to zoom, search and click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from papersearch.render.pictures.colours import HUES, STEPS, UNKNOWN
from papersearch.render.pictures.page import asset, digest, embedded, filled, text
from papersearch.render.terminal import escape

if TYPE_CHECKING:
    from papersearch.atlas.types import Atlas, Place, Topic

_SPAN = 10_000  # the places' unit in whole numbers, which take less room


def map_page(atlas: Atlas, colour: str = "field") -> str:
    """Return the HTML of a map, coloured at first by "field", "date" or "votes"."""
    script, style = asset("map.js"), asset("map.css")
    parts = {
        "TITLE": f"{len(atlas.places):,} papers",
        "HEADING": f"{len(atlas.places):,} papers",
        "SAID": text(said(atlas)),
        "STYLE": style,
        "STYLE_HASH": digest(style),
        "SCRIPT": script,
        "SCRIPT_HASH": digest(script),
        "DATA": embedded({"colour": colour, **_data(atlas)}),
    }
    return filled(asset("map.html"), parts)


def said(atlas: Atlas) -> str:
    """Return from when to when the papers are, and of how many they are a sample."""
    days = sorted(day for place in atlas.places for day in place.paper.days)
    between = f"{days[0]} to {days[-1]}" if days else ""
    sample = f"a sample of {atlas.found:,}" if atlas.found > len(atlas.places) else ""
    return ", ".join(part for part in (between, sample) if part)


def _data(atlas: Atlas) -> dict[str, Any]:
    return {
        "span": _SPAN,
        "hues": HUES,
        "steps": STEPS,
        "unknown": UNKNOWN,
        "papers": [_place(place) for place in atlas.places],
        "topics": [_topic(topic) for topic in atlas.topics],
        "fields": [_topic(field) for field in atlas.fields],
    }


def _place(place: Place) -> dict[str, Any]:
    paper = place.paper
    return {
        "x": round(place.x * _SPAN),
        "y": round(place.y * _SPAN),
        "topic": place.topic,
        "title": escape(paper.title) or escape(paper.id),
        "authors": [escape(author) for author in paper.authors],
        "date": paper.days[-1] if paper.days else "",
        "votes": paper.votes,
        "url": escape(paper.url),
        "doubtful": place.doubtful,
    }


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "words": [escape(word) for word in topic.words],
        "size": topic.size,
        "field": topic.field,
        "x": round(topic.x * _SPAN),
        "y": round(topic.y * _SPAN),
    }
