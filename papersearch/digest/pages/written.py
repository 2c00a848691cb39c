"""Links and addresses as they are written in a line of Markdown."""

from __future__ import annotations

import re

from papersearch.digest.pages.evidence import is_generic

LINK = re.compile(
    r"!?\[([^\[\]]{0,500}(?:\[[^\[\]]{0,200}\][^\[\]]{0,200})?)\]"
    r"\(\s{0,9}<?([^\s()<>]{1,2000}(?:\([^\s()]{0,200}\)[^\s()<>]{0,200})?)(?:[\s<>][^()]{0,200})?\)"
)
_REFERENCE = re.compile(r"&#(\d{2,3});")
_SHIELD = 0xF0000  # the first plane for private use
_SHIELDED = re.compile(r"[\U000f0000-\U000f03ff]")
URL = re.compile(r"<?(https?://[^\s<>\"'|）)\]]{3,2000})>?")


def plain(value: str) -> str:
    """Return a value without links, stars and code marks."""
    words = LINK.sub(r"\1", value) if "](" in value else value
    return words.strip().strip("*`").strip()


def shielded(text: str) -> str:
    """Return a text in which references to characters are such as no pattern knows.

    What is written as a reference is meant as it is: "A&#42;B" is a name with a star.
    """
    return _REFERENCE.sub(lambda found: chr(_SHIELD + int(found.group(1))), text)


def unshielded(text: str) -> str:
    """Return a text with the characters that :func:`shielded` has hidden."""
    if text.isascii():
        return text
    return _SHIELDED.sub(lambda found: chr(ord(found.group()) - _SHIELD), text)


def linkless(text: str) -> str:
    """Return a line without links that only say where they lead."""
    if "](" not in text:
        return text
    return LINK.sub(lambda own: " " if is_generic(own.group(1)) else own.group(), text)
