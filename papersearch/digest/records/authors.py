"""The authors of a record: a list of names, of records, or one text, in any of the usual orders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from papersearch.digest import people
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
_AND = re.compile(r"\s(?:and|&)\s|,\s?(?:and|&)\s", re.IGNORECASE)
_ODD = re.compile(
    r"[^\w\s.'’-]|\.\.|\d|\b(?:al|others?|more|and|coll|outros|otros)\b|等|ほか|他|외",
    re.IGNORECASE,
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff가-힣]")
_INITIALS = re.compile(r"(?:[A-Z]\.[\s-]?){1,4}")
_PLACE = re.compile(
    r"\b(?:universit|institut|laborator|college|school|academy|inc\b|ltd\b|research|department)",
    re.IGNORECASE,
)


def authors(value: Any) -> tuple[tuple[str, ...], bool]:
    """Return the names in a value, each once, and whether there are more than it lists."""
    if isinstance(value, str):
        return of_text(value)
    items = _items(value)
    if len(items) == 1 and isinstance(items[0], str):
        return of_text(items[0])
    found: dict[str, None] = {}
    cut = False
    for item in items:
        name = " ".join(_name(item).split())
        if _ODD.search(name):
            names, more = people.authors(name)
            name, cut = " ".join(names), cut or more
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


def of_text(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the names that a text lists, and whether it says that there are more."""
    if "[[" in text:
        return people.authors(text)
    if "\n" in text:
        text = ", ".join(line.strip(" ,;") for line in text.splitlines() if line.strip(" ,;"))
    if ";" in text:
        text = _without_places(text)
    elif "," in text:
        parts = [part.strip() for part in _AND.sub(", ", text).split(",") if part.strip()]
        if len(parts) == 2 and not any(" " in part or _CJK.search(part) for part in parts):
            return (f"{parts[1]} {parts[0]}",), False
        if len(parts) % 2 == 0 and all(map(_INITIALS.fullmatch, parts[1::2])):
            pairs = zip(parts[::2], parts[1::2], strict=True)
            return tuple(f"{given} {family}" for family, given in pairs), False
    return people.authors(text)


def _without_places(text: str) -> str:
    """Return "Ada One, Some Place; Ben Two" without what follows the names."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    families = [part.split(",")[0].split() for part in parts if "," in part]
    if not families or sum(len(own) < 2 for own in families) * 2 >= len(families):
        return text
    if all(part.count(",") == 1 and not _PLACE.search(part) for part in parts):
        return text
    return "; ".join(part.split(",")[0] for part in parts)


def turned(name: str) -> str:
    """Return "One, Ada" as "Ada One"."""
    family, _, given = name.partition(",")
    return f"{given.strip()} {family.strip()}".strip()
