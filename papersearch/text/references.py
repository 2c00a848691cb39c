"""Numeric character references, in which our own Markdown writes what has a meaning there."""

from __future__ import annotations

import re
import string
import unicodedata

_REFERENCE = r"&#(\d{2,5});"
# With zeros in front, as nothing else has them, so that brackets within are told from these.
_AS_TEXT = ("&#091;", "&#093;&#040;", "&#041;")


def references(characters: str) -> str:
    """Return ``characters`` as references: "&#60;" for "<"."""
    return "".join(f"&#{ord(character)};" for character in characters)


def link_as_text(title: str, url: str) -> str:
    """Return a link as text, which nobody can follow; both are escaped for Markdown already."""
    opening, between, closing = _AS_TEXT
    return f"{opening}{title}{between}{url}{closing}"


def linked_as_text(text: str) -> tuple[str, str] | None:
    """Return the title and address of what :func:`link_as_text` wrote; None for other text."""
    opening, between, closing = _AS_TEXT
    if not text.startswith(opening) or not text.endswith(closing):
        return None
    title, found, url = text[len(opening) : -len(closing)].partition(between)
    return (resolved(title), resolved(url)) if found else None


def resolved(text: str) -> str:
    """Return ``text`` with references to punctuation and spaces replaced by what they stand for."""
    return re.sub(_REFERENCE, _character, text) if "&#" in text else text


def _character(found: re.Match[str]) -> str:
    character = chr(int(found.group(1)))
    known = character in string.punctuation or unicodedata.category(character) == "Zs"
    return character if known else found.group()
