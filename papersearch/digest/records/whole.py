"""Whole digests as the text of one record: a post of a day, the HTML of an item of a feed."""

from __future__ import annotations

import re

from papersearch.digest.records.layers import Layers
from papersearch.types import limits
from papersearch.types.address import mentioned
from papersearch.types.paper import Entry

HTML = "digest html"
"""The key under which a feed's item keeps its text with its tags."""
_TEXTS = re.compile(r"markdown|\bmd\b|html|report|digest|newsletter|readme|output|response|message")
_TAG = re.compile(r"<(?:p|div|ul|ol|li|h[1-6]|table|br|a)[\s/>]", re.IGNORECASE)
_LOOKED_AT = 1 << 18
_FEWEST = 2


def may_be(text: str) -> bool:
    """Whether a text links to several papers."""
    several = text.count("://", 0, _LOOKED_AT) >= _FEWEST
    return several and len(mentioned(text[:_LOOKED_AT])) >= _FEWEST


def papers(layers: Layers) -> tuple[Entry, ...]:
    """Return the papers of the text of a record, if it tells of several; otherwise none."""
    if "abstract" in layers.known:
        return ()
    texts = [text for _, text in layers.texts("summary")]
    texts += [own for name, own in layers.own if type(own) is str and _TEXTS.search(name)]
    texts.sort(key=len, reverse=True)
    return next((found for text in texts if may_be(text) and (found := _read(text))), ())


def _read(text: str) -> tuple[Entry, ...]:
    if text.count("\n") >= limits.FILE_LINES:
        return ()
    from papersearch.digest import pages  # parsers that records need here only

    is_html = _TAG.search(text) and "](" not in text
    found = (pages.read_html if is_html else pages.read_markdown)(text, "").entries
    return found if len(found) >= _FEWEST else ()
