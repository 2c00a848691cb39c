"""A map as a page: one file that works offline, to zoom, search, play and choose from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from papersearch.atlas.shares import in_a_row
from papersearch.render.bibliography import bibtex_entries
from papersearch.render.hits import csv_rows
from papersearch.render.payload import paper_facts
from papersearch.render.pictures.colours import HUES, STEPS, UNKNOWN
from papersearch.render.pictures.map_words import words_in
from papersearch.render.pictures.page import asset, digest, filled, packed, text
from papersearch.render.terminal import escape
from papersearch.text.tokens import sentences

if TYPE_CHECKING:
    from papersearch.atlas.types import Atlas, Place, Topic
    from papersearch.types.paper import Paper

_SCRIPTS = ("start", "view", "labels", "draw", "card", "search", "time", "hands")
_SPAN = 10_000  # the places' unit in whole numbers, which take less room
_SUMMARY = 240  # characters
_COLUMNS = ("id", "title", "authors", "date", "votes", "url")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a map is shown: in which language, and what it links to.

    ``page`` returns the address of a paper's page, "" for the paper's own; ``places`` are other
    pages, each a name, its address and its language. ``theme`` is "light", "dark", or "auto".
    """

    language: str = "en"
    page: Callable[[Paper], str] = lambda _paper: ""
    places: tuple[tuple[str, str, str], ...] = ()
    note: str = ""
    theme: str = "auto"


def map_page(atlas: Atlas, colour: str = "field", setting: Setting = Setting()) -> str:
    """Return the HTML of a map, coloured at first by "field", "date" or "votes"."""
    words = words_in(setting.language)
    parts = {f"W_{key.upper()}": text(said) for key, said in words.items()}
    parts |= {
        "LANGUAGE": setting.language,
        "POLICY": policy(),
        "TITLE": words["title"].format(papers=f"{len(atlas.places):,}"),
        "SAID": text(" · ".join(filter(None, (said(atlas, setting.language), setting.note)))),
        "PLACES": _places(setting),
        "GROUPS": "".join(map(_group, atlas.topics)),
        "STYLE": asset("map.css"),
        "SCRIPT": script(),
        "DATA": packed(
            {"colour": colour, "theme": setting.theme, "words": words, **_data(atlas, setting)}
        ),
    }
    return filled(asset("map.html"), parts)


def policy() -> str:
    """Return the content security policy of the page, which lets our script and style run."""
    return (
        f"default-src 'none'; script-src '{digest(script())}'; "
        f"style-src '{digest(asset('map.css'))}'; base-uri 'none'; form-action 'none'"
    )


def script() -> str:
    """Return the script of the page, whose parts share one scope."""
    parts = "\n".join(asset(f"map_{name}.js") for name in _SCRIPTS)
    return f'"use strict";\n(async () => {{\n{parts}}})();\n'


def said(atlas: Atlas, language: str = "en") -> str:
    """Return from when to when the papers are, and of how many they are a sample."""
    words = words_in(language)
    days = sorted(day for place in atlas.places for day in place.paper.days)
    between = words["days"].format(first=days[0], last=days[-1]) if days else ""
    many = atlas.found > len(atlas.places)
    sample = words["sample"].format(papers=f"{atlas.found:,}") if many else ""
    return ", ".join(part for part in (between, sample) if part)


def _places(setting: Setting) -> str:
    links = "".join(
        f'<a href="{text(address)}" lang="{language}">{text(name)}</a> '
        for name, address, language in setting.places
    )
    return f'<nav id="places">{links}</nav>' if links else ""


def _group(topic: Topic) -> str:
    return f"<li>{text(topic.name)} <small>{topic.size:,}</small></li>"


def _data(atlas: Atlas, setting: Setting) -> dict[str, Any]:
    bare = [replace(place.paper, sections=()) for place in atlas.places]
    entries = bibtex_entries(bare)
    return {
        "span": _SPAN,
        "hues": HUES,
        "steps": STEPS,
        "unknown": UNKNOWN,
        "csv": csv_rows(_COLUMNS, ()),
        "papers": [
            _place(place, entry, setting.page(place.paper))
            for place, entry in zip(atlas.places, entries, strict=True)
        ],
        "months": in_a_row(own.days[-1][:7] for own in bare if own.days),
        "topics": [_topic(topic) for topic in atlas.topics],
        "fields": [_topic(field) for field in atlas.fields],
    }


def _place(place: Place, entry: str, page: str) -> dict[str, Any]:
    paper = place.paper
    return {
        "id": escape(paper.id),
        "x": round(place.x * _SPAN),
        "y": round(place.y * _SPAN),
        "topic": place.topic,
        "title": escape(paper.title) or escape(paper.id),
        "authors": [escape(author) for author in paper.authors],
        "date": paper.days[-1] if paper.days else "",
        "votes": paper.votes,
        "url": escape(paper.url),
        "page": page,
        "summary": _summary(paper),
        "doubtful": place.doubtful,
        "bibtex": entry,
        "csv": csv_rows(_COLUMNS, [paper_facts(paper)]).removeprefix(csv_rows(_COLUMNS, ())),
    }


def _summary(paper: Paper) -> str:
    """Return how a summary begins: whole sentences, as many as a card has room for."""
    begun = ""
    for sentence in sentences(paper.sections[0].text[: 4 * _SUMMARY]) if paper.sections else ():
        if begun and len(begun) + len(sentence) > _SUMMARY:
            break
        begun = f"{begun} {sentence}".strip()
    return escape(begun if len(begun) <= _SUMMARY else begun[: _SUMMARY - 1] + "…")


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "words": [escape(word) for word in topic.words],
        "size": topic.size,
        "field": topic.field,
        "x": round(topic.x * _SPAN),
        "y": round(topic.y * _SPAN),
    }
