"""Links and addresses as they are written in a line of Markdown."""

from __future__ import annotations

import re

LINK = re.compile(
    r"!?\[([^\[\]]{0,500}(?:\[[^\[\]]{0,200}\][^\[\]]{0,200})?)\]"
    r"\(\s{0,9}<?([^\s()<>]{1,2000}(?:\([^\s()]{0,200}\)[^\s()<>]{0,200})?)(?:[\s<>][^()]{0,200})?\)"
)
URL = re.compile(r"<?(https?://[^\s<>\"'|）)\]]{3,2000})>?")


def plain(value: str) -> str:
    """Return a value without links, stars and code marks."""
    return LINK.sub(r"\1", value).strip().strip("*`").strip()
