"""Links and addresses as they are written in a line of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from papersearch.types import address

LINK = re.compile(
    r"!?\[([^\[\]]{0,500}(?:\[[^\[\]]{0,200}\][^\[\]]{0,200})?)\]"
    r"\(\s{0,9}<?([^\s()<>]{1,2000}(?:\([^\s()]{0,200}\)[^\s()<>]{0,200})?)(?:[\s<>][^()]{0,200})?\)"
)
URL = re.compile(r"<?(https?://[^\s<>\"'|）)\]]{3,2000})>?")


def plain(value: str) -> str:
    """Return a value without links, stars and code marks."""
    return LINK.sub(r"\1", value).strip().strip("*`").strip()


def without_ids(text: str) -> str:
    """Return a text with a blank in place of each address of a paper."""
    pieces: list[str] = []
    seen = 0
    for start, end, _ in address.spans(text):
        pieces.append(text[seen:start])
        seen = end
    return " ".join([*pieces, text[seen:]])


def without(text: str, words: Iterable[str]) -> str:
    """Return a text with a blank in place of each of some words."""
    for word in words:
        text = text.replace(word, " ")
    return text
