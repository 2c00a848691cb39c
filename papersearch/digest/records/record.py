"""One record of any schema into an entry, by what its keys mean."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any

from papersearch.digest import fields
from papersearch.digest.bounds import within_limits
from papersearch.digest.records import authors, dates
from papersearch.digest.records.html import inline
from papersearch.digest.records.identity import NUMBERED, Identity, address
from papersearch.digest.records.layers import Layers, leaves, unwrapped
from papersearch.digest.records.sections import sections
from papersearch.types.paper import Entry

_VIDEO_SUFFIXES = (".mp4", ".webm", ".mov", ".m4v")
_TYPES = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
_CLASS = r"[a-z-]{2,10}(?:\.[A-Za-z-]{2,12})?"
_ARXIV_CLASSES = re.compile(rf"{_CLASS}(?:[\s,;]{{1,3}}{_CLASS}){{0,40}}")
_ACCEPTED = re.compile(
    r"accept|appear|publish|proceeding|conference|journal|workshop|transactions|in press|oral|"
    r"poster|"
    r"\b[A-Z]{3,}[A-Za-z]*\W{0,2}(?:20)?\d\d\b|录用|接收|发表|採択|게재",
)
_NO_VENUE = re.compile(r"(?i)arxiv|corr\b|abs/|n/?a\b|none\b")
_FULL_STOP = re.compile(r"\s[^\W\d_]{3,30}\.$")
_SHORT = 300
_CATEGORIES = 50
_ANNOUNCED = 31  # days within which a paper is announced after it was submitted


@dataclass(frozen=True, slots=True)
class Days:
    """What tells the day of a record besides itself: of the list, and of the file around it.

    ``seen`` is when a list without days was seen, which counts where nothing else says a day.
    """

    listed: str = ""
    file: str = ""
    last: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a record: its entry, what is wrong with it, and whether only a title was."""

    entry: Entry
    wrong: list[str]
    bare: bool


def title(layers: Layers, key: str = "") -> str:
    """Return the title of a record, ``key`` being what it stands under."""
    for _, value in layers.values("title"):
        for text in leaves(value):
            if plain := inline(text):
                return _tidied(plain)
    translated = (inline(text) for _, text in layers.texts("own title"))
    return next((text for text in translated if text), "") or key


def _tidied(plain: str) -> str:
    """Return a title without the number in front and the full stop behind its last word."""
    if plain[:1] in "[0123456789aA" and (found := NUMBERED.match(plain)):
        plain = plain[found.end() :] or plain
    return plain[:-1] if _FULL_STOP.search(plain[-40:]) else plain


def read(layers: Layers, identity: Identity, name: str, days: Days) -> Read:
    """Return what a record says of the paper that ``identity`` and the title ``name`` tell."""
    wrong: list[str] = []
    by, cut = _authors(layers, wrong)
    image, video = _media(layers)
    entry = Entry(
        id=identity.settled(name),
        title=name,
        sections=sections(layers, name),
        day=day(layers, days),
        authors=by,
        authors_cut=cut,
        votes=_votes(layers, wrong),
        url=identity.url,
        thumbnail=image,
        video=video,
        code=_code(layers),
        categories=_categories(layers),
        venue=_venue(layers),
    )
    bounded, more = within_limits(entry)
    bare = not (entry.sections or entry.authors or identity.url or identity.named)
    return Read(bounded, wrong + more, bare)


def day(layers: Layers, days: Days) -> str:
    """Return the day: of the list, of the file, then of the paper, where outer is nearer."""
    for _, value in layers.values("listed"):
        if found := dates.day(value):
            return found
    if days.listed or days.file:
        return days.listed or days.file
    own = list(layers.values("day"))
    for _, value in own[::-1] if layers.wrapped else own:
        if found := dates.day(value):
            return found
    updated = (dates.day(value) for _, value in layers.values("updated"))
    last = days.last or next((found for found in updated if found), "")
    return _first_version(layers, last) if last else days.seen


def _first_version(layers: Layers, last: str) -> str:
    """Return the day of the first of several versions, if it is long before the last change."""
    versions = next((value for name, value in layers.own if name == "versions"), None)
    first = versions[0] if type(versions) is list and versions else None
    made = dates.day(first.get("created")) if type(first) is dict else ""
    return made if made and made[:7] < last[:7] and _days(made, last) > _ANNOUNCED else last


def _days(first: str, last: str) -> int:
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days


def _authors(layers: Layers, wrong: list[str]) -> tuple[tuple[str, ...], bool]:
    """Return the names: those of all go before the first one, lists before texts, full names."""
    given = layers.values("authors")
    if len(given) > 1:
        given = sorted(given, key=_fullness)
    for name, value in given:
        if not isinstance(value, str | list | dict):
            wrong.append(f"'{name}' is {_kind(value)} instead of names: mend the record")
            continue
        names, cut = authors.authors(value)
        if names or cut:
            return names, cut or name.startswith("first")
    return (), False


def _fullness(pair: tuple[str, Any]) -> tuple[bool, bool, bool]:
    return "first" in pair[0], not isinstance(pair[1], list | dict), "full" not in pair[0]


def _votes(layers: Layers, wrong: list[str]) -> int | None:
    for name, value in layers.values("votes"):
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, dict | list):
            continue
        try:
            if (count := fields.votes(str(value))) is not None:
                return count
        except ValueError:
            wrong.append(f"'{name}' is {_kind(value)} instead of a whole number: mend the record")
    return None


def _kind(value: object) -> str:
    return _TYPES.get(type(value)) or f"{value}"[:40]


def _media(layers: Layers) -> tuple[str, str]:
    """Return the addresses of the picture and of the video."""
    if "image" not in layers.known and "video" not in layers.known:
        return "", ""
    given = [own for _, text in layers.texts("image") if (own := address(text))]
    images = [own for own in given if not own.lower().endswith(_VIDEO_SUFFIXES)]
    videos = [own for _, text in layers.texts("video") if (own := address(text))]
    videos += [own for own in given if own not in images]
    return next(iter(images), ""), next(iter(videos), "")


def _code(layers: Layers) -> str:
    return next((own for _, text in layers.texts("code") if (own := address(text))), "")


def _categories(layers: Layers) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for _, value in layers.values("categories"):
        for text in _names(value):
            plain = " ".join(text.split())
            parts = re.split(r"[\s,;]+", plain) if _ARXIV_CLASSES.fullmatch(plain) else None
            for own in parts if parts and "." in plain else re.split(r"\s?[,;|、，]\s?", plain):
                if own and len(own) < 100 and "://" not in own:
                    found[own] = None
    return tuple(found)[:_CATEGORIES]


def _venue(layers: Layers) -> str:
    places = [pair for pair in layers.values("url") if type(pair[1]) is dict]
    for name, value in [*layers.values("venue"), *places]:
        for text in _names(value)[:1]:
            plain = inline(text)
            is_remark = name in ("comment", "comments", "备注", "note", "notes")
            if _NO_VENUE.match(plain):
                continue
            if plain and len(plain) < _SHORT and (not is_remark or _ACCEPTED.search(plain)):
                return plain
    return ""


def _names(value: Any) -> list[str]:
    """Return the texts of a value that names things: of objects only their names."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        for key in ("name", "display_name", "term", "title", "label", "domain", "raw"):
            if isinstance(own := unwrapped(value.get(key)), str):
                return [own]
        return []
    if isinstance(value, list):
        return [text for own in value[:_CATEGORIES] for text in _names(own)]
    return []
