"""The authors of a record: a list of names, of records, or one text, in any of the usual orders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from papersearch.digest import literals
from papersearch.digest.records.layers import unwrapped

_NAMES = (
    "name",
    "fullname",
    "full name",
    "full_name",
    "display_name",
    "displayName",
    "text",
    "literal",
)
_GIVEN = (
    "given",
    "first",
    "firstName",
    "first_name",
    "firstname",
    "forename",
    "forenames",
    "given_name",
)
_FAMILY = (
    "family",
    "last",
    "lastName",
    "last_name",
    "lastname",
    "keyname",
    "family_name",
    "surname",
)
_WITHIN = ("author", "person", "user")
_CUT = re.compile(
    r"(?:\+\s?\d{1,4}.{0,30}|et\.? al\.?.{0,20}|\.{2,4}|…|(?:and )?\d{1,4} (?:more|others?)\b"
    r".{0,40}|and (?:more|others)|others|等.{0,6}|외\s?\d{0,4}\s?[명인]?|他\d{0,4}名?)",
    re.IGNORECASE,
)
_ENDS_CUT = re.compile(
    r",?\s{0,4}(?:\bet\.? ?al\.?|等人?|외\s?\d{1,4}\s?[명인]|…|\.{3})\s?$", re.IGNORECASE
)
_AND = re.compile(r"\s(?:and|&|und|y|et)\s", re.IGNORECASE)
_PARTS = re.compile(r"[,，、;；|\n]|\s[·•]\s")
_INITIALS = re.compile(r"(?:[A-Z]\.?[\s-]?){1,4}")
_PARTICLES = frozenset("van von de der den del della di da dos la le el al bin ten ter".split())
_PLACE = re.compile(
    r"\b(?:universit|institut|laborator|college|school|academy|inc\b|ltd\b|research|department)",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[([^\[\]\n]{1,100})\]\([^()\[\]\n]{0,400}\)")


def authors(value: Any) -> tuple[tuple[str, ...], bool]:
    """Return the names in a value, each once, and whether there are more than it lists."""
    if isinstance(value, str):
        names, cut = of_text(value)
        return tuple(dict.fromkeys(names)), cut
    items = _items(value)
    if len(items) == 1 and isinstance(items[0], str):
        return authors(items[0])
    found: dict[str, None] = {}
    cut = False
    for item in items:
        name = " ".join(_name(item).split())
        name, ends = _uncut(name)
        cut = cut or ends
        if name:
            found[name] = None
    return tuple(found), cut


def _items(value: Any) -> list[Any]:
    """Return the items of a list of authors, also of one that holds it under a name."""
    for _ in range(3):
        if not isinstance(value, dict) or any(key in value for key in (*_NAMES, *_FAMILY)):
            break
        inner = next((value[key] for key in _WITHIN if key in value), None)
        value = next(iter(value.values()), None) if inner is None and len(value) == 1 else inner
    return value if isinstance(value, list) else [value] if value else []


def _name(item: Any) -> str:
    """Return the name that an item of a list of authors is or has."""
    item = unwrapped(item)
    if isinstance(item, str):
        return turned(item) if item.count(",") == 1 and not _PLACE.search(item) else item
    if isinstance(item, list):  # of family name, given name, and what follows these
        parts = [part for part in item if isinstance(part, str)]
        return " ".join([*parts[1:2], *parts[:1], *parts[2:3]])
    if not isinstance(item, Mapping) or item.get("hidden") is True:
        return ""
    for key in _NAMES:
        if isinstance(name := unwrapped(item.get(key)), str) and name.strip():
            return turned(name) if name.count(",") == 1 else name
    given = next((item[key] for key in _GIVEN if isinstance(item.get(key), str)), "")
    family = next((item[key] for key in _FAMILY if isinstance(item.get(key), str)), "")
    if given or family:
        return f"{given} {family}"
    inner = next((item[key] for key in _WITHIN if isinstance(item.get(key), dict)), None)
    return _name({**inner, "author": None}) if inner else ""


def of_text(text: str) -> tuple[list[str], bool]:
    """Return the names that a text lists, and whether it says that there are more."""
    text = text.strip()
    if (listed := literals.lines(text)) is not None:
        names, cut = authors(listed)
        return list(names), cut
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    text, cut = _uncut(text.strip("[]").strip())
    kept = []
    for name in _parted(text):
        name, ends = _uncut(" ".join(name.strip(" \t'\"*").split()))
        cut = cut or ends
        if name and name not in ("-", "–", "—"):
            kept.append(name)
    return kept, cut


def _uncut(name: str) -> tuple[str, bool]:
    """Return a name or a list without "et al." and its like, and whether it had one."""
    if _CUT.fullmatch(name):
        return "", True
    if found := _ENDS_CUT.search(name[-40:]):
        return name[: len(name) - len(name[-40:]) + found.start()].rstrip(" ,"), True
    return name, False


def _parted(text: str) -> list[str]:
    """Return the parts of a list of names, given names first."""
    if ";" in text or "；" in text:
        parts = [part.strip() for part in re.split("[;；]", text) if part.strip()]
        return _of_pairs(parts)
    parts = [part.strip() for part in _AND.split(f" {text} ") if part.strip()]
    if parts and all(part.count(",") == 1 for part in parts) and _are_turned(parts):
        return [turned(part) for part in parts]
    names = [own for part in parts for name in _PARTS.split(part) if (own := name.strip(" ,"))]
    names = [name[4:] if name.lower().startswith("and ") else name for name in names]
    initials = sum(bool(_INITIALS.fullmatch(name)) for name in names)
    if len(names) > 1 and initials * 2 >= len(names) and len(names) % 2 == 0:
        return [f"{names[at + 1]} {names[at]}" for at in range(0, len(names), 2)]
    return names


def _of_pairs(parts: list[str]) -> list[str]:
    """Return the names of "One, Ada; Two, Ben", or of "Ada One, Affiliation; Ben Two"."""
    with_comma = [part for part in parts if "," in part]
    if with_comma and _are_turned(with_comma):
        return [turned(part) if part.count(",") == 1 else part for part in parts]
    return [part.split(",")[0].strip() for part in parts]


def _are_turned(parts: list[str]) -> bool:
    """Whether most names have the family name, one word, before their comma."""
    words = [part.split(",")[0].split() for part in parts]
    single = sum(len(own) < 2 or own[0].lower() in _PARTICLES for own in words)
    return single * 2 > len(words)


def turned(name: str) -> str:
    """Return "One, Ada" as "Ada One"."""
    family, _, given = name.partition(",")
    return f"{given.strip()} {family.strip()}".strip()
