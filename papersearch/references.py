"""Numeric character references, in which our own Markdown writes what has a meaning there."""

from __future__ import annotations

import re
import string
import unicodedata

_REFERENCE = r"&#(\d{2,5});"


def references(characters: str) -> str:
    """Return ``characters`` as references: "&#60;" for "<"."""
    return "".join(f"&#{ord(character)};" for character in characters)


def resolved(text: str) -> str:
    """Return ``text`` with references to punctuation and spaces replaced by what they stand for."""
    return re.sub(_REFERENCE, _character, text) if "&#" in text else text


def _character(found: re.Match[str]) -> str:
    character = chr(int(found.group(1)))
    known = character in string.punctuation or unicodedata.category(character) == "Zs"
    return character if known else found.group()
